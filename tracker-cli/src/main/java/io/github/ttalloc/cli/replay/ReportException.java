package io.github.ttalloc.cli.replay;

import java.io.Serial;

/**
 * Why a report could not be replayed. Its message is one line for people: it names the file and what to do about it.
 */
public final class ReportException extends RuntimeException
{
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A reason without a cause to show.
     *
     * @param message one line that names the file and the remedy.
     */
    public ReportException(final String message)
    {
        super(message);
    }

    /**
     * A reason with its cause.
     *
     * @param message one line that names the file and the remedy.
     * @param cause   what went wrong underneath.
     */
    public ReportException(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
