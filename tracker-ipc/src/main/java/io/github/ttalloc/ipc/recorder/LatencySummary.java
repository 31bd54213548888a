package io.github.ttalloc.ipc.recorder;

/**
 * How long events took from the report in their process until the ledger had them.
 *
 * @param count     events that were measured.
 * @param p50Nanos  half of them took no longer, nanoseconds.
 * @param p99Nanos  99 % of them took no longer, nanoseconds.
 * @param p999Nanos 99.9 % of them took no longer, nanoseconds.
 * @param maxNanos  the longest, nanoseconds.
 */
public record LatencySummary(long count, long p50Nanos, long p99Nanos, long p999Nanos, long maxNanos)
{
}
