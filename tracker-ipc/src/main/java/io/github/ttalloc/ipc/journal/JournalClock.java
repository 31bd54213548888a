package io.github.ttalloc.ipc.journal;

import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The wall clock of the journal. It never steps back: a cycle that was begun is never left for an older one, and the
 * order of times is the order of appends. Safe for any number of threads.
 */
final class JournalClock implements TimeProvider
{
    static final long NANOS_PER_MILLI = 1_000_000L;

    private final TimeProvider source;
    private final AtomicLong latestNanos = new AtomicLong();

    JournalClock(final TimeProvider source)
    {
        this.source = source;
    }

    /** Never to be earlier than a time that the journal already holds. */
    void startFrom(final long wallNanos)
    {
        latestNanos.accumulateAndGet(wallNanos, Math::max);
    }

    /** Never to be earlier than the last cycle that a queue holds. */
    void startFromLastCycle(final SingleChronicleQueue queue)
    {
        final int cycle = queue.lastCycle();
        if (Integer.MIN_VALUE != cycle)
        {
            startFrom((long)cycle * queue.rollCycle().lengthInMillis() * NANOS_PER_MILLI);
        }
    }

    @Override
    public long currentTimeMillis()
    {
        return currentTimeNanos() / NANOS_PER_MILLI;
    }

    @Override
    public long currentTimeNanos()
    {
        return latestNanos.accumulateAndGet(source.currentTimeNanos(), Math::max);
    }
}
