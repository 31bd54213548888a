package io.github.ttalloc.cli.device;

import io.github.ttalloc.ledger.LedgerRecord;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The ranges that live buffers hold of every bank of a memory, to find those that stand in the way of another.
 */
final class HeldRanges
{
    private record Held(long from, long to, LedgerRecord buffer)
    {
        long bytes()
        {
            return to - from;
        }
    }

    private final List<Held> ranges = new ArrayList<>();

    /** Adds a range of a buffer; the record is copied. */
    void add(final long from, final long to, final LedgerRecord buffer)
    {
        ranges.add(new Held(from, to, new LedgerRecord().set(buffer)));
    }

    /** The buffers that reach above an address. */
    List<LedgerRecord> above(final long address)
    {
        return ranges.stream().filter(held -> held.to() > address).map(Held::buffer).toList();
    }

    /**
     * The buffers that would have to go for a block of some size to be free: of all places for the block, the ones of
     * the place where they hold the fewest bytes, counted whole. Such a place begins where a buffer ends, or where the
     * memory begins: further down it meets no other, further up it leaves none out.
     *
     * @param start first address of the memory.
     * @param end   address after its last.
     * @param bytes of the block.
     * @return by address; empty where the block is larger than the memory.
     */
    List<LedgerRecord> inTheWay(final long start, final long end, final long bytes)
    {
        final List<Held> byStart = ranges.stream().sorted(Comparator.comparingLong(Held::from)).toList();
        final List<Held> byEnd = ranges.stream().sorted(Comparator.comparingLong(Held::to)).toList();
        long best = start;
        long least = Long.MAX_VALUE;
        long held = 0;
        int begun = 0;
        for (int ended = -1; ended < byEnd.size(); ended++)
        {
            final long place = ended < 0 ? start : byEnd.get(ended).to();
            held -= ended < 0 ? 0 : byEnd.get(ended).bytes();
            while (begun < byStart.size() && byStart.get(begun).from() < place + bytes)
            {
                held += byStart.get(begun++).bytes();
            }
            if (place + bytes <= end && held < least)
            {
                least = held;
                best = place;
            }
        }
        final long place = best;
        return Long.MAX_VALUE == least ? List.of() : byStart.stream()
            .filter(range -> range.from() < place + bytes && range.to() > place)
            .map(Held::buffer)
            .toList();
    }
}
