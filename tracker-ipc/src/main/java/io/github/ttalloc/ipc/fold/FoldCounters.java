package io.github.ttalloc.ipc.fold;

/**
 * Counts what a fold could not apply; what counts an event answers false, as it is not shown. Not thread-safe.
 */
public final class FoldCounters
{
    private long invalidEvents;
    private long unknownEvents;
    private long lostEvents;
    private long unreadEvents;
    private long unplacedEvents;

    FoldCounters()
    {
    }

    /**
     * Events with a field out of its range, and those that the journal repeats.
     *
     * @return the count.
     */
    public long invalidEvents()
    {
        return invalidEvents;
    }

    /**
     * Events of a kind that this library does not know.
     *
     * @return the count.
     */
    public long unknownEvents()
    {
        return unknownEvents;
    }

    /**
     * Events that producers lost before they reached the journal, and those that the journal has lost.
     *
     * @return the count, with what damaged batches held behind the last one that was folded.
     */
    public long lostEvents()
    {
        return lostEvents + unreadEvents;
    }

    /**
     * Events of processes for which there was no slot.
     *
     * @return the count.
     */
    public long unplacedEvents()
    {
        return unplacedEvents;
    }

    boolean invalid()
    {
        invalidEvents++;
        return false;
    }

    void repeated(final long count)
    {
        invalidEvents += count;
    }

    boolean unknown()
    {
        unknownEvents++;
        return false;
    }

    void lost(final long count)
    {
        lostEvents += count;
    }

    /** How many events the damaged batches held behind the last one that was folded. */
    void unread(final long count)
    {
        unreadEvents = count;
    }

    long unreadEvents()
    {
        return unreadEvents;
    }

    boolean unplaced()
    {
        unplacedEvents++;
        return false;
    }

    void restore(final long invalid, final long unknown, final long lost, final long unplaced)
    {
        invalidEvents = invalid;
        unknownEvents = unknown;
        lostEvents = lost;
        unplacedEvents = unplaced;
    }
}
