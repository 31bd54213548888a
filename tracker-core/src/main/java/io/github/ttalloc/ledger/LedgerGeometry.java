package io.github.ttalloc.ledger;

import org.agrona.BitUtil;

/**
 * The sizes that one generation of a ledger is built with.
 *
 * @param capacity     records that it holds at least.
 * @param buckets      buckets of the index; keys spread over them evenly.
 * @param slots        slots for records: more than the capacity, for what writers hold back and for nodes.
 * @param segmentSlots slots or lines in each segment but the last, a power of two.
 * @param totalsBlocks blocks of totals.
 */
record LedgerGeometry(long capacity, int buckets, int slots, int segmentSlots, int totalsBlocks)
{
    static final int DEFAULT_SEGMENT_SLOTS = 1 << 24;
    static final int MAX_SLOTS = 1 << 29;
    static final int MAX_BUCKETS = 1 << 30;
    static final int MAX_TOTALS_BLOCKS = (Integer.MAX_VALUE - TotalsDescriptor.AREA_HEADER_LENGTH) /
        TotalsDescriptor.BLOCK_LENGTH;

    /**
     * One slot in so many is set apart for nodes: enough for the most that records can need, 2 nodes for 15 of a
     * bucket, and for all nodes of one huge bucket to be linked anew beside the old ones.
     */
    private static final int RECORDS_PER_SPARE_NODE = 7;
    private static final int SPARE_NODES = 4;

    /** An entry has room for slot numbers of so many bits more than those of the number of buckets. */
    private static final int MORE_SLOT_BITS = 7;

    LedgerGeometry
    {
        if (buckets < 1 || buckets > MAX_BUCKETS)
        {
            throw new IllegalArgumentException("buckets=" + buckets + " must be 1 to " + MAX_BUCKETS);
        }
        if (slots < 1 || slots > MAX_SLOTS || slots > mostSlots(buckets))
        {
            throw new IllegalArgumentException("slots=" + slots + " must be 1 to " + Math.min(MAX_SLOTS,
                mostSlots(buckets)) + " for buckets=" + buckets);
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
        if (capacity < 1 || capacity > slots)
        {
            throw new IllegalArgumentException("capacity=" + capacity + " must be 1 to slots=" + slots);
        }
    }

    /* For a load, the share of the index that is in use at capacity, and slots that writers may hold back. */
    static LedgerGeometry of(
        final long capacity, final double load, final int heldBack, final int segmentSlots, final int totalsBlocks)
    {
        final long slots = capacity + capacity / RECORDS_PER_SPARE_NODE + SPARE_NODES + heldBack;
        final double buckets = Math.ceil(capacity / (load * BucketDescriptor.LINE_ENTRIES));
        if (slots > MAX_SLOTS || !(buckets <= MAX_BUCKETS))
        {
            throw new IllegalArgumentException("capacity=" + capacity + " with load=" + load + " needs " + slots +
                " slots and " + buckets + " buckets, more than " + MAX_SLOTS + " or " + MAX_BUCKETS +
                ": choose a smaller capacity or a higher load");
        }
        final int least = BitUtil.findNextPositivePowerOfTwo((int)(slots + 2 >> MORE_SLOT_BITS) + 1);
        return new LedgerGeometry(capacity, Math.max(least, (int)buckets), (int)slots, segmentSlots, totalsBlocks);
    }

    /* The most records that a ledger with one writer holds at a load. */
    static long mostCapacity(final double load)
    {
        final long fitting = (MAX_SLOTS - SPARE_NODES - (long)LedgerContext.HELD_BY_ONE) * RECORDS_PER_SPARE_NODE /
            (RECORDS_PER_SPARE_NODE + 1);
        return Math.min(fitting, (long)(MAX_BUCKETS * load * BucketDescriptor.LINE_ENTRIES));
    }

    /* The place of the tag in the residue of a mixed key: above the bits that the bucket makes redundant. */
    static int tagShift(final int buckets)
    {
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(buckets);
    }

    int lineSegments()
    {
        return segments(buckets);
    }

    int lineSegmentLength(final int segment)
    {
        return segmentLength(segment, buckets);
    }

    int slotSegments()
    {
        return segments(slots);
    }

    int slotSegmentLength(final int segment)
    {
        return segmentLength(segment, slots);
    }

    private static long mostSlots(final int buckets)
    {
        return (1L << tagShift(buckets) + MORE_SLOT_BITS) - 2;
    }

    private int segments(final int count)
    {
        return (count + segmentSlots - 1) / segmentSlots;
    }

    private int segmentLength(final int segment, final int count)
    {
        return Math.min(segmentSlots, count - segment * segmentSlots) << SlotDescriptor.SLOT_SHIFT;
    }
}
