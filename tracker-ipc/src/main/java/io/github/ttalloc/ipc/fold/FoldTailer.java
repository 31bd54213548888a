package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.journal.JournalBatch;
import io.github.ttalloc.ipc.journal.JournalException;
import io.github.ttalloc.ipc.journal.JournalTailer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Tails a journal and folds it: what is allocated, and every event with what became of it, from any process and with
 * or without a recorder. Begins at a snapshot where one helps. Where events are missing, as their file was deleted
 * before it was read or is damaged, it says so and goes on from the next snapshot. Not thread-safe.
 */
public final class FoldTailer implements AutoCloseable
{
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final TrackerDirectory directory;
    private final JournalTailer tailer;
    private final SnapshotStore snapshots;
    private final FoldStart start;
    private final FoldListener listener;
    private final JournalTailer.BatchHandler folded = new Folded();
    private LedgerFold fold;
    private JournalTailer.BatchHandler follower;
    private long lastWanted = Long.MAX_VALUE;
    private long missingEvents;
    private UnreadEvents gap;
    private long gapIndex;
    private long lookNanos = System.nanoTime() + LOOK_NANOS;

    private FoldTailer(
        final TrackerDirectory directory,
        final JournalTailer tailer,
        final FoldListener listener,
        final Path ledgerDirectory)
    {
        this.directory = directory;
        this.tailer = tailer;
        this.snapshots = new SnapshotStore(directory);
        this.start = new FoldStart(directory, tailer, listener, ledgerDirectory);
        this.listener = listener;
    }

    private final class Folded implements JournalTailer.BatchHandler
    {
        @Override
        public void onBatch(final JournalBatch batch)
        {
            FoldTailer.this.onBatch(batch);
        }

        @Override
        public void onUnreadable(final int events)
        {
            fold.onUnreadable(events);
        }
    }

    /**
     * Begins as late as possible: at the newest snapshot.
     *
     * @param directory of the tracker.
     * @param listener  sees every event from there on, or null.
     * @return the tailer; nothing is read yet.
     * @throws IOException if the journal cannot be read.
     */
    public static FoldTailer openNewest(final TrackerDirectory directory, final FoldListener listener)
        throws IOException
    {
        return openAt(directory, Long.MAX_VALUE, listener);
    }

    /**
     * Begins as early as possible: at the oldest event that is held.
     *
     * @param directory of the tracker.
     * @param listener  sees every event from there on, or null.
     * @return the tailer; nothing is read yet.
     * @throws IOException if the journal cannot be read.
     */
    public static FoldTailer openOldest(final TrackerDirectory directory, final FoldListener listener)
        throws IOException
    {
        return openAt(directory, 0, listener);
    }

    /**
     * Begins at the newest snapshot that is not after a sequence, or as near to it as the journal allows.
     *
     * @param directory   of the tracker.
     * @param maxSequence sequence of the last event that need not be shown, such as
     *                    {@link JournalTailer#lastSequenceAt(long)} of a moment.
     * @param listener    sees every event from there on, or null.
     * @return the tailer; nothing is read yet.
     * @throws IOException if the journal cannot be read.
     */
    public static FoldTailer openAt(
        final TrackerDirectory directory, final long maxSequence, final FoldListener listener) throws IOException
    {
        return open(directory, maxSequence, listener, null);
    }

    /**
     * Begins at the newest snapshot, and keeps the ledger in mapped files of the tracker directory, which other
     * processes may read meanwhile. For the recorder: one at a time may do so.
     *
     * @param directory of the tracker.
     * @return the tailer; nothing is read yet.
     * @throws IOException          if the journal cannot be read.
     * @throws UncheckedIOException if the file of the ledger cannot be made.
     */
    public static FoldTailer openPublished(final TrackerDirectory directory) throws IOException
    {
        return open(directory, Long.MAX_VALUE, null, directory.path());
    }

    private static FoldTailer open(
        final TrackerDirectory directory, final long maxSequence, final FoldListener listener,
        final Path ledgerDirectory) throws IOException
    {
        final JournalTailer tailer = JournalTailer.open(directory);
        try
        {
            final FoldTailer opened = new FoldTailer(directory, tailer, listener, ledgerDirectory);
            opened.fold = opened.start.find(maxSequence);
            return opened;
        }
        catch (final InternalError ex)
        {
            final RuntimeException damage = tailer.damaged(ex);
            tailer.close();
            throw damage;
        }
        catch (final IOException | RuntimeException | Error ex)
        {
            tailer.close();
            throw ex;
        }
    }

    /**
     * Folds the next batch, if there is one.
     *
     * @return false if there is none yet.
     */
    public boolean poll()
    {
        return poll(null);
    }

    /**
     * Folds the next batch, if there is one, and shows it then.
     *
     * @param after sees the batch that was folded, or null.
     * @return false if there is none yet.
     */
    public boolean poll(final JournalTailer.BatchHandler after)
    {
        follower = after;
        if (tailer.poll(folded))
        {
            if (null != gap)
            {
                leap();
            }
            return true;
        }
        final long nowNanos = System.nanoTime();
        if (nowNanos - lookNanos < 0)
        {
            return false;
        }
        lookNanos = nowNanos + LOOK_NANOS;
        return tailer.leaveDeleted();
    }

    /**
     * Folds all that the journal holds at the call, however fast it grows meanwhile.
     *
     * @return this.
     * @throws JournalException if the journal holds more that cannot be read.
     */
    public FoldTailer catchUp()
    {
        return catchUpTo(Long.MAX_VALUE);
    }

    /**
     * Folds what the journal holds at the call up to an event, and nothing after it ever.
     *
     * @param lastSequence sequence of that event.
     * @return this.
     * @throws JournalException if the journal holds more that cannot be read.
     */
    public FoldTailer catchUpTo(final long lastSequence)
    {
        try
        {
            lastWanted = lastSequence;
            fold.endAfter(lastSequence);
            final long newest = tailer.newestSequence();
            final long endIndex = tailer.endIndex();
            while (fold.sequence() < lastSequence && tailer.index() < endIndex && (poll() || tailer.leaveDeleted()))
            {
                Thread.onSpinWait();
            }
            checkReached(fold.sequence(), Math.min(lastSequence, newest));
            return this;
        }
        catch (final InternalError ex)
        {
            throw tailer.damaged(ex);
        }
    }

    /**
     * Shows all further batches that the journal holds now, without folding them. For a journal that nobody appends to
     * meanwhile.
     *
     * @param handler takes them.
     * @return how many events the documents held that follow the last batch and cannot be read.
     * @throws JournalException if the journal holds more that cannot be read.
     */
    public long forEachRemaining(final JournalTailer.BatchHandler handler)
    {
        final long[] reached = {fold.sequence()};
        while (tailer.poll(batch ->
        {
            reached[0] = batch.lastSequence();
            handler.onBatch(batch);
        }))
        {
            Thread.onSpinWait();
        }
        final long unreadableEvents = tailer.unreadableEvents();
        checkReached(reached[0], tailer.newestSequence());
        return unreadableEvents;
    }

    private void checkReached(final long reached, final long newest)
    {
        if (reached < newest)
        {
            throw new JournalException("journal " + directory.journal() + " is damaged behind event " + reached +
                ": what follows, up to event " + newest + ", cannot be read; move its directory away and start anew");
        }
    }

    /**
     * What was folded so far; another object once the tailer went on from a later snapshot.
     *
     * @return the fold.
     */
    public LedgerFold fold()
    {
        return fold;
    }

    /**
     * How many events could not be read, those at the end of the journal included.
     *
     * @return the count since this was opened, without those that it passed over to go on from a snapshot.
     */
    public long missingEvents()
    {
        return missingEvents + tailer.unreadableEvents();
    }

    /**
     * What is damaged behind the last event that was read.
     *
     * @return the events that the documents there held, or null if there is none.
     */
    public UnreadEvents unreadAtEnd()
    {
        final long damaged = tailer.unreadableEvents();
        final long last = fold.sequence() + damaged;
        return 0 == damaged ? null : new UnreadEvents(fold.sequence() + 1, last, last, tailer.newestFault());
    }

    /**
     * How many documents could not be read and were skipped.
     *
     * @return the count since this was opened.
     */
    public long unreadableCount()
    {
        return tailer.unreadableCount();
    }

    /**
     * What was wrong with the last document that could not be read.
     *
     * @return a line that names the file and the document, or null if there was none.
     */
    public String newestFault()
    {
        return tailer.newestFault();
    }

    @Override
    public void close()
    {
        tailer.close();
        fold.close();
    }

    private void onBatch(final JournalBatch batch)
    {
        final UnreadEvents unread = unreadBefore(batch);
        if (null != unread && hasSnapshotFrom(unread.last()))
        {
            gap = unread;
            gapIndex = batch.index();
            return;
        }
        if (null != unread)
        {
            miss(unread);
        }
        final boolean isNew = batch.lastSequence() > fold.sequence();
        fold.onBatch(batch);
        if (isNew && null != follower)
        {
            follower.onBatch(batch);
        }
    }

    /** What is missing before a batch, or null. */
    private UnreadEvents unreadBefore(final JournalBatch batch)
    {
        final long first = fold.sequence() + 1;
        final long last = batch.sequence() - 1;
        return first > last ? null :
            new UnreadEvents(first, last, last, tailer.unreadableEvents() > 0 ? tailer.newestFault() : null);
    }

    private boolean hasSnapshotFrom(final long sequence)
    {
        try
        {
            return snapshots.sequences().stream()
                .anyMatch(candidate -> candidate >= sequence && candidate <= lastWanted);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** Goes on from the first snapshot after a gap or, if there is none of use, from the batch behind the gap. */
    private void leap()
    {
        final LedgerFold before = fold;
        final UnreadEvents unread = gap;
        gap = null;
        try
        {
            final List<Long> sequences = snapshots.sequences();
            for (int i = sequences.size() - 1; i >= 0 && before == fold; i--)
            {
                final long sequence = sequences.get(i);
                final LedgerFold next =
                    sequence > before.sequence() && sequence <= lastWanted ? start.readOrNull(sequence) : null;
                fold = null == next ? fold : next;
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        if (before == fold)
        {
            tailer.pollAt(gapIndex, batch ->
            {
                miss(unread);
                before.onBatch(batch);
            });
            return;
        }
        fold.endAfter(lastWanted);
        miss(new UnreadEvents(unread.first(), unread.last(), fold.sequence(), unread.fault()));
        before.close();
    }

    private void miss(final UnreadEvents events)
    {
        missingEvents += events.count();
        if (null != listener)
        {
            listener.onMissing(events);
        }
    }
}
