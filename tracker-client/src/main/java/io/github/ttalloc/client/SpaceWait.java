package io.github.ttalloc.client;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * How long reports may wait for space in a full ring: while the recorder was seen less than a second ago, and in all
 * at most 10 ms in any second of the process; or, for tools, as long as the recorder lives, looking more seldom so that
 * they leave the processor to it. Waits are summed up in periods of a second or more, and those of the period before
 * count as long as the last of them is less than a second ago. Safe for any number of threads.
 */
final class SpaceWait
{
    static final long BUDGET_NANOS = 10_000_000L;
    static final long PERIOD_NANOS = 1_000_000_000L;
    static final long RECORDER_FRESH_NANOS = 1_000_000_000L;
    static final long TOOL_PATIENCE_NANOS = 15_000_000_000L;

    static final long PARK_NANOS = 20_000L;
    static final long TOOL_PARK_NANOS = 1_000_000L;

    private final boolean waitsForRecorder;
    private final LongSupplier nanoClock;
    private final LongConsumer park;
    private final AtomicLong periodStartNanos;
    private final AtomicLong spentNanos = new AtomicLong();
    private final AtomicLong spentBeforeNanos = new AtomicLong();
    private volatile long lastWaitNanos;
    private volatile long lastWaitBeforeNanos;

    SpaceWait(final boolean waitsForRecorder)
    {
        this(waitsForRecorder, System::nanoTime, LockSupport::parkNanos);
    }

    SpaceWait(final boolean waitsForRecorder, final LongSupplier nanoClock, final LongConsumer park)
    {
        this.waitsForRecorder = waitsForRecorder;
        this.nanoClock = nanoClock;
        this.park = park;
        this.periodStartNanos = new AtomicLong(nanoClock.getAsLong() - PERIOD_NANOS);
    }

    /** Claims a record, waiting if that is allowed: its position, or {@link RingWriter#FULL}. */
    long claim(final RingWriter writer)
    {
        final long startNanos = nanoClock.getAsLong();
        long nowNanos = startNanos;
        long position = RingWriter.FULL;
        boolean wasInterrupted = false;
        while (RingWriter.FULL == position && mayWait(writer, startNanos, nowNanos))
        {
            wasInterrupted |= Thread.interrupted();
            park.accept(waitsForRecorder ? TOOL_PARK_NANOS : PARK_NANOS);
            final long laterNanos = nanoClock.getAsLong();
            spend(laterNanos, laterNanos - nowNanos);
            nowNanos = laterNanos;
            position = writer.claim();
        }
        if (wasInterrupted)
        {
            Thread.currentThread().interrupt();
        }
        return position;
    }

    private boolean mayWait(final RingWriter writer, final long startNanos, final long nowNanos)
    {
        final boolean recorderIsFresh = nowNanos - writer.heartbeatAcquire() < RECORDER_FRESH_NANOS;
        if (waitsForRecorder)
        {
            return recorderIsFresh || nowNanos - startNanos < TOOL_PATIENCE_NANOS;
        }
        if (recorderIsFresh)
        {
            beginPeriod(nowNanos);
            final boolean beforeCounts = nowNanos - lastWaitBeforeNanos < PERIOD_NANOS;
            return spentNanos.get() + (beforeCounts ? spentBeforeNanos.get() : 0) < BUDGET_NANOS;
        }
        return false;
    }

    private void beginPeriod(final long nowNanos)
    {
        final long startNanos = periodStartNanos.get();
        if (nowNanos - startNanos >= PERIOD_NANOS && periodStartNanos.compareAndSet(startNanos, nowNanos))
        {
            lastWaitBeforeNanos = lastWaitNanos;
            spentBeforeNanos.set(spentNanos.getAndSet(0));
        }
    }

    private void spend(final long nowNanos, final long nanos)
    {
        spentNanos.addAndGet(nanos);
        lastWaitNanos = nowNanos;
    }
}
