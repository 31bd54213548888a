package io.github.ttalloc.ipc.recorder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A recorder within a runtime: records as long as no other process does in the directory, and otherwise stands by and
 * takes over when the other ends, is killed or fails. Any number of processes may do this at once; events wait in their
 * rings meanwhile, and none is lost unless a ring fills up. Safe for any number of threads.
 */
public final class EmbeddedRecorder implements AutoCloseable
{
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Path path;
    private final Supplier<RecorderContext> contexts;
    private final Thread thread;
    private volatile Recorder recorder;
    private volatile Throwable failure;
    private volatile boolean isClosed;

    private EmbeddedRecorder(final Path path, final Supplier<RecorderContext> contexts)
    {
        this.path = path;
        this.contexts = contexts;
        this.thread = new Thread(this::run, "ttalloc-standby");
        this.thread.setDaemon(true);
    }

    /**
     * Records, or stands by if another recorder is at work.
     *
     * @param path     of the tracker directory.
     * @param contexts makes the settings of a recorder, each time that this process begins to record.
     * @return the recorder.
     * @throws IOException if the directory or its journal cannot be used, or the JVM lacks a flag; the message says why
     *                     and what to do.
     */
    public static EmbeddedRecorder start(final Path path, final Supplier<RecorderContext> contexts) throws IOException
    {
        final EmbeddedRecorder embedded = new EmbeddedRecorder(path, contexts);
        embedded.tryToRecord();
        embedded.thread.start();
        return embedded;
    }

    /**
     * Whether this very process records now.
     *
     * @return false while it stands by.
     */
    public boolean isRecording()
    {
        return null != recorder;
    }

    /**
     * What went wrong last, here; another process may record since.
     *
     * @return the error, or null.
     */
    public Throwable failure()
    {
        return failure;
    }

    /**
     * Stops: what is committed in the rings by now is drained, if this process records, and another may go on.
     * Idempotent.
     */
    @Override
    public void close()
    {
        isClosed = true;
        LockSupport.unpark(thread);
        Recorder.awaitEnd(thread, 2L * Recorder.CLOSE_PATIENCE_MILLIS);
    }

    private void run()
    {
        while (!isClosed)
        {
            LockSupport.parkNanos(LOOK_NANOS);
            final Recorder current = recorder;
            if (null != current && null != current.failure())
            {
                failure = current.failure();
                stop();
            }
            else if (null == current && !isClosed)
            {
                tryAgain();
            }
        }
        stop();
    }

    /** Whatever is wrong now may be right the next time, and an error that nobody sees is the worst. */
    @SuppressWarnings("IllegalCatch")
    private void tryAgain()
    {
        try
        {
            tryToRecord();
        }
        catch (final IOException | RuntimeException | Error ex)
        {
            failure = ex;
        }
    }

    private void tryToRecord() throws IOException
    {
        try
        {
            recorder = Recorder.launch(path, contexts.get());
        }
        catch (final RecorderAtWorkException ex)
        {
            recorder = null;
        }
        catch (final UncheckedIOException ex)
        {
            throw ex.getCause();
        }
    }

    private void stop()
    {
        final Recorder current = recorder;
        recorder = null;
        if (null != current)
        {
            current.close();
        }
    }
}
