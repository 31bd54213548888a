package io.github.ttalloc.cli.demo;

import io.github.ttalloc.cli.view.EventLine;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.fold.EventName;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.FoldedEvent;
import io.github.ttalloc.ipc.fold.LedgerFold;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Map;

/**
 * The events of the demo as lines: the first few of each kind in each part, since thousands come, and how many more
 * there were. What the directory held before is not shown. Not thread-safe.
 */
final class LiveLines implements AutoCloseable
{
    private static final int LINES_OF_A_KIND = 4;

    private final PrintWriter out;
    private final FoldTailer tailer;
    private final Map<EventName, Integer> shown = new EnumMap<>(EventName.class);
    private boolean isShowing;
    private long leftOut;

    LiveLines(final TrackerDirectory directory, final PrintWriter out) throws IOException
    {
        this.out = out;
        this.tailer = FoldTailer.openNewest(directory, this::onEvent).catchUp();
        this.isShowing = true;
    }

    /** Shows what has come. */
    void poll()
    {
        while (tailer.poll())
        {
            Thread.onSpinWait();
        }
        out.flush();
    }

    /** Ends a part of the demo. */
    void endPart()
    {
        poll();
        if (leftOut > 0)
        {
            out.println("  … and " + leftOut + " more");
            leftOut = 0;
        }
        shown.clear();
    }

    /** What is allocated after the events that were shown. */
    LedgerFold fold()
    {
        return tailer.fold();
    }

    @Override
    public void close()
    {
        tailer.close();
    }

    private void onEvent(final FoldedEvent event)
    {
        if (!isShowing)
        {
            return;
        }
        if (shown.merge(event.name(), 1, Integer::sum) <= LINES_OF_A_KIND)
        {
            out.println(EventLine.of(event));
        }
        else
        {
            leftOut++;
        }
    }
}
