package io.github.ttalloc.percore;

import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.FreeList;
import io.github.ttalloc.device.L1Region;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What the L1 of one Tensix core holds and what is free there, in bytes. Immutable.
 */
public final class CoreUse
{
    private static final Comparator<Span> LAST_FIRST = Comparator.comparingLong(Span::sequence).reversed();

    private final int x;
    private final int y;
    private final boolean hasBank;
    private final long[] requested;
    private final long[] reserved;
    private final long freeBytes;
    private final long largestFreeBytes;
    private final long circularBuffersEnd;
    private final long lowestBuffer;

    /**
     * The figures of a core.
     *
     * @param reserved what buffers and circular buffers reserve, by type; writes are taken from the spans.
     * @param spans    all that lies on the core.
     */
    CoreUse(
        final DeviceMemory memory,
        final int x,
        final int y,
        final long[] requested,
        final long[] reserved,
        final List<Span> spans)
    {
        this.x = x;
        this.y = y;
        this.hasBank = null != memory.architecture() && memory.isCompute(x, y);
        this.requested = requested;
        this.reserved = reserved;
        addWrites(spans);
        if (null == memory.architecture())
        {
            freeBytes = 0;
            largestFreeBytes = 0;
            circularBuffersEnd = 0;
            lowestBuffer = 0;
            return;
        }
        final long base = memory.l1Map().start(L1Region.BUFFERS);
        final long end = memory.l1Map().end(L1Region.BUFFERS);
        circularBuffersEnd = Math.max(base, spans.stream()
            .filter(span -> BufferType.CB == span.type() && !span.isEmpty()).mapToLong(Span::to).max().orElse(base));
        lowestBuffer = spans.stream()
            .filter(span -> BufferType.L1 == span.type()).mapToLong(Span::from).reduce(end, Math::min);
        final FreeList free = new FreeList(base, end, memory.architecture().dramAlignment());
        for (final Span span : spans)
        {
            if (BufferType.L1 == span.type() || !span.isEmpty())
            {
                free.occupy(span.from(), Math.max(span.from() + 1, span.to()));
            }
        }
        freeBytes = hasBank ? free.freeBytes() : 0;
        largestFreeBytes = hasBank ? free.largestFreeBytes() : 0;
    }

    /**
     * Which core it is.
     *
     * @return LOGICAL x.
     */
    public int x()
    {
        return x;
    }

    /**
     * Which core it is.
     *
     * @return LOGICAL y.
     */
    public int y()
    {
        return y;
    }

    /**
     * Whether the core computes and holds a bank for L1 buffers.
     *
     * @return false for cores that dispatch, and where architecture or compute cores are not known; then nothing is
     * free for buffers.
     */
    public boolean hasBank()
    {
        return hasBank;
    }

    /**
     * What was asked for of a type: a buffer's bytes spread evenly over its cores.
     *
     * @param type what buffers take.
     * @return bytes.
     */
    public long requestedBytes(final BufferType type)
    {
        return requested[type.code()];
    }

    /**
     * What was asked for.
     *
     * @return bytes.
     */
    public long requestedBytes()
    {
        return Arrays.stream(requested).sum();
    }

    /**
     * What buffers of a type keep others from using; of writes, the bytes that the last one put there. Overlapping
     * buffers count each.
     *
     * @param type what buffers take.
     * @return bytes.
     */
    public long reservedBytes(final BufferType type)
    {
        return reserved[type.code()];
    }

    /**
     * What all types keep others from using.
     *
     * @return bytes.
     */
    public long reservedBytes()
    {
        return Arrays.stream(reserved).sum();
    }

    /**
     * What is free for L1 buffers and circular buffers, in the units of the allocator.
     *
     * @return bytes; 0 on a core without a bank.
     */
    public long freeBytes()
    {
        return freeBytes;
    }

    /**
     * The largest piece of what is free.
     *
     * @return bytes; 0 on a core without a bank.
     */
    public long largestFreeBytes()
    {
        return largestFreeBytes;
    }

    /**
     * How much of what is free lies outside its largest piece.
     *
     * @return 0 for one piece, or nothing, up to 1.
     */
    public double fragmentation()
    {
        return 0 == freeBytes ? 0 : 1 - (double)largestFreeBytes / freeBytes;
    }

    /**
     * Where circular buffers end.
     *
     * @return the address after the last byte of the highest one, or the unreserved base where there is none; 0 where
     * the architecture is not known.
     */
    public long circularBuffersEnd()
    {
        return circularBuffersEnd;
    }

    /**
     * Where L1 buffers begin.
     *
     * @return the address of the lowest one, or the end of their region where there is none; 0 where the architecture
     * is not known.
     */
    public long lowestBuffer()
    {
        return lowestBuffer;
    }

    /**
     * How far circular buffers may still grow before they clash with L1 buffers. tt-metal sees a clash when a program
     * sets its circular buffers up, and fails it then.
     *
     * @return bytes; negative where the next program with the same circular buffers fails.
     */
    public long headroomBytes()
    {
        return lowestBuffer - circularBuffersEnd;
    }

    private void addWrites(final List<Span> spans)
    {
        final FreeList unwritten = new FreeList(0, Long.MAX_VALUE, 1);
        for (final Span write : spans.stream().filter(Span::isWrite).sorted(LAST_FIRST).toList())
        {
            final long before = unwritten.allocatedBytes();
            unwritten.occupy(write.from(), write.to());
            reserved[write.type().code()] += unwritten.allocatedBytes() - before;
        }
    }
}
