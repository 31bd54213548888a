package io.github.ttalloc.ipc.direct;

import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.DeviceDescription;
import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.journal.BatchBuilder;
import io.github.ttalloc.ipc.journal.BatchDescriptor;
import io.github.ttalloc.ipc.journal.DirectAppender;
import io.github.ttalloc.ipc.journal.JournalContext;
import io.github.ttalloc.ipc.ring.RingException;
import io.github.ttalloc.ipc.ring.RingReader;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Reports into the Chronicle queue {@code direct/} that all direct reporters of a directory share: an event is there
 * before its report returns, even if this process or the recorder is killed the next moment, and anybody may tail it.
 * <p>
 * What it costs: a lock in this process and the lock of the queue between processes for each report, microseconds
 * instead of tens of nanoseconds; the JVM flags of {@code tracker-ipc}; and other processes' troubles. If one is killed
 * or stopped inside its append, a report here waits up to 300 ms for the lock, and then returns with its event in a
 * small ring of this process only. From there it goes with the next report that gets the lock, or with the recorder
 * once this process has ended. Use the ring ({@link AllocationReporter#open()}) unless you need the promise.
 * <p>
 * Safe for any number of threads, which take turns.
 */
public final class DirectReporter implements AllocationReporter
{
    private final RingReporter ring;
    private final RingReader reader;
    private final DirectAppender queue;
    private final BatchBuilder batch = new BatchBuilder();
    private boolean isClosed;
    private boolean hasFailed;

    private DirectReporter(final RingReporter ring, final RingReader reader, final DirectAppender queue)
    {
        this.ring = ring;
        this.reader = reader;
        this.queue = queue;
    }

    /**
     * A reporter on the direct queue, whether or not tracking is on.
     *
     * @param context how to report; its ring is of the smallest length whatever it says.
     * @return a reporter, to be closed when the process ends.
     * @throws IOException if there can be none; the message says why and what to do.
     */
    public static DirectReporter create(final ReporterContext context) throws IOException
    {
        return create(context, new JournalContext());
    }

    /**
     * A reporter on the direct queue, whether or not tracking is on.
     *
     * @param context how to report; its ring is of the smallest length whatever it says.
     * @param journal the clock of the queue, and how long one file of it lasts where this makes it.
     * @return a reporter, to be closed when the process ends.
     * @throws IOException if there can be none; the message says why and what to do.
     */
    public static DirectReporter create(final ReporterContext context, final JournalContext journal) throws IOException
    {
        final Path path = null == context.directory() ? TrackerDirectory.defaultPath() : context.directory();
        final DirectAppender queue = DirectAppender.open(TrackerDirectory.of(path).create(), journal);
        RingReporter ring = null;
        try
        {
            ring = RingReporter.create(context.direct(true));
            return new DirectReporter(ring, RingReader.open(ring.ring()), queue);
        }
        catch (final RingException ex)
        {
            close(ring, queue);
            throw new IOException(ex.getMessage(), ex);
        }
        catch (final IOException | RuntimeException | Error ex)
        {
            close(ring, queue);
            throw ex;
        }
    }

    private static void close(final RingReporter ring, final DirectAppender queue)
    {
        if (null != ring)
        {
            ring.close();
        }
        queue.close();
    }

    @Override
    public boolean isEnabled()
    {
        return ring.isEnabled();
    }

    @Override
    public synchronized long deviceOpen(final int device, final DeviceDescription description)
    {
        return publish(ring.deviceOpen(device, description));
    }

    @Override
    public synchronized long allocate(
        final int device, final BufferType type, final long bufferId, final long bytes, final long bytesPerBank,
        final int coreRange, final int tag)
    {
        return publish(ring.allocate(device, type, bufferId, bytes, bytesPerBank, coreRange, tag));
    }

    @Override
    public synchronized long free(final int device, final BufferType type, final long bufferId)
    {
        return publish(ring.free(device, type, bufferId));
    }

    @Override
    public synchronized long freeAll(final int device, final BufferType type)
    {
        return publish(ring.freeAll(device, type));
    }

    @Override
    public synchronized long write(
        final int device, final BufferType type, final int x, final int y, final long address, final long bytes,
        final int tag)
    {
        return publish(ring.write(device, type, x, y, address, bytes, tag));
    }

    @Override
    public synchronized long mark(final int tag)
    {
        return publish(ring.mark(tag));
    }

    @Override
    public synchronized int tag(final String text)
    {
        return (int)publish(ring.tag(text));
    }

    @Override
    public synchronized long handle(final int device, final BufferType type, final long wideId)
    {
        return publish(ring.handle(device, type, wideId));
    }

    @Override
    public synchronized void close()
    {
        if (!isClosed)
        {
            publish(0);
            isClosed = true;
            ring.close();
            queue.close();
        }
    }

    /** Takes everything out of the ring into the queue; what cannot be taken now stays for the next time. */
    @SuppressWarnings("IllegalCatch")
    private long publish(final long result)
    {
        if (isClosed)
        {
            return result;
        }
        try
        {
            while (reader.copy(batch.begin(
                BatchDescriptor.SOURCE_DIRECT, reader.header().producerId(), reader.position())) > 0)
            {
                queue.append(batch);
                reader.release();
            }
        }
        catch (final RingException | RuntimeException | InternalError ex)
        {
            reader.rewind();
            sayOnce(ex);
        }
        return result;
    }

    private void sayOnce(final Throwable failure)
    {
        if (!hasFailed)
        {
            hasFailed = true;
            System.err.println("ttalloc: the direct queue took no event, which waits in this process until it does: " +
                failure.getMessage());
        }
    }
}
