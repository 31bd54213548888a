package io.github.ttalloc.cli.serve;

import io.github.ttalloc.cli.console.FailureLine;
import io.github.ttalloc.cli.console.OutputException;
import io.github.ttalloc.cli.view.EventLine;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.FoldedEvent;
import io.github.ttalloc.ipc.journal.JournalException;
import io.github.ttalloc.ipc.journal.NoSpaceException;
import io.github.ttalloc.ipc.recorder.RecorderStatus;

import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Prints each event as a line, from a tailer of its own on a thread of its own: a slow or stopped terminal holds up
 * nothing else. Where it is far behind it leaves events out and says how many.
 */
final class ConsoleTail implements AutoCloseable
{
    private static final long MAX_BEHIND_EVENTS = 10_000;
    private static final long MIN_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long MAX_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LAST_LINES_MILLIS = 2_000;

    private final RecorderStatus status;
    private final PrintWriter out;
    private final PrintWriter err;
    private final FoldTailer tailer;
    private final Thread thread;
    private final IdleStrategy idle = new BackoffIdleStrategy(0, 0, MIN_PARK_NANOS, MAX_PARK_NANOS);
    private volatile boolean isClosing;
    private long leftOut;

    ConsoleTail(
        final TrackerDirectory directory, final RecorderStatus status, final PrintWriter out, final PrintWriter err)
        throws IOException
    {
        this.status = status;
        this.out = out;
        this.err = err;
        this.tailer = FoldTailer.openNewest(directory, this::onEvent);
        this.thread = new Thread(this::run, "ttalloc-console");
        this.thread.setDaemon(true);
    }

    void start()
    {
        thread.start();
    }

    /** Prints what is in the journal by now, as far as that goes quickly. */
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
        try (tailer)
        {
            boolean isLastRound = false;
            while (!isLastRound)
            {
                isLastRound = isClosing;
                final int batches = printNew();
                if (!isLastRound)
                {
                    idle.idle(batches);
                }
            }
        }
        catch (final OutputException | JournalException | NoSpaceException | UncheckedIOException ex)
        {
            err.println("ttalloc: no more events are printed, recording goes on: " + FailureLine.of(ex));
            err.flush();
        }
    }

    private int printNew()
    {
        int batches = 0;
        while (tailer.poll())
        {
            batches++;
        }
        sayLeftOut();
        out.flush();
        return batches;
    }

    private void onEvent(final FoldedEvent event)
    {
        if (status.journalSequence() - event.sequence() > MAX_BEHIND_EVENTS)
        {
            leftOut++;
            return;
        }
        sayLeftOut();
        out.println(EventLine.of(event));
    }

    private void sayLeftOut()
    {
        if (leftOut > 0)
        {
            out.println("… " + leftOut + " events are not shown here; 'ttalloc tail --from-start' has them");
            leftOut = 0;
        }
    }
}
