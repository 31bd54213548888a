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
public final class FirstLapPath implements ReportPath
{
    /** Reports that one stretch may make. */
    public static final int MOST_REPORTS = 1 << 23;

    private static final long RING_BYTES = (long)MOST_REPORTS * RingDescriptor.RECORD_LENGTH;
    private static final long QUOTA_BYTES = 1L << 36;

    private final Path directory;
    private RingReporter reporter;
    private long lost;

    /**
     * A ring in a directory.
     *
     * @param directory of a tracker.
     * @throws IOException if there can be no ring.
     */
    public FirstLapPath(final Path directory) throws IOException
    {
        this.directory = directory;
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
                16 * RING_BYTES + " bytes are free for the ring");
        }
    }

    private RingReporter create() throws IOException
    {
        return RingReporter.create(
            new ReporterContext().directory(directory).ringBytes(RING_BYTES).ringQuotaBytes(QUOTA_BYTES));
    }
}
