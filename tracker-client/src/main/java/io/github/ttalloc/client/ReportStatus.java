package io.github.ttalloc.client;

/**
 * What a report came to, where it did not come to the position of its event: all negative, never an exception.
 */
public final class ReportStatus
{
    /** The ring was full: the event is lost, and counted in the header of the ring. */
    public static final long DROPPED = -1;

    /** A field was out of its range: the event is lost, and counted like a dropped one. */
    public static final long INVALID = -2;

    /** Tracking is off. */
    public static final long DISABLED = -3;

    /** The reporter was closed. */
    public static final long CLOSED = -4;

    private ReportStatus()
    {
    }
}
