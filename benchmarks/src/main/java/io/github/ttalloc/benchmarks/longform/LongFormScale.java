package io.github.ttalloc.benchmarks.longform;

import java.util.List;

/**
 * How far the long form goes.
 *
 * @param lives       numbers of live buffers.
 * @param decayLive   live buffers while a ledger is churned.
 * @param decayEvents how many events churn it.
 */
record LongFormScale(List<Integer> lives, int decayLive, long decayEvents)
{
}
