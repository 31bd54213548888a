package io.github.ttalloc.percore;

import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;

/**
 * Which cores a buffer names: the one in its id, where it has one, and its rectangle.
 */
public final class BufferPlace
{
    private BufferPlace()
    {
    }

    /**
     * Whether the id of a buffer names a core.
     *
     * @param type     what the buffer takes.
     * @param bufferId packed {@link BufferId}.
     * @param cores    packed {@link CoreRange} of the buffer.
     * @return true if x and y of the id are those of a core, (0,0) included.
     */
    public static boolean isOnCore(final BufferType type, final long bufferId, final int cores)
    {
        return bufferId > BufferId.MAX_ADDRESS || bufferId < 0 || (BufferType.KERNEL == type ?
            CoreRange.of(0, 0) == cores : type.perCore());
    }

    /**
     * The rectangle of cores of a buffer, unless that is the one core of its id.
     *
     * @param type     what the buffer takes.
     * @param bufferId packed {@link BufferId}.
     * @param cores    packed {@link CoreRange} of the buffer.
     * @return packed range, or {@link CoreRange#ALL} for none; a circular buffer keeps the range of one core.
     */
    public static int range(final BufferType type, final long bufferId, final int cores)
    {
        return BufferType.CB != type && 1 == CoreRange.size(cores) && isOnCore(type, bufferId, cores) ?
            CoreRange.ALL : cores;
    }

    /**
     * A rectangle as people read it.
     *
     * @param range packed {@link CoreRange}, not {@link CoreRange#ALL}.
     * @return such as {@code (0,0)-(7,3)}, or {@code (5,3)} for one core.
     */
    public static String toString(final int range)
    {
        final String first = "(" + CoreRange.x0(range) + "," + CoreRange.y0(range) + ")";
        return 1 == CoreRange.size(range) ?
            first : first + "-(" + CoreRange.x1(range) + "," + CoreRange.y1(range) + ")";
    }
}
