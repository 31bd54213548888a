package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

/**
 * One byte for each slot of a table, 1 while it is in use, for the writers of one process: a claim finds the nearest
 * free slot without touching the slots.
 * <p>
 * Among several writers this is a hint and the slot's own control word decides. A byte is set after the claim and
 * cleared before the release of the slot, so it cannot stay wrong: whoever claims next sees it cleared and sets it
 * again.
 */
final class SlotOccupancy
{
    private static final int GROUP = Long.BYTES;
    private static final int BYTE_SHIFT = 3;
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final byte FREE = 0;
    private static final byte TAKEN = 1;

    private final UnsafeBuffer bytes;
    private final int slots;

    SlotOccupancy(final int slots)
    {
        this(new UnsafeBuffer(new byte[slots + GROUP]));
    }

    /* Over a byte for each slot and eight more. */
    SlotOccupancy(final UnsafeBuffer bytes)
    {
        this.bytes = bytes;
        this.slots = bytes.capacity() - GROUP;
        bytes.setMemory(slots, GROUP, TAKEN);
    }

    /* The first slot at or after this one that looks free, or the number of slots if there is none. */
    int nextFree(final int from)
    {
        int at = from;
        while (at < slots)
        {
            final long free = ~bytes.getLong(at, ByteOrder.LITTLE_ENDIAN) & ONES;
            if (0 != free)
            {
                return at + (Long.numberOfTrailingZeros(free) >>> BYTE_SHIFT);
            }
            at += GROUP;
        }
        return slots;
    }

    void take(final int slot)
    {
        bytes.putByte(slot, TAKEN);
    }

    void release(final int slot)
    {
        bytes.putByte(slot, FREE);
    }
}
