package io.github.ttalloc.ipc.recorder;

/**
 * What the journal knows of one producer, and where the recorder goes on with it. Not thread-safe.
 */
final class JournaledProducer
{
    private final long producerId;
    private final boolean replayed;
    private long position;
    private long events;
    private long droppedEvents;
    private boolean hasEnded;

    JournaledProducer(
        final long producerId, final boolean replayed, final long position, final long events, final long droppedEvents)
    {
        this.producerId = producerId;
        this.replayed = replayed;
        this.position = position;
        this.events = events;
        this.droppedEvents = droppedEvents;
    }

    long producerId()
    {
        return producerId;
    }

    boolean isReplayed()
    {
        return replayed;
    }

    /** Ring position after the last event that the journal holds. */
    long position()
    {
        return position;
    }

    /** How many events of its ring the journal holds. */
    long events()
    {
        return events;
    }

    /** The count in the header of its ring, as far as the journal says. */
    long droppedEvents()
    {
        return droppedEvents;
    }

    boolean hasEnded()
    {
        return hasEnded;
    }

    void journaled(final long endPosition, final long count)
    {
        position = endPosition;
        events += count;
    }

    void dropped(final long total)
    {
        droppedEvents = total;
    }

    void ended()
    {
        hasEnded = true;
    }
}
