package io.github.ttalloc.cli.replay;

import java.io.Serial;
import java.util.stream.Collectors;

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
     * @param message names the file and the remedy; line breaks become blanks.
     */
    public ReportException(final String message)
    {
        super(oneLine(message));
    }

    /**
     * A reason with its cause.
     *
     * @param message names the file and the remedy; line breaks become blanks.
     * @param cause   what went wrong underneath.
     */
    public ReportException(final String message, final Throwable cause)
    {
        super(oneLine(message), cause);
    }

    private static String oneLine(final String message)
    {
        return message.lines().collect(Collectors.joining(" "));
    }
}
