package io.github.ttalloc.benchmarks.report;

import io.github.ttalloc.benchmarks.Planted;
import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;

/**
 * The report that every one of our own ways makes.
 */
final class RingReports
{
    private RingReports()
    {
    }

    static long report(final AllocationReporter reporter, final long bufferId)
    {
        Planted.work();
        return reporter.allocate(0, BufferType.L1, bufferId, 4096, 64, CoreRange.ALL, 0);
    }
}
