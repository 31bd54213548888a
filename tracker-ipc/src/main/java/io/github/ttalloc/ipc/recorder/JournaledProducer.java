package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.RingDescriptor;

/**
 * What the journal knows of one producer, and where the recorder goes on with it. Not thread-safe.
 */
final class JournaledProducer
{
    private final long producerId;
    private final long pid;
    private final boolean replayed;
    private long position;
    private long events;
    private long droppedEvents;
    private boolean isIncomplete;
    private boolean hasMetALoss;
    private boolean hasEnded;

    JournaledProducer(
        final long producerId, final long pid, final boolean replayed, final long position, final long events,
        final long droppedEvents, final boolean isIncomplete)
    {
        this.producerId = producerId;
        this.pid = pid;
        this.replayed = replayed;
        this.position = position;
        this.events = events;
        this.droppedEvents = droppedEvents;
        this.isIncomplete = isIncomplete;
    }

    long producerId()
    {
        return producerId;
    }

    /** Its process id in its own pid namespace; 0 if the journal does not hold its start. */
    long pid()
    {
        return pid;
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

    /** Whether the journal says that events of it are missing. */
    boolean isIncomplete()
    {
        return isIncomplete;
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

    /** Takes note that the journal has lost events, perhaps of this producer. */
    void meetLoss()
    {
        hasMetALoss = true;
    }

    /** What its next batch passes over is lost if the journal has lost events, else its producer left it unfinished. */
    void goOnAt(final long nextPosition)
    {
        if (hasMetALoss && nextPosition > position)
        {
            journaled(nextPosition, (nextPosition - position) / RingDescriptor.RECORD_LENGTH);
        }
    }

    /** Takes note of a gap, and of the count in the header of the ring then. */
    void lost(final long dropped)
    {
        isIncomplete = true;
        droppedEvents = dropped;
    }

    void ended()
    {
        hasEnded = true;
    }
}
