package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.fold.LedgerFullException;
import io.github.ttalloc.ipc.fold.SnapshotStore;
import io.github.ttalloc.ipc.journal.JournalContext;
import io.github.ttalloc.ipc.journal.JournalException;
import io.github.ttalloc.ipc.journal.JournalRetention;
import io.github.ttalloc.ipc.journal.LateFaults;
import io.github.ttalloc.ipc.journal.NoSpaceException;
import io.github.ttalloc.ledger.LedgerReader;
import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;

import java.io.IOException;
import java.io.UncheckedIOException;
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
    private static final long HEARTBEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SPACE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final TrackerDirectory directory;
    private final SnapshotStore snapshots;
    private final JournalRetention retention;
    private final RecorderStatus status;
    private final Consumer<String> warnings;
    private final long snapshotEvents;
    private final Timer snapshotTimer;
    private final Timer heartbeat = new Timer(HEARTBEAT_NANOS);
    private final Timer space = new Timer(SPACE_NANOS);
    private final ReportLatency latency = new ReportLatency();
    private final ThreadTime threadTime = new ThreadTime();
    private FoldTailer tailer;
    private LedgerReader reader;
    private long snapshotSequence;
    private boolean hasFailed;
    private boolean hasWarned;
    private long faults;
    private long faultSequence = -1;
    private long[] keptIndexes;

    LedgerAgent(
        final TrackerDirectory directory,
        final FoldTailer tailer,
        final RecorderContext context,
        final RecorderStatus status,
        final Consumer<String> warnings) throws IOException
    {
        this.directory = directory;
        this.snapshots = new SnapshotStore(directory);
        this.retention = new JournalRetention(directory, context.journal());
        this.status = status;
        this.warnings = warnings;
        this.snapshotEvents = context.snapshotEvents();
        this.snapshotTimer = new Timer(TimeUnit.SECONDS.toNanos(context.snapshotSeconds()));
        this.snapshotSequence = tailer.fold().sequence();
        this.snapshotTimer.isDue(System.nanoTime());
        this.keptIndexes = snapshots.newestIndexes(snapshotSequence, KEPT_SNAPSHOTS);
        use(tailer);
    }

    @Override
    public int doWork() throws IOException
    {
        final long nowNanos = System.nanoTime();
        try
        {
            final int batches = null != tailer || hasReopened(nowNanos) ? fold(nowNanos) : 0;
            LateFaults.raise();
            return batches;
        }
        catch (final LedgerFullException | NoSpaceException | UncheckedIOException | InternalError ex)
        {
            giveUp(ex);
        }
        catch (final JournalException ex)
        {
            if (!(ex.getCause() instanceof InternalError) || null == tailer ||
                faultSequence == tailer.fold().sequence())
            {
                throw ex;
            }
            faultSequence = tailer.fold().sequence();
            giveUp(ex);
        }
        return 0;
    }

    private int fold(final long nowNanos)
    {
        int batches = 0;
        while (batches < BATCHES_AT_ONCE && isBehind() && tailer.poll(latency))
        {
            batches++;
        }
        if (batches > 0)
        {
            publish();
        }
        if (heartbeat.isDue(nowNanos))
        {
            beat(nowNanos);
        }
        final long newEvents = tailer.fold().sequence() - snapshotSequence;
        final boolean isDue = snapshotTimer.isDue(nowNanos) || newEvents >= snapshotEvents;
        if (!status.isOutOfSpace())
        {
            hasWarned = false;
            if (newEvents > 0 && (hasFailed ? space.isDue(nowNanos) : isDue))
            {
                takeSnapshot();
            }
        }
        else if (space.isDue(nowNanos))
        {
            makeSpace();
        }
        return batches;
    }

    @Override
    public void onClose()
    {
        if (null == tailer)
        {
            return;
        }
        try
        {
            while (tailer.poll(latency))
            {
                Thread.onSpinWait();
            }
            publish();
            beat(System.nanoTime());
            if (tailer.fold().sequence() > snapshotSequence)
            {
                takeSnapshot();
            }
            LateFaults.raise();
        }
        catch (final LedgerFullException | NoSpaceException | JournalException | UncheckedIOException |
            InternalError ex)
        {
            warnings.accept("no last snapshot: " + ex.getMessage());
        }
        close();
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

    private void use(final FoldTailer opened)
    {
        tailer = opened;
        reader = opened.fold().ledger().newReader();
        publish();
    }

    /** Shows readers the totals of this moment; a generation is complete before it is named. */
    private void publish()
    {
        final LedgerFold fold = tailer.fold();
        fold.ledger().applied(fold.sequence());
        status.ledgerGeneration(reader.generation());
        status.ledgerSequence(fold.sequence());
    }

    private void beat(final long nowNanos)
    {
        tailer.fold().ledger().heartbeat(nowNanos);
        status.ledgerCpu(threadTime.nanos());
        status.latency(latency.summary());
        if (tailer.unreadableCount() > faults)
        {
            faults = tailer.unreadableCount();
            status.journalErrors(faults);
            warnings.accept(tailer.newestFault() + "; it is passed over");
        }
    }

    /** The ledger is folded anew from the newest snapshot once there may be space; draining goes on meanwhile. */
    private void giveUp(final Throwable reason)
    {
        status.addLedgerError();
        warnings.accept("the ledger stands still until it can be folded on, recording goes on: " + reason.getMessage());
        close();
        tailer = null;
        space.isDue(System.nanoTime());
    }

    private void close()
    {
        CloseHelper.quietCloseAll(reader, tailer);
    }

    private boolean hasReopened(final long nowNanos)
    {
        if (!space.isDue(nowNanos))
        {
            return false;
        }
        try
        {
            use(FoldTailer.openPublished(directory));
            return true;
        }
        catch (final IOException | UncheckedIOException | IllegalStateException | NoSpaceException ex)
        {
            return false;
        }
    }

    /** One that fails is tried again as long as there is something new, and warned of once. */
    private void takeSnapshot()
    {
        final long sequence = tailer.fold().sequence();
        try
        {
            snapshots.write(tailer.fold());
            snapshots.prune(sequence, KEPT_SNAPSHOTS);
            snapshotSequence = sequence;
            hasFailed = false;
            status.snapshotSequence(sequence);
            remember(tailer.fold().journalIndex());
            if (KEPT_SNAPSHOTS == keptIndexes.length)
            {
                retention.apply(keptIndexes[0]);
            }
        }
        catch (final IOException ex)
        {
            status.addLedgerError();
            if (!hasFailed)
            {
                warnings.accept("no snapshot at sequence " + sequence + ": " + ex.getMessage());
            }
            hasFailed = true;
        }
    }

    /** Once there is a snapshot of all that was journaled, nothing before it need be kept for the ledger's sake. */
    private void makeSpace()
    {
        if (tailer.fold().sequence() > snapshotSequence)
        {
            takeSnapshot();
        }
        try
        {
            final int deleted = tailer.fold().sequence() == snapshotSequence ?
                retention.apply(tailer.fold().journalIndex()) : 0;
            if (0 == deleted && tailer.fold().sequence() > 0 && !isBehind())
            {
                warnOfSpace("all are within their bounds or not ended yet");
            }
        }
        catch (final IOException ex)
        {
            warnOfSpace(ex.getMessage());
        }
    }

    private void warnOfSpace(final String why)
    {
        if (!hasWarned)
        {
            hasWarned = true;
            warnings.accept("no file of the journal can be deleted to make space (" + why + "): free some space, set " +
                JournalContext.MAX_BYTES_VARIABLE + " lower, or begin a journal with a shorter " +
                JournalContext.ROLL_CYCLE_VARIABLE);
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
