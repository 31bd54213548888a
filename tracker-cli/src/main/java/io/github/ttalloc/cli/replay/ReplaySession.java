package io.github.ttalloc.cli.replay;

import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.recorder.Recorder;
import io.github.ttalloc.ipc.recorder.RecorderAtWorkException;
import io.github.ttalloc.ipc.recorder.RecorderContext;
import io.github.ttalloc.ipc.recorder.RecorderStatus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * A replay into a tracker directory: through the recorder that works there, or else through one of its own for as long
 * as it takes. It is over when every event is in the journal and in the ledger.
 */
final class ReplaySession
{
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long RECORDER_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final Path path;
    private final TrackerDirectory directory;

    ReplaySession(final Path path)
    {
        this.path = path;
        this.directory = TrackerDirectory.of(path);
    }

    /**
     * Replays. If that fails half-way, the process that the replay is has ended, not cleanly, when this throws.
     *
     * @param name   of the process that the replay is.
     * @param events reports the events, and answers with what came of it.
     * @param <T>    what came of it.
     * @return what came of it.
     * @throws IOException if the directory cannot be used or the recorder goes away.
     */
    <T> T replay(final String name, final Function<RingReporter, T> events) throws IOException
    {
        directory.create();
        try (Recorder own = launchOrJoin())
        {
            final RingReporter reporter = RingReporter.create(new ReporterContext()
                .directory(path)
                .processName(name)
                .replayed(true)
                .waitingForRecorder(true));
            try
            {
                final T result = events.apply(reporter);
                reporter.close();
                return result;
            }
            finally
            {
                reporter.abandon();
                awaitApplied(own, reporter.ring());
            }
        }
    }

    /** A recorder of our own, or null where another is at work. */
    private Recorder launchOrJoin() throws IOException
    {
        final long deadline = System.nanoTime() + RECORDER_PATIENCE_NANOS;
        while (true)
        {
            final RecorderStatus running = RecorderStatus.openReadOnly(directory);
            if (null != running && running.isAlive())
            {
                return null;
            }
            try
            {
                return Recorder.launch(path, new RecorderContext());
            }
            catch (final RecorderAtWorkException ex)
            {
                if (System.nanoTime() > deadline)
                {
                    throw ex;
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private void awaitApplied(final Recorder first, final Path ring) throws IOException
    {
        final RecorderStatus status =
            null == first ? RecorderStatus.openReadOnly(directory) : first.status();
        Recorder own = first;
        try
        {
            long end = Long.MAX_VALUE;
            while (status.ledgerSequence() < end)
            {
                if (Long.MAX_VALUE == end && !Files.exists(ring))
                {
                    end = status.journalSequence();
                }
                if (null != own && null != own.failure())
                {
                    throw new IOException(
                        "the recorder of the replay stopped: " + own.failure().getMessage(), own.failure());
                }
                if (null == own && !status.isAlive())
                {
                    own = launchOrJoin();
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
        finally
        {
            if (own != first)
            {
                own.close();
            }
        }
    }
}
