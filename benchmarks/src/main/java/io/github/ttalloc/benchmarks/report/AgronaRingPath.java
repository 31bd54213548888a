package io.github.ttalloc.benchmarks.report;

import org.agrona.IoUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Agrona's ring of many producers in a mapped file, of the size of ours and with a thread that empties it. What finds
 * no room is tried again.
 */
final class AgronaRingPath implements ReportPath
{
    private static final int CAPACITY = 32 << 20;
    private static final int EVENT_LENGTH = 56;
    private static final int EVENT_TYPE = 1;
    private static final long PARK_NANOS = 50_000;

    private final MappedByteBuffer mapping;
    private final ManyToOneRingBuffer ring;
    private final UnsafeBuffer copy = new UnsafeBuffer(new byte[EVENT_LENGTH]);
    private volatile boolean isClosing;

    AgronaRingPath(final Path directory)
    {
        mapping = IoUtil.mapNewFile(
            directory.resolve("agrona").toFile(), CAPACITY + RingBufferDescriptor.TRAILER_LENGTH, true);
        ring = new ManyToOneRingBuffer(new UnsafeBuffer(mapping));
        final Thread drain = new Thread(this::drain, "drain");
        drain.setDaemon(true);
        drain.start();
    }

    @Override
    public long report(final long bufferId)
    {
        int index = ring.tryClaim(EVENT_TYPE, EVENT_LENGTH);
        while (index < 0)
        {
            Thread.onSpinWait();
            index = ring.tryClaim(EVENT_TYPE, EVENT_LENGTH);
        }
        final AtomicBuffer buffer = ring.buffer();
        buffer.putLong(index, 2);
        buffer.putLong(index + 8, System.nanoTime());
        buffer.putLong(index + 16, bufferId);
        buffer.putLong(index + 24, 4096);
        buffer.putLong(index + 32, 64);
        buffer.putLong(index + 40, 0);
        buffer.putLong(index + 48, 0);
        ring.commit(index);
        return index;
    }

    @Override
    public void awaitRead()
    {
        while (ring.size() > 0)
        {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close()
    {
        isClosing = true;
    }

    private void drain()
    {
        while (!isClosing)
        {
            if (0 == ring.read(this::read, Integer.MAX_VALUE))
            {
                LockSupport.parkNanos(PARK_NANOS);
            }
        }
    }

    private void read(final int type, final MutableDirectBuffer buffer, final int index, final int length)
    {
        copy.putBytes(0, buffer, index, length);
    }
}
