package io.github.ttalloc.ipc.ring;

import io.github.ttalloc.client.RingDescriptor;
import org.agrona.concurrent.AtomicBuffer;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What a ring says of its producer, checked.
 *
 * @param producerId     identity of the producer.
 * @param capacity       length of all records in bytes.
 * @param pid            its process id, in its own pid namespace.
 * @param startTimeNanos start of the process in nanoseconds since the epoch.
 * @param uid            its user id.
 * @param replayed       whether it is a replay.
 * @param direct         whether its own process takes its records to the direct queue.
 * @param name           its name, not empty.
 */
public record RingHeader(
    long producerId, int capacity, long pid, long startTimeNanos, int uid, boolean replayed, boolean direct,
    String name)
{
    private static final String UNNAMED = "?";

    static RingHeader read(final AtomicBuffer file, final Path path) throws RingException
    {
        if (file.capacity() < RingDescriptor.fileLength(RingDescriptor.MIN_CAPACITY))
        {
            throw new RingException("ring " + path + " is truncated: " + file.capacity() + " bytes");
        }
        final int version = file.getIntVolatile(RingDescriptor.VERSION_OFFSET);
        if (RingDescriptor.MAGIC != getLong(file, RingDescriptor.MAGIC_OFFSET))
        {
            throw new RingException("ring " + path + " is foreign: it does not begin like a ring");
        }
        if (RingDescriptor.VERSION != version ||
            RingDescriptor.DATA_OFFSET != getInt(file, RingDescriptor.HEADER_LENGTH_OFFSET))
        {
            throw new RingException("ring " + path + " has version=" + version + ", this program reads version=" +
                RingDescriptor.VERSION);
        }
        final long capacity = getLong(file, RingDescriptor.CAPACITY_OFFSET);
        if (!RingDescriptor.isValidCapacity(capacity) || file.capacity() < RingDescriptor.fileLength((int)capacity))
        {
            throw new RingException("ring " + path + " has capacity=" + capacity + " in a file of " +
                file.capacity() + " bytes: truncated or damaged");
        }
        final long producerId = getLong(file, RingDescriptor.PRODUCER_ID_OFFSET);
        if (0 == producerId)
        {
            throw new RingException("ring " + path + " has producer id 0: damaged");
        }
        return new RingHeader(
            producerId,
            (int)capacity,
            getLong(file, RingDescriptor.PID_OFFSET),
            getLong(file, RingDescriptor.START_TIME_OFFSET),
            getInt(file, RingDescriptor.UID_OFFSET),
            0 != (getInt(file, RingDescriptor.FLAGS_OFFSET) & RingDescriptor.FLAG_REPLAYED),
            0 != (getInt(file, RingDescriptor.FLAGS_OFFSET) & RingDescriptor.FLAG_DIRECT),
            name(file));
    }

    private static String name(final AtomicBuffer file)
    {
        final int stated = getInt(file, RingDescriptor.NAME_LENGTH_OFFSET);
        final byte[] bytes = new byte[Math.max(0, Math.min(stated, RingDescriptor.MAX_NAME_LENGTH))];
        file.getBytes(RingDescriptor.NAME_OFFSET, bytes);
        final String text = new String(bytes, StandardCharsets.UTF_8);
        return text.isBlank() ? UNNAMED : text;
    }

    private static int getInt(final AtomicBuffer file, final int offset)
    {
        return file.getInt(offset, ByteOrder.LITTLE_ENDIAN);
    }

    private static long getLong(final AtomicBuffer file, final int offset)
    {
        return file.getLong(offset, ByteOrder.LITTLE_ENDIAN);
    }
}
