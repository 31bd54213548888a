package io.github.ttalloc.cli.view;

import io.github.ttalloc.ipc.fold.FoldTailer;

import java.io.PrintWriter;

/**
 * Says what of the journal could not be read.
 */
public final class MissingEvents
{
    private MissingEvents()
    {
    }

    /**
     * Says it, if there is anything.
     *
     * @param tailer that has read.
     * @param err    where to.
     */
    public static void warn(final FoldTailer tailer, final PrintWriter err)
    {
        if (null != tailer.firstFault())
        {
            err.println("ttalloc: " + tailer.firstFault() + "; " + tailer.unreadableCount() +
                " such documents were passed over");
        }
        if (tailer.missingEvents() > 0)
        {
            err.println(line(tailer.missingEvents()));
        }
        err.flush();
    }

    /**
     * The line about missing events.
     *
     * @param count how many are missing.
     * @return the line.
     */
    public static String line(final long count)
    {
        return "ttalloc: " + count + " events are missing: their part of the journal is damaged, or was deleted " +
            "before it was read (TT_ALLOC_JOURNAL_BYTES and TT_ALLOC_JOURNAL_SECONDS of the recorder keep more)";
    }
}
