package io.github.ttalloc.benchmarks.report;

import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The report that every one of our own ways makes, and the switch that slows it down to show that the guard can fail.
 */
final class RingReports
{
    /** System property: work to do with every report, in tokens of JMH; a token is about a nanosecond or two. */
    static final String PLANTED_PROPERTY = "ttalloc.benchmarks.planted";

    private static final long PLANTED = Long.getLong(PLANTED_PROPERTY, 0);

    private RingReports()
    {
    }

    static long report(final AllocationReporter reporter, final long bufferId)
    {
        if (PLANTED > 0)
        {
            Blackhole.consumeCPU(PLANTED);
        }
        return reporter.allocate(0, BufferType.L1, bufferId, 4096, 64, CoreRange.ALL, 0);
    }
}
