package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.SnapshotStore;
import io.github.ttalloc.ipc.journal.JournalRetention;
import org.agrona.concurrent.Agent;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tails the journal, keeps the ledger, writes snapshots, and deletes what the newest of them make needless. Runs on one
 * thread.
 */
final class LedgerAgent implements Agent
{
    private static final int BATCHES_AT_ONCE = 16;
    private static final int KEPT_SNAPSHOTS = 3;

    private final FoldTailer tailer;
    private final SnapshotStore snapshots;
    private final JournalRetention retention;
    private final RecorderStatus status;
    private final Consumer<String> warnings;
    private final long snapshotEvents;
    private final Timer snapshotTimer;
    private long snapshotSequence;
    private long[] keptIndexes = {};

    LedgerAgent(
        final TrackerDirectory directory,
        final FoldTailer tailer,
        final RecorderContext context,
        final RecorderStatus status) throws IOException
    {
        this.tailer = tailer;
        this.snapshots = new SnapshotStore(directory);
        this.retention = new JournalRetention(directory, context.journal());
        this.status = status;
        this.warnings = context.warnings();
        this.snapshotEvents = context.snapshotEvents();
        this.snapshotTimer = new Timer(TimeUnit.SECONDS.toNanos(context.snapshotSeconds()));
        this.snapshotSequence = tailer.fold().sequence();
        this.snapshotTimer.isDue(System.nanoTime());
    }

    @Override
    public int doWork()
    {
        int batches = 0;
        while (batches < BATCHES_AT_ONCE && isBehind() && tailer.poll())
        {
            batches++;
        }
        if (batches > 0)
        {
            status.ledgerSequence(tailer.fold().sequence());
        }
        final long newEvents = tailer.fold().sequence() - snapshotSequence;
        if (newEvents >= snapshotEvents || snapshotTimer.isDue(System.nanoTime()) && newEvents > 0)
        {
            takeSnapshot();
        }
        return batches;
    }

    @Override
    public void onClose()
    {
        tailer.catchUp();
        status.ledgerSequence(tailer.fold().sequence());
        if (tailer.fold().sequence() > snapshotSequence)
        {
            takeSnapshot();
        }
        tailer.close();
    }

    @Override
    public String roleName()
    {
        return "ttalloc-ledger";
    }

    private boolean isBehind()
    {
        return tailer.fold().sequence() < status.journalSequence();
    }

    private void takeSnapshot()
    {
        snapshotSequence = tailer.fold().sequence();
        try
        {
            snapshots.write(tailer.fold());
            snapshots.prune(snapshotSequence, KEPT_SNAPSHOTS);
            status.snapshotSequence(snapshotSequence);
            remember(tailer.fold().journalIndex());
            if (KEPT_SNAPSHOTS == keptIndexes.length)
            {
                retention.apply(keptIndexes[0]);
            }
        }
        catch (final IOException ex)
        {
            status.addLedgerError();
            warnings.accept("no snapshot at sequence " + snapshotSequence + ": " + ex.getMessage());
        }
    }

    private void remember(final long index)
    {
        final int from = keptIndexes.length == KEPT_SNAPSHOTS ? 1 : 0;
        final long[] indexes = new long[keptIndexes.length - from + 1];
        System.arraycopy(keptIndexes, from, indexes, 0, keptIndexes.length - from);
        indexes[indexes.length - 1] = index;
        keptIndexes = indexes;
    }
}
