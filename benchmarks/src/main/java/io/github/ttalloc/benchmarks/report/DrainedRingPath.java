package io.github.ttalloc.benchmarks.report;

import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.ipc.journal.BatchBuilder;
import io.github.ttalloc.ipc.journal.BatchDescriptor;
import io.github.ttalloc.ipc.ring.RingException;
import io.github.ttalloc.ipc.ring.RingReader;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Our ring, with a thread that copies, zeroes and releases as the recorder does, but keeps nothing.
 */
final class DrainedRingPath implements ReportPath
{
    private static final long PARK_NANOS = 50_000;

    private final RingReporter reporter;
    private final RingReader reader;
    private final Thread drain;
    private volatile boolean isClosing;
    private volatile RingException failure;

    DrainedRingPath(final Path directory) throws IOException
    {
        reporter = RingReporter.create(new ReporterContext().directory(directory)
            .ringBytes(ReporterContext.DEFAULT_RING_BYTES));
        try
        {
            reader = RingReader.open(reporter.ring());
        }
        catch (final RingException ex)
        {
            throw new IllegalStateException(ex);
        }
        drain = new Thread(this::drain, "drain");
        drain.setDaemon(true);
        drain.start();
    }

    @Override
    public long report(final long bufferId)
    {
        return RingReports.report(reporter, bufferId);
    }

    @Override
    public void close() throws IOException
    {
        isClosing = true;
        try
        {
            drain.join();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
        final long dropped = reader.droppedCount();
        reader.close();
        reporter.close();
        if (dropped > 0 || null != failure)
        {
            throw new IllegalStateException("dropped=" + dropped + ", so what was measured is not a report", failure);
        }
    }

    private void drain()
    {
        final BatchBuilder batch = new BatchBuilder();
        try
        {
            while (!isClosing)
            {
                batch.begin(BatchDescriptor.SOURCE_RING, reader.header().producerId(), reader.position());
                if (0 == reader.copy(batch))
                {
                    LockSupport.parkNanos(PARK_NANOS);
                }
                reader.release();
            }
        }
        catch (final RingException ex)
        {
            failure = ex;
        }
    }
}
