package io.github.ttalloc.ipc.journal;

import io.github.ttalloc.client.EventDescriptor;
import io.github.ttalloc.client.TrackerDirectory;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.TailerDirection;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;

/**
 * Reads the batches of a journal in order, from any process, at its own pace; it never writes. Not thread-safe.
 */
public final class JournalTailer implements AutoCloseable
{
    private final SingleChronicleQueue queue;
    private final JournalCycles cycles;
    private final JournalCursor cursor;
    private final JournalBatch batch = new JournalBatch();
    private long unreadableCount;
    private long unreadableEvents;
    private String newestFault;

    private JournalTailer(final SingleChronicleQueue queue, final JournalCycles cycles)
    {
        this.queue = queue;
        this.cycles = cycles;
        this.cursor = new JournalCursor(queue);
    }

    /**
     * Takes the batches of a journal.
     */
    @FunctionalInterface
    public interface BatchHandler
    {
        /**
         * Takes one batch.
         *
         * @param batch valid during the call only.
         */
        void onBatch(JournalBatch batch);

        /**
         * Takes note of a document that cannot be read as a batch and is passed over; does nothing by default.
         *
         * @param events how many it held, by its length.
         */
        default void onUnreadable(final int events)
        {
        }
    }

    /**
     * Opens the journal of a directory, at the oldest batch that it holds.
     *
     * @param directory of the tracker.
     * @return the tailer.
     * @throws IOException      if it cannot be read.
     * @throws JournalException if there is none, or it is foreign or of another version.
     */
    public static JournalTailer open(final TrackerDirectory directory) throws IOException
    {
        return open(directory, directory.journal());
    }

    /**
     * Opens the queue of the direct reporters, at the oldest batch that it holds.
     *
     * @param directory of the tracker.
     * @return the tailer.
     * @throws IOException      if it cannot be read.
     * @throws JournalException if there is none, or it is foreign or of another version.
     */
    public static JournalTailer openDirect(final TrackerDirectory directory) throws IOException
    {
        return open(directory, directory.direct());
    }

    /**
     * Whether there is a queue of direct reporters that can be opened.
     *
     * @param directory of the tracker.
     * @return true once the first of them has made it.
     */
    public static boolean isDirectReady(final TrackerDirectory directory)
    {
        return JournalQueue.isMade(directory.direct());
    }

    /** The queue throws what it does not declare, too. */
    @SuppressWarnings("IllegalCatch")
    private static JournalTailer open(final TrackerDirectory directory, final Path path) throws IOException
    {
        final RollCycles rollCycle = JournalFormat.check(directory, path);
        SingleChronicleQueue queue = null;
        try
        {
            queue = JournalQueue.builder(path, rollCycle).readOnly(true).build();
            return new JournalTailer(queue, new JournalCycles(path, rollCycle)).toStart();
        }
        catch (final JournalException | NoSpaceException ex)
        {
            JournalQueue.close(queue);
            throw ex;
        }
        catch (final Exception | InternalError | StackOverflowError ex)
        {
            JournalQueue.close(queue);
            throw new JournalException(
                "journal " + path + " cannot be opened (" + ex.getMessage() +
                "): start 'ttalloc serve --dir " + directory.path() + "', or move the journal away if it is damaged",
                ex);
        }
    }

    /**
     * Goes to the oldest batch that is held.
     *
     * @return this.
     * @throws UncheckedIOException if the directory of the journal cannot be read.
     */
    public JournalTailer toStart()
    {
        unreadableEvents = 0;
        try
        {
            for (final int cycle : cycles.find().keySet())
            {
                if (cursor.moveTo(queue.rollCycle().toIndex(cycle, 0)))
                {
                    return this;
                }
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        cursor.toStart();
        return this;
    }

    /**
     * The first event that is held.
     *
     * @return its sequence, that of one in a damaged document included; 0 if no document can be read. The tailer is
     * behind the first that can.
     * @throws UncheckedIOException if the directory of the journal cannot be read.
     */
    public long firstSequence()
    {
        final long[] first = {0};
        boolean isMore = true;
        toStart();
        while (0 == first[0] && isMore)
        {
            isMore = look(found -> first[0] = Math.max(1, found.sequence() - unreadableEvents));
        }
        return first[0];
    }

    /**
     * Goes to the batch after one that was read.
     *
     * @param index         Chronicle index of that batch, from {@link JournalBatch#index()}.
     * @param lastSequence  sequence of its last event.
     * @param wallTimeNanos when it was appended.
     * @return false if the journal does not hold that very batch, or not any more; where the tailer stands is then
     * undefined.
     */
    public boolean toAfter(final long index, final long lastSequence, final long wallTimeNanos)
    {
        final boolean[] isThere = {false};
        unreadableEvents = 0;
        return cursor.moveTo(index) && look(found -> isThere[0] = index == found.index() &&
            lastSequence == found.lastSequence() && wallTimeNanos == found.wallTimeNanos()) && isThere[0];
    }

    /**
     * Goes to a batch, shows it, and stays behind it.
     *
     * @param index   Chronicle index of the batch.
     * @param handler takes it.
     * @return false if the journal does not hold it, or not any more.
     */
    public boolean pollAt(final long index, final BatchHandler handler)
    {
        return cursor.moveTo(index) && poll(handler);
    }

    /**
     * The last event that was in the journal at a moment.
     *
     * @param wallNanos the moment, nanoseconds since the epoch.
     * @return its sequence; 0 if the moment is before the first event of all; -1 if it is before the oldest event that
     * is held, so that nobody can tell any more. The tailer is somewhere behind it.
     * @throws UncheckedIOException if the directory of the journal cannot be read.
     */
    public long lastSequenceAt(final long wallNanos)
    {
        final long[] last = {0};
        final boolean[] isPast = {false};
        final BatchHandler look = found ->
        {
            isPast[0] = found.wallTimeNanos() > wallNanos;
            last[0] = isPast[0] ? Math.max(last[0], found.sequence() - 1) : found.lastSequence();
        };
        try
        {
            for (final int cycle : cycles.find().descendingKeySet())
            {
                if (cycles.startMillis(cycle) * JournalClock.NANOS_PER_MILLI <= wallNanos &&
                    cursor.moveTo(queue.rollCycle().toIndex(cycle, 0)))
                {
                    poll(look);
                    if (!isPast[0])
                    {
                        break;
                    }
                }
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        if (0 == last[0] || isPast[0])
        {
            final long first = firstSequence();
            last[0] = first > 1 ? -1 : 0;
            toStart();
        }
        isPast[0] = false;
        while (!isPast[0] && last[0] >= 0 && poll(look))
        {
            Thread.onSpinWait();
        }
        return last[0];
    }

    /**
     * Goes to a batch, so that it is the next to be read.
     *
     * @param index Chronicle index of the batch.
     * @return false if it is not held.
     */
    public boolean toIndex(final long index)
    {
        return cursor.moveTo(index);
    }

    /**
     * Where this tailer is.
     *
     * @return Chronicle index of the document that is read next.
     */
    public long index()
    {
        return cursor.index();
    }

    /**
     * Where the journal ends now; this tailer stays where it is.
     *
     * @return Chronicle index behind the newest document, greater than that of any; 0 if there is no file.
     * @throws JournalException if a file of the journal is truncated or damaged, or its directory cannot be read.
     * @throws NoSpaceException if there is no space for a page that is read, or no file can be opened now.
     */
    public long endIndex()
    {
        try (JournalCursor end = new JournalCursor(queue))
        {
            if (cycles.find().isEmpty())
            {
                return 0;
            }
            end.toEnd(TailerDirection.FORWARD);
            return end.index();
        }
        catch (final IOException ex)
        {
            throw cursor.damaged(ex);
        }
    }

    /**
     * Deletes the files that were read to their end. Another reader of the queue may lose what it has not read yet.
     *
     * @throws IOException if one cannot be deleted.
     */
    public void deletePassed() throws IOException
    {
        for (final Path passed : cycles.find().headMap(cursor.cycle(), false).values())
        {
            Files.delete(passed);
        }
    }

    /**
     * Shows the newest batch that can be read, and goes to the end.
     *
     * @param handler takes it.
     * @return false if there is none.
     */
    public boolean readLast(final BatchHandler handler)
    {
        cursor.toEnd(TailerDirection.BACKWARD);
        boolean found = false;
        boolean isMore = true;
        while (isMore && !found)
        {
            try (DocumentContext document = cursor.next())
            {
                isMore = document.isPresent();
                found = isMore && handle(document, handler);
            }
            catch (final InternalError ex)
            {
                throw cursor.damaged(ex);
            }
        }
        cursor.toEnd(TailerDirection.FORWARD);
        return found;
    }

    /**
     * The newest event, found from the end of the journal; this tailer stays where it is.
     *
     * @return its sequence; 0 if there is none or the newest document cannot be read.
     * @throws JournalException if a file of the journal is truncated or damaged, or its directory cannot be read.
     * @throws NoSpaceException if there is no space for a page that is read, or no file can be opened now.
     */
    public long newestSequence()
    {
        try (JournalCursor end = new JournalCursor(queue))
        {
            cycles.checkListed(queue);
            if (cycles.find().isEmpty())
            {
                return 0;
            }
            end.toEnd(TailerDirection.BACKWARD);
            try (DocumentContext document = end.next())
            {
                return document.isPresent() && null == read(document) ? batch.lastSequence() : 0;
            }
        }
        catch (final JournalException | NoSpaceException ex)
        {
            throw ex;
        }
        catch (final IOException | RuntimeException | InternalError ex)
        {
            throw cursor.damaged(ex);
        }
    }

    /**
     * Reads the next batch, if there is one.
     *
     * @param handler takes it.
     * @return false if there is none yet.
     * @throws JournalException if a file of the journal is truncated or damaged.
     * @throws NoSpaceException if there is no space for a page that is read, or no file can be opened now.
     */
    public boolean poll(final BatchHandler handler)
    {
        try (DocumentContext document = cursor.next())
        {
            if (!document.isPresent())
            {
                return false;
            }
            handle(document, handler);
            return true;
        }
        catch (final InternalError ex)
        {
            throw cursor.damaged(ex);
        }
    }

    /**
     * How many documents could not be read as a batch and were skipped.
     *
     * @return the count since this was opened.
     */
    public long unreadableCount()
    {
        return unreadableCount;
    }

    /**
     * How many events the documents held that were skipped since the last batch that was read: the numbers which the
     * journal has given away behind that batch. While a handler takes a batch, they are those before it.
     *
     * @return the count, by the lengths of the documents.
     */
    public long unreadableEvents()
    {
        return unreadableEvents;
    }

    /**
     * What was wrong with the last document that could not be read.
     *
     * @return a line that names the file and the document, or null if there was none.
     */
    public String newestFault()
    {
        return newestFault;
    }

    /**
     * Goes on to the oldest cycle that is held if the one that is read was deleted and there are later ones: the queue
     * itself may wait for ever behind a file that is gone.
     *
     * @return whether it did.
     * @throws UncheckedIOException if the directory of the journal cannot be read.
     */
    public boolean leaveDeleted()
    {
        try
        {
            final int cycle = cursor.cycle();
            final NavigableMap<Integer, Path> held = cycles.find();
            final Integer next = held.higherKey(cycle);
            return !held.containsKey(cycle) && null != next &&
                cursor.moveTo(queue.rollCycle().toIndex(next, 0));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /**
     * What an error means that was thrown while this journal was read. The JVM may throw that of a page which cannot be
     * had at any later point: it is behind the end of its file, or the file system has none for it.
     *
     * @param cause the error.
     * @return to be thrown: says which journal it is, and what to do.
     */
    public RuntimeException damaged(final Throwable cause)
    {
        return cursor.damaged(cause);
    }

    @Override
    public void close()
    {
        cursor.close();
        JournalQueue.close(queue);
    }

    /** Shows a batch before the journal is read from somewhere else, and counts nothing. */
    private boolean look(final BatchHandler handler)
    {
        final long count = unreadableCount;
        final String fault = newestFault;
        final boolean isThere = poll(handler);
        unreadableCount = count;
        newestFault = fault;
        return isThere;
    }

    private boolean handle(final DocumentContext document, final BatchHandler handler)
    {
        final String fault = read(document);
        if (null != fault)
        {
            unreadableCount++;
            final int events = Math.min(BatchDescriptor.MAX_COUNT,
                Math.max(0, lengthOf(document) - BatchDescriptor.EVENTS_OFFSET) / EventDescriptor.EVENT_LENGTH);
            unreadableEvents += events;
            newestFault = "journal " + queue.fileAbsolutePath() + " is damaged in the file of cycle " +
                queue.rollCycle().toCycle(document.index()) + ", document " +
                queue.rollCycle().toSequenceNumber(document.index()) + ": " + fault;
            handler.onUnreadable(events);
            return false;
        }
        handler.onBatch(batch);
        unreadableEvents = 0;
        return true;
    }

    private String read(final DocumentContext document)
    {
        final Bytes<?> body = document.wire().bytes();
        return batch.copy(body.addressForRead(body.readPosition()), lengthOf(document), document.index()).fault();
    }

    private static int lengthOf(final DocumentContext document)
    {
        return (int)document.wire().bytes().readRemaining();
    }
}
