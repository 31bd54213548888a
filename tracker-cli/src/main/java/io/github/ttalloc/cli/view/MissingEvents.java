package io.github.ttalloc.cli.view;

import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.UnreadEvents;

import java.io.PrintWriter;

/**
 * Says which events of the journal could not be read, and why, in one line.
 */
public final class MissingEvents
{
    private static final String DELETED = "their part of the journal was deleted before it was read " +
        "(TT_ALLOC_JOURNAL_BYTES and TT_ALLOC_JOURNAL_SECONDS of the recorder keep more)";

    private MissingEvents()
    {
    }

    /**
     * Says how many a tailer missed, if there are any.
     *
     * @param tailer that has read.
     * @param err    where to.
     */
    public static void warn(final FoldTailer tailer, final PrintWriter err)
    {
        final long documents = tailer.unreadableCount();
        if (documents > 0 || tailer.missingEvents() > 0)
        {
            err.println("ttalloc: " + (0 == tailer.missingEvents() ? "" : counted(tailer.missingEvents()) + ": ") +
                (0 == documents ? DELETED : tailer.newestFault()) +
                (documents > 1 ? "; " + documents + " documents are damaged in all" : ""));
            err.flush();
        }
    }

    /**
     * The line about some of them.
     *
     * @param events that a tailer could not read.
     * @return the line.
     */
    public static String line(final UnreadEvents events)
    {
        return "ttalloc: " + counted(events.count()) + " (" + span(events.first(), events.last()) + "): " +
            (null == events.fault() ? DELETED : events.fault()) +
            (events.resumed() == events.last() ? "" : "; what is allocated is known again after event " +
                events.resumed() + ", so " + span(events.last() + 1, events.resumed()) + " are not shown either");
    }

    private static String counted(final long count)
    {
        return count + (1 == count ? " event is missing" : " events are missing");
    }

    private static String span(final long first, final long last)
    {
        return first == last ? Long.toString(first) : first + " to " + last;
    }
}
