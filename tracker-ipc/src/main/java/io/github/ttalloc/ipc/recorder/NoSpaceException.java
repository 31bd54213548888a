package io.github.ttalloc.ipc.recorder;

/**
 * The file system has no room for the next batch.
 */
final class NoSpaceException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    NoSpaceException(final String message)
    {
        super(message);
    }

    NoSpaceException(final String message, final InternalError cause)
    {
        super(message, cause);
    }
}
