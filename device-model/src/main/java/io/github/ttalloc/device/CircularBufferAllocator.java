package io.github.ttalloc.device;

import java.util.Arrays;

/**
 * Places the circular buffers of one program after another: upwards from the unreserved base, on each core above what
 * the program has there already. A buffer has one address on all its cores, so it lies above the fullest of them.
 * Models tt-metal's placement of statically allocated circular buffers. Not threadsafe.
 */
public final class CircularBufferAllocator
{
    private static final int ALIGNMENT = 32;

    private final long base;
    private final long l1Bytes;
    private final int columns;
    private final int rows;
    private final long[] ends;

    /**
     * No circular buffer on any core.
     *
     * @param chip the cores.
     * @param map  where circular buffers begin and L1 ends.
     */
    public CircularBufferAllocator(final Chip chip, final L1Map map)
    {
        base = map.start(L1Region.BUFFERS);
        l1Bytes = map.end(L1Region.L1_SMALL);
        columns = chip.columns();
        rows = chip.rows();
        ends = new long[columns * rows];
        freeAll();
    }

    /**
     * Places one circular buffer.
     *
     * @param bytesPerCore its size on each core, from 0.
     * @param ranges       the rectangles of cores that have it, packed {@link CoreRange}s.
     * @return its address, the same on all those cores, or {@link FreeList#NO_SPACE} where it would pass the end of L1.
     * @throws IllegalArgumentException if the size is negative, there is no rectangle, or one lies outside the chip.
     */
    public long allocate(final long bytesPerCore, final int... ranges)
    {
        if (bytesPerCore < 0 || 0 == ranges.length)
        {
            throw new IllegalArgumentException("bytesPerCore=" + bytesPerCore + " must not be negative and ranges=" +
                ranges.length + " at least 1");
        }
        long address = base;
        for (final int range : ranges)
        {
            address = Math.max(address, end(range));
        }
        address = address + ALIGNMENT - 1 & -ALIGNMENT;
        if (bytesPerCore > l1Bytes - address)
        {
            return FreeList.NO_SPACE;
        }
        for (final int range : ranges)
        {
            for (int y = CoreRange.y0(range); y <= CoreRange.y1(range); y++)
            {
                final int row = y * columns;
                Arrays.fill(
                    ends, row + CoreRange.x0(range), row + CoreRange.x1(range) + 1, address + bytesPerCore);
            }
        }
        return address;
    }

    /**
     * Where circular buffers end on the fullest core of a rectangle. An L1 buffer below this address clashes.
     *
     * @param range packed {@link CoreRange}, not {@link CoreRange#ALL}.
     * @return the address after the last byte, or the unreserved base where there is none.
     * @throws IllegalArgumentException if the rectangle lies outside the chip.
     */
    public long end(final int range)
    {
        if (CoreRange.ALL == range || CoreRange.x1(range) >= columns || CoreRange.y1(range) >= rows)
        {
            throw new IllegalArgumentException("range=(" + CoreRange.x0(range) + "," + CoreRange.y0(range) + ")-(" +
                CoreRange.x1(range) + "," + CoreRange.y1(range) + ") must lie in the " + columns + " x " + rows +
                " cores of the chip");
        }
        long end = base;
        for (int y = CoreRange.y0(range); y <= CoreRange.y1(range); y++)
        {
            for (int x = CoreRange.x0(range); x <= CoreRange.x1(range); x++)
            {
                end = Math.max(end, ends[y * columns + x]);
            }
        }
        return end;
    }

    /** Drops every circular buffer on every core, as the next program on the device does. */
    public void freeAll()
    {
        Arrays.fill(ends, base);
    }
}
