package io.github.ttalloc.benchmarks.report;

import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.device.BufferType;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Our ring with a recorder in another process: by turns an allocation and the free of the buffer that was allocated a
 * live set ago. A report waits for the recorder where the ring is full, so that none is lost.
 */
final class RecordedRingPath implements ReportPath
{
    /* What a buffer takes of each bank, so that no two meet. */
    private static final int STEP = 64;
    private static final int LIVE_BYTES = 10_000 * STEP;

    private final RingReporter reporter;
    private boolean isFree;
    private long allocated;
    private long lost;

    RecordedRingPath(final Path directory) throws IOException
    {
        reporter = RingReporter.create(new ReporterContext().directory(directory).waitingForRecorder(true));
    }

    @Override
    public long report(final long bufferId)
    {
        final long position;
        if (isFree && allocated >= LIVE_BYTES)
        {
            position = reporter.free(0, BufferType.L1, allocated - LIVE_BYTES & 0xFFFF_FFFFL);
        }
        else
        {
            allocated += STEP;
            position = RingReports.report(reporter, allocated & 0xFFFF_FFFFL);
        }
        isFree = !isFree;
        if (position < 0)
        {
            lost++;
        }
        return position;
    }

    @Override
    public void close()
    {
        reporter.close();
        if (lost > 0)
        {
            throw new IllegalStateException("lost=" + lost + " reports, so what was measured is not all of them");
        }
    }
}
