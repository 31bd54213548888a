package io.github.ttalloc.percore;

import io.github.ttalloc.device.CoreRange;

import java.util.Comparator;

/**
 * Cores on which circular buffers end at one address, close to or past the lowest L1 buffer.
 *
 * @param cores              how many cores.
 * @param bounds             the rectangle around them in LOGICAL coordinates, packed {@link CoreRange}.
 * @param circularBuffersEnd address after the last byte of their circular buffers.
 * @param lowestBuffer       address of their lowest L1 buffer.
 */
public record ClashWarning(int cores, int bounds, long circularBuffersEnd, long lowestBuffer)
{
    static final Comparator<ClashWarning> FEWEST_LEFT_FIRST = Comparator.comparingLong(ClashWarning::bytesLeft)
        .thenComparingInt(warning -> CoreRange.y0(warning.bounds))
        .thenComparingInt(warning -> CoreRange.x0(warning.bounds))
        .thenComparingLong(ClashWarning::circularBuffersEnd);

    /**
     * How far circular buffers may grow until they clash.
     *
     * @return bytes; negative where they clash already, so that the next program that sets them up fails.
     */
    public long bytesLeft()
    {
        return lowestBuffer - circularBuffersEnd;
    }

    ClashWarning with(final int x, final int y)
    {
        return new ClashWarning(cores + 1, CoreRange.of(
            Math.min(CoreRange.x0(bounds), x), Math.min(CoreRange.y0(bounds), y),
            Math.max(CoreRange.x1(bounds), x), Math.max(CoreRange.y1(bounds), y)), circularBuffersEnd, lowestBuffer);
    }
}
