package io.github.ttalloc.ledger;

import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The memory of one generation of a ledger: header, totals, the lines of the index and the slots, in segments.
 */
final class LedgerMemory
{
    private static final int CACHE_LINE_LENGTH = 64;

    private final LedgerGeometry geometry;
    private final UnsafeBuffer header;
    private final UnsafeBuffer totals;
    private final List<UnsafeBuffer[]> areas;
    private final BucketTable table;

    LedgerMemory(
        final LedgerGeometry geometry, final UnsafeBuffer header, final UnsafeBuffer totals,
        final UnsafeBuffer[] lines, final UnsafeBuffer[] spills, final UnsafeBuffer[] slots)
    {
        this.geometry = geometry;
        this.header = header;
        this.totals = totals;
        this.areas = List.of(lines, spills, slots);
        this.table = new BucketTable(lines, spills, slots, geometry);
    }

    static LedgerMemory allocate(final LedgerGeometry geometry, final int mode, final long generation)
    {
        final UnsafeBuffer header = allocate(HeaderDescriptor.HEADER_LENGTH);
        HeaderDescriptor.initialise(header, geometry, mode, generation, 0);
        return new LedgerMemory(geometry, header, allocate(TotalsDescriptor.areaLength(geometry.totalsBlocks())),
            allocateLines(geometry), allocateLines(geometry),
            allocate(geometry.slotSegments(), geometry::slotSegmentLength));
    }

    private static UnsafeBuffer[] allocateLines(final LedgerGeometry geometry)
    {
        return allocate(geometry.lineSegments(), geometry::lineSegmentLength);
    }

    private static UnsafeBuffer[] allocate(final int segments, final IntUnaryOperator length)
    {
        return IntStream.range(0, segments).mapToObj(i -> allocate(length.applyAsInt(i))).toArray(UnsafeBuffer[]::new);
    }

    private static UnsafeBuffer allocate(final int length)
    {
        return new UnsafeBuffer(BufferUtil.allocateDirectAligned(length, CACHE_LINE_LENGTH));
    }

    LedgerGeometry geometry()
    {
        return geometry;
    }

    UnsafeBuffer header()
    {
        return header;
    }

    UnsafeBuffer totals()
    {
        return totals;
    }

    BucketTable table()
    {
        return table;
    }

    long generation()
    {
        return HeaderDescriptor.generation(header);
    }

    /* Unmaps files and frees memory at once: nobody may use it any more. */
    void free()
    {
        for (final UnsafeBuffer[] segments : areas)
        {
            for (final UnsafeBuffer segment : segments)
            {
                BufferUtil.free(segment);
            }
        }
        BufferUtil.free(totals);
        BufferUtil.free(header);
    }
}
