package io.github.ttalloc.ipc.journal;

import io.github.ttalloc.client.TrackerDirectory;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.CloseHelper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Appends batches to the queue that all direct reporters of a directory share. Each append takes the lock of the queue:
 * one process at a time. Not thread-safe.
 */
public final class DirectAppender implements AutoCloseable
{
    /** Held while a process opens the queue, so that two do not make it at once. */
    private static final String LOCK_NAME = "direct.lock";
    private static final Object BIRTH = new Object();
    private static final long OPEN_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    /** More than the first pages of a new file: a store that gets no page may end the JVM of the reporter. */
    private static final long SPACE_MARGIN_BYTES = 4L << 20;

    private final SingleChronicleQueue queue;
    private final JournalClock clock;
    private final FileStore store;
    private ExcerptAppender appender;

    private DirectAppender(final SingleChronicleQueue queue, final JournalClock clock, final FileStore store)
    {
        this.queue = queue;
        this.clock = clock;
        this.store = store;
    }

    /**
     * Opens the direct queue of a directory, making it where it is absent.
     *
     * @param directory of the tracker.
     * @param context   the clock, and the roll cycle of a new queue.
     * @return the appender.
     * @throws IOException      if it cannot be made.
     * @throws JournalException if it is foreign or of another version.
     */
    public static DirectAppender open(final TrackerDirectory directory, final JournalContext context) throws IOException
    {
        final JournalClock clock = new JournalClock(context.clock());
        synchronized (BIRTH)
        {
            final Path file = directory.path().resolve(LOCK_NAME);
            try (FileChannel channel = directory.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock(channel, file))
            {
                if (!held.isValid())
                {
                    throw new IOException("lock " + file + " was lost");
                }
                final RollCycles rollCycle =
                    JournalFormat.create(directory, directory.direct(), context.rollCycle());
                final FileStore store = Files.getFileStore(directory.path());
                final SingleChronicleQueue queue = JournalQueue.direct(directory, rollCycle, clock);
                clock.startFromLastCycle(queue);
                return new DirectAppender(queue, clock, store);
            }
        }
    }

    /**
     * Appends a batch. If it throws, the batch is not in the queue.
     *
     * @param batch with at least one event.
     * @throws NoSpaceException if the file system has less than 4 MiB to spare.
     */
    public void append(final BatchBuilder batch)
    {
        checkSpace();
        final BytesStore<?, ByteBuffer> bytes = batch.finish(0, clock.currentTimeNanos(), System.nanoTime());
        if (null == appender)
        {
            openAppender();
        }
        try (DocumentContext document = appender.writingDocument())
        {
            try
            {
                document.wire().bytes().write(bytes, 0L, (long)batch.length());
            }
            catch (final RuntimeException | Error ex)
            {
                document.rollbackOnClose();
                throw ex;
            }
        }
    }

    private void checkSpace()
    {
        try
        {
            final long usable = store.getUsableSpace();
            if (usable < SPACE_MARGIN_BYTES)
            {
                throw new NoSpaceException(
                    usable + " bytes are free and the margin is " + SPACE_MARGIN_BYTES + " bytes");
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    @Override
    public void close()
    {
        CloseHelper.quietClose(appender);
        JournalQueue.close(queue);
    }

    /** That needs the lock of the queue, which a stopped process may hold: then the next append tries again. */
    private void openAppender()
    {
        appender = queue.createAppender();
        appender.singleThreadedCheckDisabled(true);
    }

    private static FileLock lock(final FileChannel channel, final Path file) throws IOException
    {
        final long deadline = System.nanoTime() + OPEN_NANOS;
        FileLock lock = channel.tryLock();
        while (null == lock)
        {
            if (System.nanoTime() - deadline > 0)
            {
                throw new IOException("lock " + file + " is held for over 5 s by a process that opens the direct " +
                    "queue: end that process if it is stopped, or report through a ring");
            }
            LockSupport.parkNanos(POLL_NANOS);
            lock = channel.tryLock();
        }
        return lock;
    }
}
