package io.github.ttalloc.device;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The free ranges of one memory, first fit from either end, neighbours merged when a range is freed. Models the free
 * list of tt-metal's allocator, which keeps one for all banks of a memory. Not threadsafe.
 */
public final class FreeList
{
    /** Returned where no free range is large enough. */
    public static final long NO_SPACE = -1;

    private final TreeMap<Long, Long> endByStart = new TreeMap<>();
    private final Map<Long, Long> endByAllocation = new HashMap<>();
    private final long start;
    private final long end;
    private final long granularity;
    private long allocatedBytes;

    /**
     * A memory, all of it free.
     *
     * @param start       first address.
     * @param end         address after the last.
     * @param granularity what every allocation is rounded up to, a power of two, in bytes.
     * @throws IllegalArgumentException if the range is negative or the granularity no power of two.
     */
    public FreeList(final long start, final long end, final int granularity)
    {
        if (start < 0 || end < start || granularity < 1 || Integer.bitCount(granularity) != 1)
        {
            throw new IllegalArgumentException("start=" + start + " end=" + end + " must be 0 <= start <= end, and" +
                " granularity=" + granularity + " a power of two");
        }
        this.start = start;
        this.end = end;
        this.granularity = granularity;
        if (start < end)
        {
            endByStart.put(start, end);
        }
    }

    /**
     * Takes the lowest addresses of the lowest free range that is large enough.
     *
     * @param bytes from 0; 0 takes the smallest piece there is, so that every allocation has its own address.
     * @return first address, or {@link #NO_SPACE}.
     */
    public long allocateBottomUp(final long bytes)
    {
        final long needed = round(bytes);
        for (final Map.Entry<Long, Long> range : endByStart.entrySet())
        {
            if (range.getValue() - range.getKey() >= needed)
            {
                return take(range.getKey(), range.getValue(), range.getKey(), needed);
            }
        }
        return NO_SPACE;
    }

    /**
     * Takes the highest addresses of the highest free range that is large enough.
     *
     * @param bytes from 0; 0 takes the smallest piece there is, so that every allocation has its own address.
     * @return first address, or {@link #NO_SPACE}.
     */
    public long allocateTopDown(final long bytes)
    {
        final long needed = round(bytes);
        for (final Map.Entry<Long, Long> range : endByStart.descendingMap().entrySet())
        {
            if (range.getValue() - range.getKey() >= needed)
            {
                return take(range.getKey(), range.getValue(), range.getValue() - needed, needed);
            }
        }
        return NO_SPACE;
    }

    /**
     * Takes what is still free of a range, as somebody else's allocation does: not one to give back.
     *
     * @param from first address.
     * @param to   address after the last.
     */
    public void occupy(final long from, final long to)
    {
        final long first = Math.max(start, from & -granularity);
        final long last = Math.min(end, to + granularity - 1 & -granularity);
        Map.Entry<Long, Long> range = first < last ? endByStart.lowerEntry(last) : null;
        while (null != range && range.getValue() > first)
        {
            final long address = Math.max(first, range.getKey());
            take(range.getKey(), range.getValue(), address, Math.min(last, range.getValue()) - address);
            range = endByStart.lowerEntry(address);
        }
    }

    /**
     * Gives an allocation back.
     *
     * @param address what allocating it returned.
     * @return true, or false where nothing is allocated at that address.
     */
    public boolean free(final long address)
    {
        final Long allocationEnd = endByAllocation.remove(address);
        if (null == allocationEnd)
        {
            return false;
        }
        allocatedBytes -= allocationEnd - address;
        long freeStart = address;
        long freeEnd = allocationEnd;
        final Map.Entry<Long, Long> below = endByStart.lowerEntry(address);
        if (null != below && below.getValue() == address)
        {
            freeStart = below.getKey();
        }
        final Long above = endByStart.remove(freeEnd);
        if (null != above)
        {
            freeEnd = above;
        }
        endByStart.put(freeStart, freeEnd);
        return true;
    }

    /**
     * What is allocated, with the rounding.
     *
     * @return bytes.
     */
    public long allocatedBytes()
    {
        return allocatedBytes;
    }

    /**
     * What is free, in however many pieces.
     *
     * @return bytes.
     */
    public long freeBytes()
    {
        return end - start - allocatedBytes;
    }

    /**
     * The largest allocation that would succeed now.
     *
     * @return bytes, 0 where nothing is free.
     */
    public long largestFreeBytes()
    {
        long largest = 0;
        for (final Map.Entry<Long, Long> range : endByStart.entrySet())
        {
            largest = Math.max(largest, range.getValue() - range.getKey());
        }
        return largest;
    }

    /**
     * The lowest address that is allocated.
     *
     * @return the address, or the end of the memory where nothing is.
     */
    public long lowestAllocated()
    {
        final Long firstEnd = endByStart.get(start);
        return null == firstEnd ? start : firstEnd;
    }

    private long round(final long bytes)
    {
        if (bytes < 0)
        {
            throw new IllegalArgumentException("bytes=" + bytes + " must not be negative");
        }
        return Math.max(granularity, bytes + granularity - 1 & -granularity);
    }

    private long take(final long rangeStart, final long rangeEnd, final long address, final long bytes)
    {
        endByStart.remove(rangeStart);
        if (rangeStart < address)
        {
            endByStart.put(rangeStart, address);
        }
        if (address + bytes < rangeEnd)
        {
            endByStart.put(address + bytes, rangeEnd);
        }
        endByAllocation.put(address, address + bytes);
        allocatedBytes += bytes;
        return address;
    }
}
