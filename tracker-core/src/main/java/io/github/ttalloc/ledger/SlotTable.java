package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;

import java.lang.invoke.VarHandle;

import static io.github.ttalloc.ledger.SlotDescriptor.CONTROL_OFFSET;
import static io.github.ttalloc.ledger.SlotDescriptor.KEY_OFFSET;
import static io.github.ttalloc.ledger.SlotDescriptor.NODE_ENTRIES;
import static io.github.ttalloc.ledger.SlotDescriptor.NODE_ENTRIES_OFFSET;
import static io.github.ttalloc.ledger.SlotDescriptor.NODE_NEXT_OFFSET;
import static io.github.ttalloc.ledger.SlotDescriptor.SLOT_SHIFT;
import static org.agrona.BitUtil.SIZE_OF_INT;

/**
 * The slots of one generation and the reading half of their protocol. Threadsafe; holds no state but the memory.
 * <p>
 * A record is live while the word of its home names its slot, and while it does nothing in the slot changes. So a
 * reader reads the home word, then the records, then the home word again: the same word means that everything between
 * was whole and live all the while; another word means that some writer completed a change of this home meanwhile, and
 * the reader starts again. It never waits for a writer that has stopped, wherever that is.
 */
final class SlotTable
{
    static final int NONE = -1;

    private static final int LAST_OF_WINDOW = HomeWord.WINDOW - 1;
    private static final long MIX_1 = 0xBF58476D1CE4E5B9L;
    private static final long MIX_2 = 0x94D049BB133111EBL;
    private static final int MIX_SHIFT_1 = 30;
    private static final int MIX_SHIFT_2 = 27;

    private final UnsafeBuffer[] segments;
    private final int segmentShift;
    private final int segmentMask;
    private final int homes;
    private final int slots;

    SlotTable(final UnsafeBuffer[] segments, final LedgerGeometry geometry)
    {
        this.segments = segments;
        this.segmentShift = Integer.numberOfTrailingZeros(geometry.segmentSlots());
        this.segmentMask = geometry.segmentSlots() - 1;
        this.homes = geometry.homes();
        this.slots = geometry.slots();
    }

    int homes()
    {
        return homes;
    }

    int slots()
    {
        return slots;
    }

    UnsafeBuffer segment(final int slot)
    {
        return segments[slot >>> segmentShift];
    }

    int offset(final int slot)
    {
        return (slot & segmentMask) << SLOT_SHIFT;
    }

    /* Homes keep the order of the mixed keys, whatever their number: a copy into a larger table is sequential. */
    int home(final long key)
    {
        final long a = (key ^ key >>> MIX_SHIFT_1) * MIX_1;
        final long b = (a ^ a >>> MIX_SHIFT_2) * MIX_2;
        return (int)Math.multiplyHigh(b >>> 1, (long)homes << 1);
    }

    /* Pairs with the release of SlotWriter.publishHome: the records that the word names are visible. */
    long homeAcquire(final int home)
    {
        return segment(home).getLongAcquire(offset(home));
    }

    /*
     * The fence keeps the reads of records above the second read of the word. Pairs with the fence after a claim in
     * SlotWriter: whoever sees a byte of a slot's next content sees the change of the home that let the slot go.
     */
    static boolean isUnchanged(final UnsafeBuffer segment, final int homeOffset, final long word)
    {
        VarHandle.acquireFence();
        return segment.getLongOpaque(homeOffset) == word;
    }

    boolean isUnchanged(final int home, final long word)
    {
        return isUnchanged(segment(home), offset(home), word);
    }

    long control(final int slot)
    {
        return segment(slot).getLong(offset(slot) + CONTROL_OFFSET);
    }

    long key(final int slot)
    {
        return segment(slot).getLong(offset(slot) + KEY_OFFSET);
    }

    void read(final int slot, final LedgerRecord into)
    {
        SlotDescriptor.getRecord(segment(slot), offset(slot), into);
    }

    boolean find(final long key, final LedgerRecord into)
    {
        final int home = home(key);
        if (hasWholeWindow(home))
        {
            final UnsafeBuffer segment = segment(home);
            final int homeOffset = offset(home);
            final long word = segment.getLongAcquire(homeOffset);
            if (!HomeWord.isExtended(word))
            {
                final int offset = locateWhole(segment, homeOffset, word, key);
                if (NONE != offset)
                {
                    SlotDescriptor.getRecord(segment, offset, into);
                }
                if (isUnchanged(segment, homeOffset, word))
                {
                    return NONE != offset;
                }
            }
        }
        return findAnywhere(key, home, into);
    }

    private boolean findAnywhere(final long key, final int home, final LedgerRecord into)
    {
        while (true) // ends unless writers complete a change of this home in every round
        {
            final long word = homeAcquire(home);
            final int slot = locate(key, home, word);
            if (NONE != slot)
            {
                read(slot, into);
            }
            if (isUnchanged(home, word))
            {
                return NONE != slot;
            }
        }
    }

    boolean contains(final long key)
    {
        final int home = home(key);
        while (true) // ends unless writers complete a change of this home in every round
        {
            final long word = homeAcquire(home);
            final int slot = locate(key, home, word);
            if (isUnchanged(home, word))
            {
                return NONE != slot;
            }
        }
    }

    /* The slot of a key as of the word, or NONE: true only if the word is unchanged afterwards. */
    int locate(final long key, final int home, final long word)
    {
        if (HomeWord.isExtended(word))
        {
            return locateInNodes(key, home, word);
        }
        int bits = HomeWord.bitmap(word);
        while (0 != bits)
        {
            final int slot = home + Integer.numberOfTrailingZeros(bits);
            if (key(slot) == key)
            {
                return slot;
            }
            bits &= bits - 1;
        }
        return NONE;
    }

    /* Whether the window of a home lies in one segment, at consecutive offsets. */
    boolean hasWholeWindow(final int home)
    {
        return (home & segmentMask) <= segmentMask - LAST_OF_WINDOW;
    }

    /*
     * As locate, for a word with a bitmap and a whole window; the offset of the slot or NONE. The first candidate is
     * tested without asking whether there is one: that question, unlike the answer, cannot be predicted.
     */
    static int locateWhole(final UnsafeBuffer segment, final int homeOffset, final long word, final long key)
    {
        final int bits = HomeWord.bitmap(word);
        final int first = homeOffset + ((Integer.numberOfTrailingZeros(bits) & LAST_OF_WINDOW) << SLOT_SHIFT);
        final int isEmpty = (bits | -bits) >>> LAST_OF_WINDOW ^ 1;
        if (0 == (segment.getLong(first + KEY_OFFSET) ^ key | isEmpty))
        {
            return first;
        }
        int rest = bits & bits - 1;
        while (0 != rest)
        {
            final int offset = homeOffset + (Integer.numberOfTrailingZeros(rest) << SLOT_SHIFT);
            if (segment.getLong(offset + KEY_OFFSET) == key)
            {
                return offset;
            }
            rest &= rest - 1;
        }
        return NONE;
    }

    int nodeEntry(final int node, final int index)
    {
        return segment(node).getInt(offset(node) + NODE_ENTRIES_OFFSET + index * SIZE_OF_INT) - 1;
    }

    int nodeNext(final int node)
    {
        return segment(node).getInt(offset(node) + NODE_NEXT_OFFSET) - 1;
    }

    boolean isSlot(final int number)
    {
        return number >= 0 && number < slots;
    }

    private int locateInNodes(final long key, final int home, final long word)
    {
        int node = HomeWord.firstNode(word);
        // The list does not change while the word stays, and the word is asked each time; a damaged one is cut short.
        for (int visited = 0; isSlot(node) && visited < slots; visited++)
        {
            for (int i = 0; i < NODE_ENTRIES; i++)
            {
                final int slot = nodeEntry(node, i);
                if (isSlot(slot) && key(slot) == key)
                {
                    return slot;
                }
            }
            final int next = nodeNext(node);
            node = isUnchanged(home, word) ? next : NONE;
        }
        return NONE;
    }
}
