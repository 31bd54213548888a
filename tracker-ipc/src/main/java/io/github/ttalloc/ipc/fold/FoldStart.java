package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.journal.JournalException;
import io.github.ttalloc.ipc.journal.JournalTailer;
import io.github.ttalloc.ipc.journal.NoSpaceException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds where the fold of a journal can begin: at a snapshot from which the journal goes on, or at its first event. A
 * journal whose first event is not held any more is folded without a snapshot only where there is none at all: then
 * somebody has deleted them to go on with what is left, and all that came before counts as missing. Not thread-safe.
 */
final class FoldStart
{
    private final TrackerDirectory directory;
    private final JournalTailer tailer;
    private final SnapshotStore snapshots;
    private final FoldListener listener;
    private final Path ledgerDirectory;
    private String obstacle;

    FoldStart(
        final TrackerDirectory directory,
        final JournalTailer tailer,
        final FoldListener listener,
        final Path ledgerDirectory)
    {
        this.directory = directory;
        this.tailer = tailer;
        this.snapshots = new SnapshotStore(directory);
        this.listener = listener;
        this.ledgerDirectory = ledgerDirectory;
    }

    /**
     * A fold at the newest snapshot that is not after a sequence, or as near to it as the journal allows; the tailer
     * stands behind its last batch. Looks again where snapshots have come and gone meanwhile, which happens some times
     * a minute at the most. Throws {@link JournalException} if there is nothing from which the journal goes on, and
     * {@link NoSpaceException} if no file can be opened now.
     */
    LedgerFold find(final long maxSequence) throws IOException
    {
        List<Long> sequences = snapshots.sequences();
        LedgerFold found = findOrNull(sequences, maxSequence);
        while (null == found)
        {
            final List<Long> now = snapshots.sequences();
            if (now.equals(sequences))
            {
                throw refusal();
            }
            sequences = now;
            found = findOrNull(sequences, maxSequence);
        }
        return found;
    }

    /** The fold of a snapshot, if it can be used and the journal goes on from its last batch. */
    LedgerFold readOrNull(final long sequence)
    {
        final LedgerFold found = usableOrNull(sequence);
        if (null == found)
        {
            return null;
        }
        boolean isStart = false;
        try
        {
            isStart = tailer.toAfter(found.journalIndex(), found.sequence(), found.wallTimeNanos());
            if (!isStart)
            {
                snapshots.checkEnd(sequence, tailer.newestSequence());
                hinder("it does not go on from the snapshot of event " + sequence);
            }
            return isStart ? found : null;
        }
        finally
        {
            if (!isStart)
            {
                found.close();
            }
        }
    }

    private LedgerFold findOrNull(final List<Long> sequences, final long maxSequence)
    {
        obstacle = null;
        for (final long sequence : sequences)
        {
            final LedgerFold found = sequence <= maxSequence ? readOrNull(sequence) : null;
            if (null != found)
            {
                return found;
            }
        }
        final long first = tailer.firstSequence();
        return 1 == first || sequences.isEmpty() ? fromTheBeginning() : oldestOrNull(sequences, maxSequence, first);
    }

    private LedgerFold oldestOrNull(final List<Long> sequences, final long after, final long first)
    {
        for (int i = sequences.size() - 1; i >= 0; i--)
        {
            final LedgerFold found = sequences.get(i) > after ? readOrNull(sequences.get(i)) : null;
            if (null != found)
            {
                return found;
            }
        }
        tailer.toStart();
        return sequences.contains(first - 1) ? usableOrNull(first - 1) : null;
    }

    private LedgerFold fromTheBeginning()
    {
        tailer.toStart();
        return new LedgerFold(listener, ledgerDirectory, 0);
    }

    private LedgerFold usableOrNull(final long sequence)
    {
        try
        {
            return snapshots.read(sequence, listener, ledgerDirectory);
        }
        catch (final IOException ex)
        {
            if (tailer.damaged(ex) instanceof NoSpaceException noFile)
            {
                throw noFile;
            }
            hinder(ex.getMessage());
            return null;
        }
    }

    /** Of several obstacles the first is told. */
    private void hinder(final String what)
    {
        obstacle = null == obstacle ? what : obstacle;
    }

    private JournalException refusal()
    {
        final long first = tailer.firstSequence();
        return new JournalException("journal " + directory.journal() +
            (0 == first ? " holds no event that can be read" : " begins at event " + first) +
            " and no snapshot leads up to that (" + obstacle + "), so nobody can tell what was allocated before: " +
            "put the missing files back, delete " + directory.snapshots() + " to go on with what is left, or move " +
            directory.path() + " away to start anew");
    }
}
