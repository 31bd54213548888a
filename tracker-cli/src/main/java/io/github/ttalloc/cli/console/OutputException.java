package io.github.ttalloc.cli.console;

import java.io.IOException;

/**
 * Output that cannot be written.
 */
public final class OutputException extends RuntimeException
{
    private static final long serialVersionUID = 1L;
    private static final String BROKEN_PIPE = "Broken pipe";

    OutputException(final IOException cause)
    {
        super("standard output cannot be written: " + cause.getMessage(), cause);
    }

    /**
     * Whether the reader has gone, as {@code head} does when it has seen enough.
     *
     * @return true if nobody reads any more; there is nothing to complain about then.
     */
    public boolean isBrokenPipe()
    {
        return BROKEN_PIPE.equals(getCause().getMessage());
    }
}
