package io.github.ttalloc.ledger;

import com.sun.management.ThreadMXBean;
import io.github.ttalloc.device.BufferType;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Nothing on the way of an event may allocate.
 */
class AllocationTest
{
    private static final int LIVE = 500;
    private static final int EVENTS = 40_000;
    private static final int ROUNDS = 5;

    private final LedgerRecord found = new LedgerRecord();
    private long sink;

    @Test
    void shouldAllocateNothingWithOneWriter()
    {
        final OneWriterLedger ledger = new OneWriterLedger(new LedgerContext().capacity(2 * LIVE));
        assertNoAllocation(() ->
        {
            for (int i = 0; i < EVENTS; i++)
            {
                ledger.allocate(key(i), i, 32, 0, 0, i, i);
                ledger.allocate(key(i), i + 1, 32, 0, 0, i, i);
                sink += ledger.find(key(i), found) ? found.bytes() : 0;
                ledger.free(key(i - LIVE));
                ledger.free(key(i - LIVE));
                ledger.free(key(i - LIVE));
                ledger.applied(i);
            }
        });
    }

    @Test
    void shouldAllocateNothingWithManyWriters()
    {
        final LedgerWriter writer = new ManyWritersLedger(new LedgerContext().capacity(2 * LIVE)).newWriter();
        assertNoAllocation(() ->
        {
            for (int i = 0; i < EVENTS; i++)
            {
                writer.allocate(key(i), i, 32, 0, 0, i, i);
                sink += writer.find(key(i), found) ? found.bytes() : 0;
                writer.free(key(i - LIVE));
                writer.free(key(i - LIVE));
            }
        });
    }

    @Test
    void shouldAllocateNothingInBatches()
    {
        final OneWriterLedger ledger = new OneWriterLedger(new LedgerContext().capacity(2 * LIVE));
        final LedgerBatch batch = new LedgerBatch();
        assertNoAllocation(() ->
        {
            for (int i = 0; i < EVENTS; i++)
            {
                batch.allocate(key(i), i, 32, 0, 0, i, i);
                batch.free(key(i - LIVE));
                if (batch.isFull())
                {
                    ledger.apply(batch);
                    batch.clear();
                }
            }
        });
    }

    /* The least of several rounds: what the JVM itself allocates in passing is not ours. */
    private void assertNoAllocation(final Runnable work)
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        final long id = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ROUNDS; i++)
        {
            final long before = threads.getThreadAllocatedBytes(id);
            work.run();
            least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
        }
        assertTrue(sink >= 0);
        assertEquals(0, least / EVENTS, "bytes in a round of events=" + least);
        assertTrue(least < 1_000, "bytes in a round of events=" + least);
    }

    private static long key(final int number)
    {
        return LedgerKey.of(0, 0, BufferType.L1, (number & 0xFFFF) * 32L);
    }
}
