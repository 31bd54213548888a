package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.SnapshotStore;
import io.github.ttalloc.ipc.journal.JournalAppender;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentRunner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The recorder of one directory: two agents on two threads, one that drains the rings into the journal and one that
 * folds the journal into the ledger. There is one recorder for each directory; it may run in any JVM. Safe for any
 * number of threads.
 */
public final class Recorder implements AutoCloseable
{
    /** How long an agent may take for its last work before it is interrupted. */
    static final int CLOSE_PATIENCE_MILLIS = 120_000;

    private final RecorderLock lock;
    private final WarningQueue warnings;
    private final RecorderStatus status;
    private final AgentRunner recorderRunner;
    private final AgentRunner ledgerRunner;
    private final AtomicReference<Throwable> failure;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private Recorder(
        final RecorderLock lock,
        final WarningQueue warnings,
        final RecorderStatus status,
        final AgentRunner recorderRunner,
        final AgentRunner ledgerRunner,
        final AtomicReference<Throwable> failure)
    {
        this.lock = lock;
        this.warnings = warnings;
        this.status = status;
        this.recorderRunner = recorderRunner;
        this.ledgerRunner = ledgerRunner;
        this.failure = failure;
    }

    /**
     * Starts to record, in a directory that is made where it is absent. Goes on where the last recorder of the
     * directory stopped or died.
     *
     * @param path    of the tracker directory.
     * @param context how to record.
     * @return the recorder, at work.
     * @throws IOException if another recorder is at work there, the directory or its journal cannot be used, or the JVM
     *                     lacks a flag; the message says why and what to do.
     */
    public static Recorder launch(final Path path, final RecorderContext context) throws IOException
    {
        JvmFlags.check();
        final TrackerDirectory directory = TrackerDirectory.of(path).create();
        final Deque<AutoCloseable> opened = new ArrayDeque<>();
        try
        {
            final RecorderLock lock = RecorderLock.acquire(directory);
            opened.push(lock);
            final WarningQueue warnings = new WarningQueue(context.warnings());
            opened.push(warnings);
            forgetOldSnapshots(directory, warnings);
            final JournalAppender appender = JournalAppender.open(directory, context.journal());
            opened.push(appender);
            final JournaledProducers producers = JournaledProducers.read(directory);
            final long lastSequence = producers.lastSequence() + producers.unreadableEvents();
            new SnapshotStore(directory).checkEnd(lastSequence);
            appender.continueAfter(lastSequence, producers.lastWallNanos());
            final FoldTailer tailer = FoldTailer.openPublished(directory);
            opened.push(tailer);
            final RecorderStatus status = RecorderStatus.create(directory);
            status.journalSequence(producers.lastSequence());
            status.ledgerSequence(tailer.fold().sequence());
            status.snapshotSequence(tailer.fold().sequence());
            status.state(StatusDescriptor.STATE_RUNNING);
            if (producers.unreadableEvents() > 0)
            {
                warnings.accept(producers.fault() + "; nothing that can be read follows, so the events " +
                    (producers.lastSequence() + 1) + " to " + lastSequence + " are lost");
            }
            return start(directory, context, lock, warnings, appender, producers, tailer, status);
        }
        catch (final UncheckedIOException ex)
        {
            CloseHelper.quietCloseAll(opened);
            throw new IOException(ex.getMessage(), ex);
        }
        catch (final IOException | RuntimeException | Error ex)
        {
            CloseHelper.quietCloseAll(opened);
            throw ex;
        }
    }

    /** Snapshots without a journal are of one that was moved away. */
    private static void forgetOldSnapshots(final TrackerDirectory directory, final WarningQueue warnings)
        throws IOException
    {
        final SnapshotStore snapshots = new SnapshotStore(directory);
        if (Files.notExists(directory.journal(), LinkOption.NOFOLLOW_LINKS) && !snapshots.sequences().isEmpty())
        {
            snapshots.prune(0, 0);
            warnings.accept("there is no journal " + directory.journal() + ": the snapshots of one that was there " +
                "are deleted");
        }
    }

    private static Recorder start(
        final TrackerDirectory directory,
        final RecorderContext context,
        final RecorderLock lock,
        final WarningQueue warnings,
        final JournalAppender appender,
        final JournaledProducers producers,
        final FoldTailer tailer,
        final RecorderStatus status) throws IOException
    {
        final FileStore store = Files.getFileStore(directory.journal());
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        final AgentRunner ledgerRunner = new AgentRunner(
            context.ledgerIdleStrategy().get(), error -> note(error, failure), null,
            new StoppingAgent(new LedgerAgent(directory, tailer, context, status, warnings), failure));
        final Journal journal = new Journal(
            appender, store, Math.max(Journal.LEAST_MARGIN_BYTES, context.spaceMarginBytes()), status,
            AgentRunner.startOnThread(ledgerRunner));
        final AgentRunner recorderRunner = new AgentRunner(
            context.idleStrategy().get(), error -> note(error, failure), null,
            new StoppingAgent(
                new RecorderAgent(directory, journal, producers, status, warnings), failure));
        AgentRunner.startOnThread(recorderRunner);
        return new Recorder(lock, warnings, status, recorderRunner, ledgerRunner, failure);
    }

    /** The JVM may throw the error of a page that is gone between two steps; the next step finds out whose it was. */
    private static void note(final Throwable error, final AtomicReference<Throwable> failure)
    {
        if (!(error instanceof InternalError))
        {
            failure.compareAndSet(null, error);
        }
    }

    /**
     * How the recorder is.
     *
     * @return its status.
     */
    public RecorderStatus status()
    {
        return status;
    }

    /**
     * What stopped an agent.
     *
     * @return the error, or null while both are at work.
     */
    public Throwable failure()
    {
        return failure.get();
    }

    /**
     * Stops: what is committed in the rings by now is drained, the ledger catches up, and a snapshot is written. The
     * last work is that of another thread, for an agent that is interrupted loses the files it has open. If that takes
     * over two minutes, or for ever, this returns with a warning, and the directory stays locked until it is done or
     * this process ends. Idempotent.
     */
    @Override
    public void close()
    {
        closeWithin(CLOSE_PATIENCE_MILLIS);
    }

    /** False if it was not done by then; it goes on. */
    boolean closeWithin(final long millis)
    {
        if (!isClosed.compareAndSet(false, true))
        {
            return true;
        }
        final Thread closing = new Thread(this::closeAgents, "ttalloc-close");
        closing.setDaemon(true);
        closing.start();
        final boolean hasEnded = awaitEnd(closing, millis);
        if (!hasEnded)
        {
            warnings.accept("the recorder has not ended after " + TimeUnit.MILLISECONDS.toSeconds(millis) +
                " s: it goes on by itself, and what it does not journal stays in the rings");
        }
        return hasEnded;
    }

    /** Whether a thread has ended by then; an interrupt does not end the waiting, and is passed on. */
    static boolean awaitEnd(final Thread thread, final long millis)
    {
        final long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        boolean wasInterrupted = false;
        for (long left = millis; thread.isAlive() && left > 0;
            left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()))
        {
            try
            {
                thread.join(left);
            }
            catch (final InterruptedException ex)
            {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted)
        {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private void closeAgents()
    {
        recorderRunner.close(CLOSE_PATIENCE_MILLIS, null);
        ledgerRunner.close(CLOSE_PATIENCE_MILLIS, null);
        CloseHelper.quietClose(lock);
        warnings.close();
    }
}
