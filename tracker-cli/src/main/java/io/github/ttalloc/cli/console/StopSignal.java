package io.github.ttalloc.cli.console;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets a command that goes on until it is told to stop end by SIGINT or SIGTERM with exit code 0: a loop that asks
 * {@link #isStopped()} and parks. One that is stuck in a write nobody reads is ended all the same, half a second later.
 */
public final class StopSignal implements AutoCloseable
{
    private static final long STUCK_MILLIS = 500;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread loop = Thread.currentThread();
    private volatile boolean isStopped;

    private StopSignal()
    {
    }

    /**
     * Takes over both signals for the calling thread.
     *
     * @return the signal; closed when the loop has ended.
     */
    public static StopSignal install()
    {
        final StopSignal signal = new StopSignal();
        Signals.on("INT", signal::stop);
        Signals.on("TERM", signal::stop);
        return signal;
    }

    /**
     * Whether the loop is to end.
     *
     * @return true once a signal came.
     */
    public boolean isStopped()
    {
        return isStopped;
    }

    @Override
    public void close()
    {
        ended.countDown();
    }

    private void stop()
    {
        isStopped = true;
        LockSupport.unpark(loop);
        try
        {
            if (!ended.await(STUCK_MILLIS, TimeUnit.MILLISECONDS))
            {
                Runtime.getRuntime().halt(0);
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }
}
