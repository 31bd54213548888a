package io.github.ttalloc.ipc.journal;

/**
 * The file system of the journal has no room for the next batch, or none for a page that a reader needs.
 */
public final class NoSpaceException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * Known before anything was touched.
     *
     * @param message how much is free and how much is needed.
     */
    public NoSpaceException(final String message)
    {
        super(message);
    }

    /**
     * Known by the fault of a page.
     *
     * @param message what could not be done.
     * @param cause   the fault.
     */
    public NoSpaceException(final String message, final InternalError cause)
    {
        super(message, cause);
    }
}
