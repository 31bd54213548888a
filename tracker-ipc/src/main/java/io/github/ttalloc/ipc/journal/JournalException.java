package io.github.ttalloc.ipc.journal;

import net.openhft.chronicle.wire.UnrecoverableTimeoutException;

import java.nio.file.Path;

/**
 * A journal that is absent, foreign or broken; the message names it and says what to do.
 */
public final class JournalException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * A failure.
     *
     * @param message what is wrong with which file, and the remedy.
     */
    public JournalException(final String message)
    {
        super(message);
    }

    /**
     * A failure with its cause.
     *
     * @param message what is wrong with which file, and the remedy.
     * @param cause   what made it known.
     */
    public JournalException(final String message, final Throwable cause)
    {
        super(message, cause);
    }

    /** Of a journal whose files cannot be what they were made to be, are locked, or cannot be opened now. */
    static RuntimeException damaged(final Path journal, final Throwable cause)
    {
        final String why = null == cause.getMessage() ? cause.getClass().getSimpleName() : cause.getMessage();
        if (!JournalCycles.canOpenFiles(journal))
        {
            return new NoSpaceException("journal " + journal + " cannot be used now, as no file can be opened (" + why +
                "): let the process have more open files (ulimit -n)");
        }
        if (cause instanceof UnrecoverableTimeoutException)
        {
            return new JournalException("journal " + journal + " is locked by another process, and only its recorder " +
                "may append to it: end that process (" + why + ")", cause);
        }
        return new JournalException(
            "journal " + journal + " is truncated or damaged (" + why + "): move its directory away and start anew",
            cause);
    }
}
