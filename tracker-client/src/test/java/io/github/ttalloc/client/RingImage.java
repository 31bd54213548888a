package io.github.ttalloc.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A ring of this process as a recorder sees it, without opening its file: reads, drains and sets its words.
 */
final class RingImage
{
    private final ByteBuffer file;
    private final MappedWords words;
    private final int capacity;
    private final int trailerOffset;
    private long head;

    RingImage(final RingReporter reporter) throws IOException
    {
        this(LocalRings.find(reporter.ring()).mapping());
    }

    RingImage(final ByteBuffer mapping)
    {
        file = mapping.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        words = new MappedWords(mapping);
        capacity = (int)file.getLong(RingDescriptor.CAPACITY_OFFSET);
        trailerOffset = RingDescriptor.DATA_OFFSET + capacity;
    }

    ByteBuffer file()
    {
        return file;
    }

    int capacity()
    {
        return capacity;
    }

    long tail()
    {
        return words.getLongVolatile(trailerOffset + RingDescriptor.TRAILER_TAIL_OFFSET);
    }

    long dropped()
    {
        return words.getLongVolatile(RingDescriptor.DROPPED_OFFSET);
    }

    void heartbeat(final long nanos)
    {
        words.putLongRelease(trailerOffset + RingDescriptor.TRAILER_HEARTBEAT_OFFSET, nanos);
    }

    boolean isCommitted(final long position)
    {
        return RingDescriptor.COMMITTED == words.getLongVolatile(recordOffset(position));
    }

    /** Offset in the file of the event at a position. */
    int event(final long position)
    {
        return recordOffset(position) + RingDescriptor.RECORD_EVENT_OFFSET;
    }

    int kind(final long position)
    {
        return file.get(event(position) + EventDescriptor.KIND_OFFSET);
    }

    int type(final long position)
    {
        return file.get(event(position) + EventDescriptor.TYPE_OFFSET);
    }

    int device(final long position)
    {
        return file.get(event(position) + EventDescriptor.DEVICE_OFFSET);
    }

    int flags(final long position)
    {
        return file.get(event(position) + EventDescriptor.FLAGS_OFFSET);
    }

    int coreRange(final long position)
    {
        return file.getInt(event(position) + EventDescriptor.CORE_RANGE_OFFSET);
    }

    long time(final long position)
    {
        return file.getLong(event(position) + EventDescriptor.TIME_OFFSET);
    }

    long bufferId(final long position)
    {
        return file.getLong(event(position) + EventDescriptor.BUFFER_ID_OFFSET);
    }

    long bytes(final long position)
    {
        return file.getLong(event(position) + EventDescriptor.BYTES_OFFSET);
    }

    long bytesPerBank(final long position)
    {
        return file.getLong(event(position) + EventDescriptor.BYTES_PER_BANK_OFFSET);
    }

    int tag(final long position)
    {
        return file.getInt(event(position) + EventDescriptor.TAG_OFFSET);
    }

    long argument(final long position)
    {
        return file.getLong(event(position) + EventDescriptor.ARGUMENT_OFFSET);
    }

    String text(final int offset, final int length)
    {
        final byte[] bytes = new byte[length];
        file.get(offset, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The text that begins at a position, put together from its parts. */
    String text(final long position)
    {
        final int length = coreRange(position);
        final byte[] bytes = new byte[length];
        for (int part = 0; part < device(position); part++)
        {
            final int from = part * EventDescriptor.TEXT_PART_LENGTH;
            file.get(event(position + (long)part * RingDescriptor.RECORD_LENGTH) + EventDescriptor.TEXT_OFFSET,
                bytes, from, Math.min(EventDescriptor.TEXT_PART_LENGTH, length - from));
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The position of the next committed record, which stays readable until it is released; -1 if there is none. */
    long poll()
    {
        return head < tail() && isCommitted(head) ? head : -1;
    }

    /** Zeroes the record that {@link #poll()} showed and gives its space back. */
    void release()
    {
        file.put(recordOffset(head), new byte[RingDescriptor.RECORD_LENGTH]);
        head += RingDescriptor.RECORD_LENGTH;
        words.putLongRelease(trailerOffset + RingDescriptor.TRAILER_HEAD_OFFSET, head);
    }

    private int recordOffset(final long position)
    {
        return RingDescriptor.DATA_OFFSET + (int)(position % capacity);
    }
}
