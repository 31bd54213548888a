package io.github.ttalloc.ledger;

import org.agrona.BitUtil;

/**
 * The sizes that one generation of a ledger is built with.
 *
 * @param capacity     records that it holds at least.
 * @param homes        homes of the table; keys spread over them evenly.
 * @param segmentSlots slots in each segment but the last, a power of two.
 * @param totalsBlocks blocks of totals.
 */
record LedgerGeometry(long capacity, int homes, int segmentSlots, int totalsBlocks)
{
    static final int DEFAULT_SEGMENT_SLOTS = 1 << 24;
    static final int MAX_HOMES = 1 << 30;
    static final int MAX_TOTALS_BLOCKS = (Integer.MAX_VALUE - TotalsDescriptor.AREA_HEADER_LENGTH) /
        TotalsDescriptor.BLOCK_LENGTH;

    LedgerGeometry
    {
        if (homes < 1 || homes > MAX_HOMES)
        {
            throw new IllegalArgumentException("homes=" + homes + " must be 1 to " + MAX_HOMES);
        }
        if (!BitUtil.isPowerOfTwo(segmentSlots) || segmentSlots > DEFAULT_SEGMENT_SLOTS)
        {
            throw new IllegalArgumentException("segmentSlots=" + segmentSlots + " must be a power of two up to " +
                DEFAULT_SEGMENT_SLOTS);
        }
        if (totalsBlocks < 2 || totalsBlocks > MAX_TOTALS_BLOCKS)
        {
            throw new IllegalArgumentException("totalsBlocks=" + totalsBlocks + " must be 2 to " + MAX_TOTALS_BLOCKS);
        }
        if (capacity < 1 || capacity > homes)
        {
            throw new IllegalArgumentException("capacity=" + capacity + " must be 1 to homes=" + homes);
        }
    }

    static LedgerGeometry of(
        final long capacity, final double load, final int segmentSlots, final int totalsBlocks)
    {
        final double homes = Math.ceil(capacity / load);
        if (!(homes <= MAX_HOMES))
        {
            throw new IllegalArgumentException("capacity=" + capacity + " with load=" + load + " needs " + homes +
                " slots, more than " + MAX_HOMES + ": choose a smaller capacity or a higher load");
        }
        return new LedgerGeometry(capacity, (int)homes, segmentSlots, totalsBlocks);
    }

    /* Homes and the rest of the last home's window, so that no window wraps. */
    int slots()
    {
        return homes + HomeWord.WINDOW - 1;
    }

    int segments()
    {
        return (slots() + segmentSlots - 1) / segmentSlots;
    }

    int segmentLength(final int segment)
    {
        final int first = segment * segmentSlots;
        return Math.min(segmentSlots, slots() - first) << SlotDescriptor.SLOT_SHIFT;
    }
}
