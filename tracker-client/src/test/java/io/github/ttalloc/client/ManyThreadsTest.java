package io.github.ttalloc.client;

import com.sun.management.ThreadMXBean;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ManyThreadsTest
{
    private static final int THREADS = 4;
    private static final long EVENTS = 100_000;
    private static final long PARK_NANOS = 20_000L;
    private static final long DEADLINE_NANOS = 60_000_000_000L;

    @TempDir
    private Path parent;

    @Test
    void shouldCommitEachEventOnceAndWholeWhenManyThreadsReportAtOnce() throws IOException, InterruptedException
    {
        try (RingReporter reporter = create())
        {
            final RingImage ring = new RingImage(reporter);
            final CountDownLatch start = new CountDownLatch(1);
            final AtomicLong retries = new AtomicLong();
            final List<Thread> threads = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++)
            {
                final int device = thread;
                threads.add(new Thread(() -> reportAll(reporter, device, start, retries)));
            }
            threads.forEach(Thread::start);
            start.countDown();

            final long[] seen = drain(ring);

            for (final Thread thread : threads)
            {
                thread.join();
            }
            final long[] expected = new long[THREADS];
            Arrays.fill(expected, EVENTS);
            assertArrayEquals(expected, seen);
            assertEquals(-1, ring.poll());
            assertEquals(THREADS * EVENTS * 64, ring.tail());
            assertEquals(retries.get(), ring.dropped());
        }
    }

    @Test
    void shouldGiveOneIdToOneTextWhenManyThreadsSendIt() throws IOException, InterruptedException
    {
        try (RingReporter reporter = create())
        {
            final int[][] ids = new int[THREADS][100];
            final CountDownLatch start = new CountDownLatch(1);
            final List<Thread> threads = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++)
            {
                final int[] own = ids[thread];
                threads.add(new Thread(() ->
                {
                    await(start);
                    for (int i = 0; i < own.length; i++)
                    {
                        own[i] = reporter.tag("text " + i) * 1_000 + (int)reporter.handle(0, BufferType.L1, i);
                    }
                }));
            }
            threads.forEach(Thread::start);
            start.countDown();
            for (final Thread thread : threads)
            {
                thread.join();
            }
            for (int thread = 1; thread < THREADS; thread++)
            {
                assertArrayEquals(ids[0], ids[thread]);
            }
            assertEquals(200 * 64, new RingImage(reporter).tail());
        }
    }

    @Test
    void shouldAllocateNothingOnTheHeapToReport() throws IOException
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        try (RingReporter reporter = create())
        {
            final RingImage ring = new RingImage(reporter);
            long least = Long.MAX_VALUE;
            for (int window = 0; window < 5; window++)
            {
                final long before = threads.getCurrentThreadAllocatedBytes();
                reportEachKind(reporter, 2_000);
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertEquals(0, least);
            assertEquals(ring.capacity(), ring.tail());
            assertTrue(ring.dropped() > 0);
        }
    }

    private static void reportEachKind(final RingReporter reporter, final int rounds)
    {
        final DeviceDescription device = DeviceDescription.UNKNOWN;
        for (int i = 0; i < rounds; i++)
        {
            reporter.allocate(0, BufferType.L1, i, 4096, 64, CoreRange.ALL, 0);
            reporter.free(0, BufferType.L1, i);
            reporter.freeAll(0, BufferType.CB);
            reporter.write(0, BufferType.KERNEL, 1, 1, i, 100, 0);
            reporter.mark(0);
            reporter.deviceOpen(0, device);
            reporter.free(64, BufferType.L1, i);
        }
    }

    private RingReporter create() throws IOException
    {
        return RingReporter.create(new ReporterContext().directory(parent.resolve("tracker"))
            .ringBytes(RingDescriptor.MIN_CAPACITY));
    }

    private static void reportAll(
        final RingReporter reporter, final int device, final CountDownLatch start, final AtomicLong retries)
    {
        await(start);
        for (long i = 0; i < EVENTS; i++)
        {
            while (reporter.allocate(device, BufferType.L1, i, i * 3, i * 5 + device, CoreRange.of(device, 7),
                (int)i ^ device) < 0)
            {
                retries.incrementAndGet();
                Thread.onSpinWait();
            }
        }
    }

    private static long[] drain(final RingImage ring)
    {
        final long deadline = System.nanoTime() + DEADLINE_NANOS;
        final long[] seen = new long[THREADS];
        long left = THREADS * EVENTS;
        while (left > 0)
        {
            final long position = ring.poll();
            if (position < 0)
            {
                assertTrue(System.nanoTime() < deadline, "no more events come");
                LockSupport.parkNanos(PARK_NANOS);
                continue;
            }
            final int device = ring.device(position);
            final long i = seen[device]++;
            assertEquals(EventKind.ALLOCATE, ring.kind(position));
            assertEquals(i, ring.bufferId(position));
            assertEquals(i * 3, ring.bytes(position));
            assertEquals(i * 5 + device, ring.bytesPerBank(position));
            assertEquals(CoreRange.of(device, 7), ring.coreRange(position));
            assertEquals((int)i ^ device, ring.tag(position));
            assertEquals(0, ring.argument(position));
            ring.release();
            left--;
        }
        return seen;
    }

    private static void await(final CountDownLatch latch)
    {
        try
        {
            latch.await();
        }
        catch (final InterruptedException ex)
        {
            throw new AssertionError(ex);
        }
    }
}
