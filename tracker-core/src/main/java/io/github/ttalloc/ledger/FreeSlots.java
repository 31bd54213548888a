package io.github.ttalloc.ledger;

/**
 * The free slots at one writer's hand, so that taking and giving one back is no more than a load and a store, and the
 * slot that was freed last, which the caches still hold, is used first. For one thread. It gets slots from a pool a few
 * at a time, and gives back what it cannot hold.
 */
final class FreeSlots
{
    static final int NONE = -1;

    /** Slots that are taken from a pool together. */
    static final int LOT = 16;

    private final SlotPool pool;
    private final int[] slots;
    private int size;

    /* Holds at most so many slots, at least two. */
    FreeSlots(final SlotPool pool, final int most)
    {
        this.pool = pool;
        this.slots = new int[most];
    }

    /* A slot that is the caller's alone, or NONE. */
    int take()
    {
        if (0 == size)
        {
            size = pool.take(slots, Math.min(LOT, (slots.length + 1) / 2));
            if (0 == size)
            {
                return NONE;
            }
        }
        return slots[--size];
    }

    void give(final int slot)
    {
        if (size == slots.length)
        {
            final int kept = size / 2;
            pool.give(slots, kept, size);
            size = kept;
        }
        slots[size++] = slot;
    }

    int size()
    {
        return size;
    }

    /* Together with those in the pool. */
    int sizeInAll()
    {
        return size + pool.size();
    }

    /* Gives every slot back to the pool. */
    void giveBackAll()
    {
        if (size > 0)
        {
            pool.give(slots, 0, size);
            size = 0;
        }
    }
}
