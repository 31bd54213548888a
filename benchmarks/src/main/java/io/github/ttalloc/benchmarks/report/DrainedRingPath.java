package io.github.ttalloc.benchmarks.report;

import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.journal.BatchBuilder;
import io.github.ttalloc.ipc.journal.BatchDescriptor;
import io.github.ttalloc.ipc.journal.JournalAppender;
import io.github.ttalloc.ipc.journal.JournalContext;
import io.github.ttalloc.ipc.ring.RingException;
import io.github.ttalloc.ipc.ring.RingReader;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Our ring, with a thread that drains it into a journal as the recorder does. A report waits where that thread is so
 * far behind that the ring is full.
 */
final class DrainedRingPath implements ReportPath
{
    private static final long PARK_NANOS = 50_000;

    private final RingReporter reporter;
    private final RingReader reader;
    private final JournalAppender journal;
    private final Thread drain;
    private long reported = -1;
    private volatile long drained;
    private volatile boolean isClosing;
    private volatile RingException failure;

    DrainedRingPath(final Path directory) throws IOException
    {
        reporter = RingReporter.create(new ReporterContext().directory(directory)
            .ringBytes(ReporterContext.DEFAULT_RING_BYTES).waitingForRecorder(true));
        try
        {
            reader = RingReader.open(reporter.ring());
        }
        catch (final RingException ex)
        {
            throw new IllegalStateException(ex);
        }
        journal = JournalAppender.open(TrackerDirectory.of(directory), new JournalContext());
        drain = new Thread(this::drain, "drain");
        drain.setDaemon(true);
        drain.start();
    }

    @Override
    public long report(final long bufferId)
    {
        final long position = RingReports.report(reporter, bufferId);
        reported = position;
        return position;
    }

    @Override
    public void awaitRead()
    {
        while (drained <= reported && null == failure)
        {
            Thread.onSpinWait();
        }
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
        journal.close();
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
                reader.heartbeat(System.nanoTime());
                batch.begin(BatchDescriptor.SOURCE_RING, reader.header().producerId(), reader.position());
                if (0 == reader.copy(batch))
                {
                    LockSupport.parkNanos(PARK_NANOS);
                }
                else
                {
                    journal.append(batch);
                    reader.release();
                    drained = reader.position();
                }
            }
        }
        catch (final RingException ex)
        {
            failure = ex;
        }
    }
}
