package io.github.ttalloc.ledger;

import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;

/**
 * The bank ranges of the live buffers of a ledger, by tree: one for each process, device and type. Buffers take part
 * that belong to every bank, so whose id names no core, and whose size per bank is known. Which buffers meet is exact
 * for any set: those that are aligned and meet none of the others that are go to {@link AlignedRanges}, which is nearly
 * all of them, and the rest to {@link RangeIndex}. For one thread.
 */
final class LiveRanges
{
    private static final int FIRST_PER_CORE_TYPE = BufferType.CB.code();

    private final AlignedRanges aligned = new AlignedRanges();
    private final RangeIndex others = new RangeIndex();
    private final int[] trees = new int[Postings.CAPACITY];
    private final long[] firsts = new long[Postings.CAPACITY];
    private final boolean isOn;
    private int needed;

    LiveRanges(final boolean isOn)
    {
        this.isOn = isOn;
    }

    boolean isOn()
    {
        return isOn;
    }

    /* Whether the caches are likely to hold what is asked for, so that it need not be said beforehand. */
    boolean isNear()
    {
        return !isOn || !aligned.isLarge();
    }

    /* A later call will be about this buffer: at most Postings.CAPACITY of them between two askings. */
    void willNeed(final int tree, final long key)
    {
        trees[needed] = tree;
        firsts[needed++] = BufferId.address(key);
    }

    /* Asks memory for everything that will be needed. */
    void ask()
    {
        aligned.touch(trees, firsts, needed);
        needed = 0;
    }

    /* Whether the buffer, which is live from now on, meets another. */
    boolean add(final int tree, final long key, final long bytesPerBank)
    {
        if (!hasRange(key, bytesPerBank))
        {
            return false;
        }
        final long first = BufferId.address(key);
        final long last = last(key, bytesPerBank);
        final boolean meetsAligned = aligned.meets(tree, first, last);
        if (meetsAligned || !AlignedRanges.isAligned(first, last))
        {
            return others.insert(tree, first, last) || meetsAligned;
        }
        aligned.add(tree, first, last);
        return others.overlaps(tree, first, last);
    }

    void remove(final int tree, final long key, final long bytesPerBank)
    {
        if (hasRange(key, bytesPerBank))
        {
            final long first = BufferId.address(key);
            final long last = last(key, bytesPerBank);
            if (!others.remove(tree, first, last))
            {
                aligned.remove(tree, first, last);
            }
        }
    }

    /* How many nodes and pages hold ranges. */
    int inUse()
    {
        return aligned.pagesInUse() + others.nodesInUse();
    }

    private boolean hasRange(final long key, final long bytesPerBank)
    {
        return isOn && bytesPerBank > 0 && LedgerKey.bufferId(key) <= BufferId.MAX_ADDRESS &&
            LedgerKey.typeCode(key) < FIRST_PER_CORE_TYPE;
    }

    private static long last(final long key, final long bytesPerBank)
    {
        return Math.min(BufferId.MAX_ADDRESS, BufferId.address(key) + bytesPerBank - 1);
    }
}
