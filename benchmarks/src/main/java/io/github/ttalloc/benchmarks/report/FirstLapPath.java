package io.github.ttalloc.benchmarks.report;

import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingDescriptor;
import io.github.ttalloc.client.RingReporter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Our ring while nobody drains it: every record is the first in its place. Each stretch has a new ring.
 */
final class FirstLapPath implements ReportPath
{
    private static final long QUOTA_BYTES = 1L << 36;

    private final Path directory;
    private final long ringBytes;
    private RingReporter reporter;
    private long lost;

    FirstLapPath(final Path directory, final int mostReports) throws IOException
    {
        this.directory = directory;
        this.ringBytes = (long)mostReports * RingDescriptor.RECORD_LENGTH;
        reporter = create();
    }

    @Override
    public long report(final long bufferId)
    {
        final long position = RingReports.report(reporter, bufferId);
        if (position < 0)
        {
            lost++;
        }
        return position;
    }

    @Override
    public void nextStretch() throws IOException
    {
        close();
        reporter = create();
    }

    @Override
    public void close() throws IOException
    {
        final Path ring = reporter.ring();
        reporter.close();
        Files.deleteIfExists(ring);
        if (lost > 0)
        {
            throw new IllegalStateException("lost=" + lost + " reports of a stretch: make it shorter, or see that " +
                16 * ringBytes + " bytes are free for the ring");
        }
    }

    private RingReporter create() throws IOException
    {
        return RingReporter.create(
            new ReporterContext().directory(directory).ringBytes(ringBytes).ringQuotaBytes(QUOTA_BYTES));
    }
}
