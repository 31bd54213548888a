package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.journal.JournalTailer;

import java.io.IOException;
import java.util.List;

/**
 * Tails a journal and folds it: what is allocated, and every event with what became of it, from any process and with
 * or without a recorder. Begins at a snapshot where one helps. Not thread-safe.
 */
public final class FoldTailer implements AutoCloseable
{
    private final JournalTailer tailer;
    private final LedgerFold fold;

    private FoldTailer(final JournalTailer tailer, final LedgerFold fold)
    {
        this.tailer = tailer;
        this.fold = fold;
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
     * @param maxSequence sequence of the last event that need not be shown.
     * @param listener    sees every event from there on, or null.
     * @return the tailer; nothing is read yet.
     * @throws IOException if the journal cannot be read.
     */
    public static FoldTailer openAt(
        final TrackerDirectory directory, final long maxSequence, final FoldListener listener) throws IOException
    {
        final JournalTailer tailer = JournalTailer.open(directory);
        try
        {
            return new FoldTailer(tailer, begin(new SnapshotStore(directory), tailer, maxSequence, listener));
        }
        catch (final IOException | RuntimeException ex)
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
        return tailer.poll(fold);
    }

    /**
     * Folds all that the journal holds now.
     *
     * @return this.
     */
    public FoldTailer catchUp()
    {
        while (tailer.poll(fold))
        {
            Thread.onSpinWait();
        }
        return this;
    }

    /**
     * Shows all further batches that the journal holds now, without folding them.
     *
     * @param handler takes them.
     */
    public void forEachRemaining(final JournalTailer.BatchHandler handler)
    {
        while (tailer.poll(handler))
        {
            Thread.onSpinWait();
        }
    }

    /**
     * What was folded so far.
     *
     * @return the fold.
     */
    public LedgerFold fold()
    {
        return fold;
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

    @Override
    public void close()
    {
        tailer.close();
        fold.close();
    }

    private static LedgerFold begin(
        final SnapshotStore snapshots, final JournalTailer tailer, final long maxSequence, final FoldListener listener)
        throws IOException
    {
        final List<Long> sequences = snapshots.sequences();
        for (final long sequence : sequences)
        {
            if (sequence <= maxSequence)
            {
                final LedgerFold fold = readOrNull(snapshots, tailer, sequence, listener);
                if (null != fold)
                {
                    return fold;
                }
            }
        }
        if (tailer.firstSequence() > 1)
        {
            for (int i = sequences.size() - 1; i >= 0; i--)
            {
                final LedgerFold fold = readOrNull(snapshots, tailer, sequences.get(i), listener);
                if (null != fold)
                {
                    return fold;
                }
            }
        }
        tailer.toStart();
        return new LedgerFold(listener);
    }

    private static LedgerFold readOrNull(
        final SnapshotStore snapshots, final JournalTailer tailer, final long sequence, final FoldListener listener)
    {
        final LedgerFold fold;
        try
        {
            fold = snapshots.read(sequence, listener);
        }
        catch (final IOException ex)
        {
            return null;
        }
        if (tailer.toAfter(fold.journalIndex(), fold.sequence(), fold.wallTimeNanos()))
        {
            return fold;
        }
        fold.close();
        return null;
    }
}
