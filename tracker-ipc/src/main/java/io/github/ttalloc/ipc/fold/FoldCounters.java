package io.github.ttalloc.ipc.fold;

/**
 * Counts what a fold could not apply. Not thread-safe.
 */
public final class FoldCounters
{
    private long invalidEvents;
    private long unknownEvents;
    private long lostEvents;
    private long unplacedEvents;

    FoldCounters()
    {
    }

    /**
     * Events with a field out of its range.
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
     * Events that producers lost before they reached the journal.
     *
     * @return the count.
     */
    public long lostEvents()
    {
        return lostEvents;
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

    void invalid()
    {
        invalidEvents++;
    }

    void unknown()
    {
        unknownEvents++;
    }

    void lost(final long count)
    {
        lostEvents += count;
    }

    void unplaced()
    {
        unplacedEvents++;
    }

    void restore(final long invalid, final long unknown, final long lost, final long unplaced)
    {
        invalidEvents = invalid;
        unknownEvents = unknown;
        lostEvents = lost;
        unplacedEvents = unplaced;
    }
}
