package io.github.ttalloc.ipc.ring;

/**
 * A ring that cannot be read; the message names it and says why. Only its own producer's view is lost.
 */
public final class RingException extends Exception
{
    private static final long serialVersionUID = 1L;

    /**
     * A failure.
     *
     * @param message what is wrong with which ring.
     */
    public RingException(final String message)
    {
        super(message);
    }

    /**
     * A failure with its cause.
     *
     * @param message what is wrong with which ring.
     * @param cause   what made it known.
     */
    public RingException(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
