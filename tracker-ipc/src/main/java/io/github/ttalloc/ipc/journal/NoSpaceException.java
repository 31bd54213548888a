package io.github.ttalloc.ipc.journal;

/**
 * What may pass: the file system of the journal has no room for the next batch or for a page that a reader needs, or
 * the process can open no file now.
 */
public final class NoSpaceException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * Known before anything was touched.
     *
     * @param message how much is free and how much is needed, or which file cannot be opened.
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
