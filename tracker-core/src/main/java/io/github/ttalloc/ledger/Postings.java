package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Records that one writer has put and taken away and not yet settled, in order: a slot number each, complemented for
 * those taken away, whose slots keep their content until then. Settling a few events together asks memory for all their
 * records at once, instead of one after the other. For one thread.
 */
final class Postings
{
    /** Events that may wait. */
    static final int CAPACITY = Integer.SIZE;

    private final int[] slots = new int[CAPACITY];
    private int size;
    private int counted;
    private boolean hasUncounted;
    private long touched;

    boolean isFull()
    {
        return CAPACITY == size;
    }

    int size()
    {
        return size;
    }

    /* A record that is still to be counted. */
    void put(final int slot)
    {
        slots[size++] = slot;
        hasUncounted = true;
    }

    /* A record that the totals hold already. */
    void putCounted(final int slot)
    {
        counted |= 1 << size;
        slots[size++] = slot;
    }

    /* Whether a record that was put is still to be counted, so that those after it have to wait too. */
    boolean hasUncounted()
    {
        return hasUncounted;
    }

    boolean isCounted(final int index)
    {
        return 0 != (counted >>> index & 1);
    }

    void takeAway(final int slot)
    {
        slots[size++] = ~slot;
    }

    boolean isPut(final int index)
    {
        return slots[index] >= 0;
    }

    int slot(final int index)
    {
        final int posting = slots[index];
        return posting ^ posting >> Integer.SIZE - 1;
    }

    void clear()
    {
        size = 0;
        counted = 0;
        hasUncounted = false;
    }

    /* Asks memory for every record. What is loaded is kept, so that no load can be left out. */
    void touch(final BucketTable table)
    {
        long sum = touched;
        for (int i = 0; i < size; i++)
        {
            final int slot = slot(i);
            final UnsafeBuffer segment = table.segment(slot);
            sum += SlotDescriptor.key(segment, table.offset(slot));
        }
        touched = sum;
    }
}
