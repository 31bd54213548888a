package io.github.ttalloc.ledger;

import java.util.Arrays;

/**
 * A growing list of slot numbers that is reused. For one thread.
 */
final class SlotList
{
    private int[] slots = new int[BucketDescriptor.ENTRIES];
    private int size;

    void clear()
    {
        size = 0;
    }

    int size()
    {
        return size;
    }

    int get(final int index)
    {
        return slots[index];
    }

    void add(final int slot)
    {
        if (size == slots.length)
        {
            slots = Arrays.copyOf(slots, size * 2);
        }
        slots[size++] = slot;
    }

    void remove(final int slot)
    {
        for (int i = 0; i < size; i++)
        {
            if (slots[i] == slot)
            {
                slots[i] = slots[--size];
                return;
            }
        }
    }
}
