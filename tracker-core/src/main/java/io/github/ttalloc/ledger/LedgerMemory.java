package io.github.ttalloc.ledger;

import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The memory of one generation of a ledger: header, totals, and the slots in segments.
 */
final class LedgerMemory
{
    private static final int CACHE_LINE_LENGTH = 64;

    private final LedgerGeometry geometry;
    private final UnsafeBuffer header;
    private final UnsafeBuffer totals;
    private final UnsafeBuffer[] segments;
    private final SlotTable table;

    LedgerMemory(
        final LedgerGeometry geometry, final UnsafeBuffer header, final UnsafeBuffer totals,
        final UnsafeBuffer[] segments)
    {
        this.geometry = geometry;
        this.header = header;
        this.totals = totals;
        this.segments = segments;
        this.table = new SlotTable(segments, geometry);
    }

    static LedgerMemory allocate(final LedgerGeometry geometry, final int mode, final long generation)
    {
        final UnsafeBuffer[] segments = new UnsafeBuffer[geometry.segments()];
        for (int i = 0; i < segments.length; i++)
        {
            segments[i] = allocate(geometry.segmentLength(i));
        }
        final UnsafeBuffer header = allocate(HeaderDescriptor.HEADER_LENGTH);
        HeaderDescriptor.initialise(header, geometry, mode, generation, 0);
        return new LedgerMemory(
            geometry, header, allocate(TotalsDescriptor.areaLength(geometry.totalsBlocks())), segments);
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

    SlotTable table()
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
        for (final UnsafeBuffer segment : segments)
        {
            BufferUtil.free(segment);
        }
        BufferUtil.free(totals);
        BufferUtil.free(header);
    }
}
