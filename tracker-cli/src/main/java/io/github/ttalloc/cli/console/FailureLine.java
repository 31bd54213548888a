package io.github.ttalloc.cli.console;

import io.github.ttalloc.cli.replay.ReportException;
import io.github.ttalloc.ipc.fold.LedgerFullException;
import io.github.ttalloc.ipc.journal.JournalException;
import io.github.ttalloc.ipc.journal.NoSpaceException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * Says in one line what went wrong.
 */
public final class FailureLine
{
    /** Environment variable that, set to {@code 1}, shows where a failure came from. */
    public static final String DEBUG_VARIABLE = "TTALLOC_DEBUG";

    private FailureLine()
    {
    }

    /**
     * The line for a failure.
     *
     * @param failure what was thrown.
     * @return its message without line breaks; one that is not meant for users is called an internal error.
     */
    public static String of(final Throwable failure)
    {
        final String text = isExplained(failure) ? explanation(failure) :
            "internal error: " + failure + " (set " + DEBUG_VARIABLE + "=1 to see where)";
        return text.replaceAll("\\s*\\R\\s*", " ");
    }

    private static boolean isExplained(final Throwable failure)
    {
        return null != failure.getMessage() && (
            failure instanceof IOException ||
            failure instanceof UncheckedIOException ||
            failure instanceof OutputException ||
            failure instanceof JournalException ||
            failure instanceof NoSpaceException ||
            failure instanceof LedgerFullException ||
            failure instanceof ReportException ||
            failure instanceof IllegalArgumentException);
    }

    private static String explanation(final Throwable failure)
    {
        final Throwable told = failure instanceof UncheckedIOException ? failure.getCause() : failure;
        if (told instanceof FileSystemException named && null == named.getReason())
        {
            final String file = named.getFile();
            return told instanceof NoSuchFileException ? file + " does not exist" :
                told instanceof AccessDeniedException ? file + " may not be accessed: permission denied" :
                file + ": " + told.getClass().getSimpleName();
        }
        return told.getMessage();
    }
}
