package io.github.ttalloc.cli.replay;

import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.recorder.Recorder;
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
     * Replays.
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
        final RecorderStatus running = RecorderStatus.openReadOnly(directory);
        if (null != running && running.isAlive())
        {
            return replayThrough(running, null, name, events);
        }
        try (Recorder recorder = Recorder.launch(path, new RecorderContext()))
        {
            return replayThrough(recorder.status(), recorder, name, events);
        }
    }

    private <T> T replayThrough(
        final RecorderStatus status,
        final Recorder own,
        final String name,
        final Function<RingReporter, T> events) throws IOException
    {
        final T result;
        final Path ring;
        try (RingReporter reporter = RingReporter.create(new ReporterContext()
            .directory(path)
            .processName(name)
            .replayed(true)
            .waitingForRecorder(true)))
        {
            ring = reporter.ring();
            result = events.apply(reporter);
        }
        awaitApplied(status, own, ring);
        return result;
    }

    private void awaitApplied(final RecorderStatus status, final Recorder own, final Path ring) throws IOException
    {
        while (Files.exists(ring))
        {
            pause(status, own);
        }
        final long sequence = status.journalSequence();
        while (status.ledgerSequence() < sequence)
        {
            pause(status, own);
        }
    }

    private void pause(final RecorderStatus status, final Recorder own) throws IOException
    {
        if (null != own && null != own.failure())
        {
            throw new IOException("the recorder of the replay stopped: " + own.failure().getMessage(), own.failure());
        }
        if (null == own && System.nanoTime() - status.heartbeatNanos() > RECORDER_PATIENCE_NANOS)
        {
            throw new IOException("the recorder of " + path + " (pid " + status.pid() +
                ") has stopped; the rest of the replay is in its ring: start 'ttalloc serve --dir " + path + "'");
        }
        LockSupport.parkNanos(POLL_NANOS);
    }
}
