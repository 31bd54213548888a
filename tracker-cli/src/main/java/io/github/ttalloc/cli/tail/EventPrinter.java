package io.github.ttalloc.cli.tail;

import io.github.ttalloc.cli.view.MissingEvents;
import io.github.ttalloc.ipc.fold.FoldListener;
import io.github.ttalloc.ipc.fold.FoldedEvent;
import io.github.ttalloc.ipc.fold.UnreadEvents;

import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * Prints events, or keeps the last of them until it is told to print.
 */
final class EventPrinter implements FoldListener
{
    private final PrintWriter out;
    private final PrintWriter err;
    private final Function<FoldedEvent, String> format;
    private final Deque<String> kept = new ArrayDeque<>();
    private final List<String> missing = new ArrayList<>();
    private int maxKept;
    private long after;
    private boolean isKeeping;

    EventPrinter(final PrintWriter out, final PrintWriter err, final Function<FoldedEvent, String> format)
    {
        this.out = out;
        this.err = err;
        this.format = format;
    }

    /** Keeps the last so many of the events after a sequence, and prints none. */
    void keep(final int count, final long afterSequence)
    {
        kept.clear();
        missing.clear();
        maxKept = count;
        after = afterSequence;
        isKeeping = true;
    }

    /** Leaves out the events up to a sequence. */
    void skipTo(final long sequence)
    {
        after = sequence;
    }

    int kept()
    {
        return kept.size();
    }

    /** Prints what was kept, and from now on every event. */
    void print()
    {
        kept.forEach(out::println);
        kept.clear();
        isKeeping = false;
        sayMissing();
    }

    @Override
    public void onMissing(final UnreadEvents events)
    {
        missing.add(MissingEvents.line(events));
        if (!isKeeping)
        {
            sayMissing();
        }
    }

    @Override
    public void onEvent(final FoldedEvent event)
    {
        if (!isKeeping && event.sequence() > after)
        {
            out.println(format.apply(event));
        }
        else if (isKeeping && event.sequence() > after && maxKept > 0)
        {
            if (kept.size() == maxKept)
            {
                kept.removeFirst();
            }
            kept.addLast(format.apply(event));
        }
    }

    private void sayMissing()
    {
        missing.forEach(err::println);
        missing.clear();
        err.flush();
    }
}
