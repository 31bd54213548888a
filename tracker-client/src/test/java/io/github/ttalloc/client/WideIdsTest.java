package io.github.ttalloc.client;

import com.sun.management.ThreadMXBean;
import io.github.ttalloc.device.BufferType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class WideIdsTest
{
    private static final int RING_BYTES = 8 << 20;
    private static final long POINTER = 0x7FFF_0000_0000_1000L;

    @TempDir
    private Path parent;

    @Test
    void shouldFindEveryIdThatWasAddedAndNoOther()
    {
        final WideIds ids = new WideIds();
        assertEquals(WideIds.UNKNOWN, ids.find(0));
        final long seed = Long.getLong("ttalloc.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        ids.add(0, WideIds.MAX_HANDLE);
        for (int handle = 1; handle < WideIds.MAX_HANDLE; handle++)
        {
            ids.add(idOf(random, handle), handle);
        }
        random = new SplittableRandom(seed);
        for (int handle = 1; handle < WideIds.MAX_HANDLE; handle++)
        {
            assertEquals(handle, ids.find(idOf(random, handle)), () -> "seed=" + seed + " (-Dttalloc.seed)");
        }
        assertEquals(WideIds.MAX_HANDLE, ids.find(0));
        assertEquals(WideIds.UNKNOWN, ids.find(-1));
    }

    @Test
    void shouldStopAtTheLastHandleAndCountAndKnowTheOthersWithoutAllocating() throws IOException
    {
        try (RingReporter reporter = RingReporter.create(
            new ReporterContext().directory(parent.resolve("tracker")).ringBytes(RING_BYTES)))
        {
            for (int i = 1; i <= WideIds.MAX_HANDLE; i++)
            {
                assertEquals(i, reporter.handle(0, BufferType.CB, POINTER + i * 4096L));
            }
            final RingImage ring = new RingImage(reporter);
            final long tail = ring.tail();
            assertEquals(0, reporter.handle(0, BufferType.CB, POINTER));
            assertEquals(0, reporter.handle(0, BufferType.CB, POINTER));
            assertEquals(2, ring.dropped());
            final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
            assertTrue(threads.isThreadAllocatedMemoryEnabled());
            final long before = threads.getCurrentThreadAllocatedBytes();
            long sum = 0;
            for (int i = 1; i <= WideIds.MAX_HANDLE; i++)
            {
                sum += reporter.handle(0, BufferType.CB, POINTER + i * 4096L);
            }
            final long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertEquals(WideIds.MAX_HANDLE * (WideIds.MAX_HANDLE + 1L) / 2, sum);
            assertEquals(tail, ring.tail());
            assertTrue(allocated < 4_096, () -> allocated + " bytes were allocated");
        }
    }

    /** Distinct by their low bits. */
    private static long idOf(final SplittableRandom random, final int handle)
    {
        final long id = random.nextLong() << 17 | handle;
        return 0 == handle % 2 ? id : handle;
    }
}
