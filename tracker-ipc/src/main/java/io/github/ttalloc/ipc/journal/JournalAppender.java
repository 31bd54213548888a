package io.github.ttalloc.ipc.journal;

import io.github.ttalloc.client.TrackerDirectory;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.TableStoreWriteLock;
import net.openhft.chronicle.threads.BusyTimedPauser;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.CloseHelper;

import java.io.IOException;
import java.io.StreamCorruptedException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * Appends batches to the journal. One for each journal, in the recorder; not thread-safe.
 */
public final class JournalAppender implements AutoCloseable
{
    private final SingleChronicleQueue queue;
    private final JournalClock clock;
    private final JournalPages pages;
    private ExcerptAppender appender;
    private long nextSequence = 1;

    private JournalAppender(final SingleChronicleQueue queue, final JournalClock clock, final JournalPages pages)
    {
        this.queue = queue;
        this.clock = clock;
        this.pages = pages;
        openAppender();
    }

    /**
     * Opens the journal of a directory, making it where it is absent.
     *
     * @param directory of the tracker.
     * @param context   how the journal is kept.
     * @return the appender.
     * @throws IOException      if it cannot be made.
     * @throws JournalException if it is foreign or of another version.
     */
    public static JournalAppender open(final TrackerDirectory directory, final JournalContext context)
        throws IOException
    {
        final RollCycles rollCycle = JournalFormat.create(directory, directory.journal(), context.rollCycle());
        final JournalClock clock = new JournalClock(context.clock());
        final JournalPages pages = new JournalPages(directory.journal(), rollCycle);
        SingleChronicleQueue queue = null;
        try
        {
            queue = JournalQueue.journal(directory, rollCycle, clock);
            clock.startFromLastCycle(queue);
            pages.openNewest(queue);
            return new JournalAppender(queue, clock, pages);
        }
        catch (final StreamCorruptedException | RuntimeException | StackOverflowError ex)
        {
            JournalQueue.close(queue);
            CloseHelper.quietClose(pages);
            throw JournalException.damaged(directory.journal(), ex);
        }
        catch (final IOException | InternalError ex)
        {
            JournalQueue.close(queue);
            CloseHelper.quietClose(pages);
            throw ex;
        }
    }

    /**
     * Goes on after what the journal holds.
     *
     * @param lastSequence  sequence of its last event; 0 for none.
     * @param lastWallNanos time of its last batch in nanoseconds since the epoch; 0 for none.
     */
    public void continueAfter(final long lastSequence, final long lastWallNanos)
    {
        nextSequence = lastSequence + 1;
        clock.startFrom(lastWallNanos);
    }

    /**
     * Appends a batch, and numbers its events. When this returns the batch is in the journal for good, whatever happens
     * to this process; if it throws, it is not.
     *
     * @param batch with at least one event.
     * @return the sequence of its last event.
     * @throws NoSpaceException if there is no space for it.
     */
    public long append(final BatchBuilder batch)
    {
        reserve();
        final BytesStore<?, ByteBuffer> bytes = batch.finish(nextSequence, clock.currentTimeNanos(), System.nanoTime());
        final long lastSequence = nextSequence + batch.count() - 1;
        try
        {
            write(bytes, batch.length());
        }
        catch (final InternalError ex)
        {
            LateFaults.forget();
            CloseHelper.quietClose(appender);
            openAppender();
            if (!isHeld(lastSequence))
            {
                throw ex;
            }
        }
        catch (final NoSpaceException ex)
        {
            CloseHelper.quietClose(appender);
            openAppender();
            throw ex;
        }
        nextSequence = lastSequence + 1;
        return lastSequence;
    }

    /**
     * Makes sure that there is space for the next batch, and a file.
     *
     * @throws NoSpaceException if there is not.
     */
    public void reserve()
    {
        pages.reserve(queue.rollCycle().current(clock, queue.epoch()));
    }

    /**
     * Makes sure that a file of the journal can be made.
     *
     * @throws NoSpaceException if it cannot, for want of space or as the process has too many open files.
     */
    public void checkNewFile()
    {
        pages.checkNewFile();
    }

    /**
     * Nobody else appends to a journal, so its lock is held by a recorder that died inside an append, whoever has that
     * one's process id by now, or by us, as an error came while a document was opened or closed.
     */
    private void openAppender()
    {
        try (TableStoreWriteLock lock = new TableStoreWriteLock(queue.metaStore(), BusyTimedPauser::new, 0L))
        {
            lock.forceUnlock();
        }
        appender = queue.createAppender();
        appender.singleThreadedCheckDisabled(true);
    }

    /** The queue throws what it does not declare, too. */
    @SuppressWarnings("IllegalCatch")
    private void write(final BytesStore<?, ByteBuffer> bytes, final long length)
    {
        final long end;
        try (DocumentContext document = appender.writingDocument())
        {
            try
            {
                final Bytes<?> body = document.wire().bytes();
                pages.mapIn(body, length);
                body.write(bytes, 0L, length);
                end = body.writePosition();
            }
            catch (final RuntimeException | Error ex)
            {
                document.rollbackOnClose();
                throw ex;
            }
        }
        catch (final Exception | StackOverflowError ex)
        {
            throw JournalException.damaged(queue.file().toPath(), ex);
        }
        pages.appended(queue.rollCycle().toCycle(appender.lastIndexAppended()), end);
    }

    /** The JVM may throw the error of a page that is gone at any later point, so also once a batch was committed. */
    private boolean isHeld(final long sequence)
    {
        try
        {
            return pages.lastSequence() >= sequence;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    @Override
    public void close()
    {
        LateFaults.forget();
        appender.close();
        JournalQueue.close(queue);
        pages.close();
    }
}
