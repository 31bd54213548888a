package io.github.ttalloc.ledger;

import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

import static org.agrona.BitUtil.CACHE_LINE_LENGTH;
import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * The free slots of a table that no writer has taken yet, in memory of the writing process alone. Threadsafe and
 * lock-free: a stack of slots that were given back, and those that were never used.
 * <pre>
 *   0                            8        12       16
 *  +----------------------------+--------+--------+------------------------------+
 *  | version:32 | top slot + 1  | Unused |  pad   | of each slot, the next + 1   |
 *  +----------------------------+--------+--------+------------------------------+
 * </pre>
 * The version changes with each change of the top, so a chain that was read before the compare-and-set of the top
 * succeeds was the chain. A thread that stops between two steps holds at most the slots that it was taking or giving.
 */
final class SlotPool
{
    private static final int TOP_OFFSET = 0;
    private static final int UNUSED_OFFSET = TOP_OFFSET + SIZE_OF_LONG;
    private static final int NEXT_OFFSET = UNUSED_OFFSET + SIZE_OF_LONG;
    private static final long VERSION_ONE = 1L << 32;
    private static final long VERSION_MASK = 0xFFFF_FFFF_0000_0000L;

    private final UnsafeBuffer words;
    private final int slots;

    /* Of slots that are all unused. */
    SlotPool(final int slots)
    {
        this(allocate(length(slots)), slots);
    }

    /* Of slots that are all unused, for a writer that holds every slot that it is given back. */
    static SlotPool ofUnused(final int slots)
    {
        return new SlotPool(allocate(NEXT_OFFSET), slots);
    }

    /* Over zeroed memory, or memory that is such a pool already. */
    SlotPool(final UnsafeBuffer words, final int slots)
    {
        this.words = words;
        this.slots = slots;
    }

    /* Aligned as the words are that are compared and set, which an array need not be. */
    private static UnsafeBuffer allocate(final int length)
    {
        return new UnsafeBuffer(BufferUtil.allocateDirectAligned(length, CACHE_LINE_LENGTH));
    }

    static int length(final int slots)
    {
        return Math.addExact(NEXT_OFFSET, Math.multiplyExact(slots, SIZE_OF_INT));
    }

    /* Moves some slots into a list of at least so many places; how many, zero if there is none. */
    int take(final int[] into, final int most)
    {
        while (true) // ends unless other writers take or give slots in every round
        {
            final long top = words.getLongVolatile(TOP_OFFSET);
            if (0 == (int)top)
            {
                final int unused = takeUnused(into, most);
                if (0 != unused || top == words.getLongVolatile(TOP_OFFSET))
                {
                    return unused;
                }
                continue;
            }
            int count = 0;
            int next = (int)top;
            while (0 != next && count < most)
            {
                into[count++] = next - 1;
                next = words.getInt(nextOffset(next - 1));
            }
            if (words.compareAndSetLong(TOP_OFFSET, top, changed(top, next)))
            {
                return count;
            }
        }
    }

    /* Takes back the slots of a list from a place to its end. */
    void give(final int[] from, final int first, final int end)
    {
        for (int i = first; i + 1 < end; i++)
        {
            words.putInt(nextOffset(from[i]), from[i + 1] + 1);
        }
        long top;
        do // ends unless other writers take or give slots in every round
        {
            top = words.getLongVolatile(TOP_OFFSET);
            words.putInt(nextOffset(from[end - 1]), (int)top);
        }
        while (!words.compareAndSetLong(TOP_OFFSET, top, changed(top, from[first] + 1)));
    }

    /* How many slots are in the pool, while nobody takes or gives any; too many if a slot is in it twice. */
    int size()
    {
        int size = slots - Math.min(slots, words.getInt(UNUSED_OFFSET));
        int next = (int)words.getLong(TOP_OFFSET);
        while (0 != next && size <= slots)
        {
            size++;
            next = words.getInt(nextOffset(next - 1));
        }
        return size;
    }

    private int takeUnused(final int[] into, final int most)
    {
        while (true) // ends unless other writers take slots in every round
        {
            final int first = words.getIntVolatile(UNUSED_OFFSET);
            final int count = Math.min(most, slots - first);
            if (count <= 0)
            {
                return 0;
            }
            if (words.compareAndSetInt(UNUSED_OFFSET, first, first + count))
            {
                for (int i = 0; i < count; i++)
                {
                    into[i] = first + count - 1 - i;
                }
                return count;
            }
        }
    }

    private static long changed(final long top, final int next)
    {
        return (top & VERSION_MASK) + VERSION_ONE & VERSION_MASK | next;
    }

    private static int nextOffset(final int slot)
    {
        return NEXT_OFFSET + slot * SIZE_OF_INT;
    }
}
