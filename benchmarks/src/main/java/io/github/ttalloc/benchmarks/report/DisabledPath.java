package io.github.ttalloc.benchmarks.report;

import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.ReporterContext;

/**
 * A reporter that is off.
 */
final class DisabledPath implements ReportPath
{
    private final AllocationReporter reporter = AllocationReporter.open(new ReporterContext().enabled(false));

    @Override
    public long report(final long bufferId)
    {
        return RingReports.report(reporter, bufferId);
    }

    @Override
    public void close()
    {
        reporter.close();
    }
}
