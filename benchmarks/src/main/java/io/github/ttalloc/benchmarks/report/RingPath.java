package io.github.ttalloc.benchmarks.report;

import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.LocalRings;
import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingDescriptor;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Our ring, with a thread that empties it.
 */
final class RingPath implements ReportPath
{
    private static final long PARK_NANOS = 50_000;

    private final RingReporter reporter;
    private final Thread drain;
    private volatile boolean isClosing;

    RingPath(final Path directory) throws IOException
    {
        reporter = RingReporter.create(new ReporterContext().directory(directory));
        final UnsafeBuffer file = new UnsafeBuffer(LocalRings.find(reporter.ring()).mapping());
        final ManyToOneRingBuffer ring = new ManyToOneRingBuffer(new UnsafeBuffer(
            file, RingDescriptor.DATA_OFFSET,
            ReporterContext.DEFAULT_RING_BYTES + RingDescriptor.TRAILER_LENGTH));
        drain = new Thread(() -> drain(ring), "drain");
        drain.setDaemon(true);
        drain.start();
    }

    @Override
    public long report(final long bufferId)
    {
        return report(reporter, bufferId);
    }

    static long report(final AllocationReporter reporter, final long bufferId)
    {
        return reporter.allocate(0, BufferType.L1, bufferId, 4096, 64, CoreRange.ALL, 0);
    }

    @Override
    public void close()
    {
        isClosing = true;
        reporter.close();
    }

    private void drain(final ManyToOneRingBuffer ring)
    {
        while (!isClosing)
        {
            if (0 == ring.read(RingPath::forget, Integer.MAX_VALUE))
            {
                LockSupport.parkNanos(PARK_NANOS);
            }
        }
    }

    private static void forget(
        final int type, final MutableDirectBuffer buffer, final int index, final int length)
    {
        Thread.onSpinWait();
    }
}
