package io.github.ttalloc.ipc.recorder;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Hands the warnings of a recorder to whoever prints them, on a thread of its own: a stopped terminal must not stop the
 * recorder. Where too many wait, further ones are left out, and their number is told. Safe for any number of threads.
 */
final class WarningQueue implements Consumer<String>, AutoCloseable
{
    static final int MAX_WAITING = 256;

    private static final long LAST_LINES_MILLIS = 2_000;

    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicLong leftOut = new AtomicLong();
    private final Consumer<String> printer;
    private final Thread thread;
    private volatile boolean isClosing;

    WarningQueue(final Consumer<String> printer)
    {
        this.printer = printer;
        this.thread = new Thread(this::run, "ttalloc-warnings");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /** Takes a line and never waits. */
    @Override
    public void accept(final String line)
    {
        if (!waiting.offer(line))
        {
            leftOut.incrementAndGet();
        }
        LockSupport.unpark(thread);
    }

    /** Waits until all is printed, as far as that goes quickly. */
    @Override
    public void close()
    {
        isClosing = true;
        LockSupport.unpark(thread);
        try
        {
            thread.join(LAST_LINES_MILLIS);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    private void run()
    {
        boolean isLastRound = false;
        while (!isLastRound)
        {
            isLastRound = isClosing;
            printWaiting();
            if (!isLastRound)
            {
                LockSupport.park(this);
            }
        }
    }

    private void printWaiting()
    {
        for (String line = waiting.poll(); null != line; line = waiting.poll())
        {
            printer.accept(line);
        }
        final long missing = leftOut.getAndSet(0);
        if (missing > 0)
        {
            printer.accept(missing + " more warnings are left out, as they could not be printed in time");
        }
    }
}
