package io.github.ttalloc.ipc.journal;

import io.github.ttalloc.client.EventDescriptor;
import org.agrona.DirectBuffer;

import java.nio.ByteOrder;

/**
 * Reads one event in place. Not thread-safe; what it shows is gone when the buffer under it is.
 */
public final class EventFlyweight
{
    private static final int BYTE_MASK = 0xFF;

    private DirectBuffer buffer;
    private int offset;

    /**
     * A flyweight over nothing.
     */
    public EventFlyweight()
    {
    }

    /**
     * Puts the flyweight over an event.
     *
     * @param eventBuffer that holds it.
     * @param eventOffset where it begins.
     * @return this.
     */
    public EventFlyweight wrap(final DirectBuffer eventBuffer, final int eventOffset)
    {
        buffer = eventBuffer;
        offset = eventOffset;
        return this;
    }

    /**
     * What happened.
     *
     * @return a number of {@link io.github.ttalloc.client.EventKind}, or one that is unknown here.
     */
    public int kind()
    {
        return buffer.getByte(offset + EventDescriptor.KIND_OFFSET) & BYTE_MASK;
    }

    /**
     * The type field.
     *
     * @return 0 to 255; a {@code BufferType} code where the event is about a buffer.
     */
    public int type()
    {
        return buffer.getByte(offset + EventDescriptor.TYPE_OFFSET) & BYTE_MASK;
    }

    /**
     * The device field.
     *
     * @return 0 to 255.
     */
    public int device()
    {
        return buffer.getByte(offset + EventDescriptor.DEVICE_OFFSET) & BYTE_MASK;
    }

    /**
     * The flags.
     *
     * @return 0 to 255.
     */
    public int flags()
    {
        return buffer.getByte(offset + EventDescriptor.FLAGS_OFFSET) & BYTE_MASK;
    }

    /**
     * The core range.
     *
     * @return a packed {@code CoreRange}, unchecked.
     */
    public int coreRange()
    {
        return buffer.getInt(offset + EventDescriptor.CORE_RANGE_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * When it happened.
     *
     * @return CLOCK_MONOTONIC nanoseconds.
     */
    public long timeNanos()
    {
        return getLong(EventDescriptor.TIME_OFFSET);
    }

    /**
     * The buffer id field.
     *
     * @return a packed {@code BufferId}, unchecked.
     */
    public long bufferId()
    {
        return getLong(EventDescriptor.BUFFER_ID_OFFSET);
    }

    /**
     * The bytes field.
     *
     * @return bytes of the whole buffer on its device, unchecked.
     */
    public long bytes()
    {
        return getLong(EventDescriptor.BYTES_OFFSET);
    }

    /**
     * The bytes-per-bank field.
     *
     * @return bytes in each bank, unchecked; 0 is unknown.
     */
    public long bytesPerBank()
    {
        return getLong(EventDescriptor.BYTES_PER_BANK_OFFSET);
    }

    /**
     * The tag field.
     *
     * @return id of a text of the same producer, or 0.
     */
    public int tag()
    {
        return buffer.getInt(offset + EventDescriptor.TAG_OFFSET, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The last field.
     *
     * @return what the kind makes of it.
     */
    public long argument()
    {
        return getLong(EventDescriptor.ARGUMENT_OFFSET);
    }

    /**
     * Copies the bytes of a text event.
     *
     * @param into  where to.
     * @param from  first index there.
     * @param count how many, up to {@link EventDescriptor#TEXT_PART_LENGTH}.
     */
    public void getText(final byte[] into, final int from, final int count)
    {
        buffer.getBytes(offset + EventDescriptor.TEXT_OFFSET, into, from, count);
    }

    private long getLong(final int field)
    {
        return buffer.getLong(offset + field, ByteOrder.LITTLE_ENDIAN);
    }
}
