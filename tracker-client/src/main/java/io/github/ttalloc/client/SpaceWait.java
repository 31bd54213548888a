package io.github.ttalloc.client;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How long reports may wait for space in a full ring: while the recorder was seen less than a second ago, and in all
 * at most 10 ms in any second of the process; or, for tools, as long as the recorder lives. Safe for any number of
 * threads.
 */
final class SpaceWait
{
    static final long BUDGET_NANOS = 10_000_000L;
    static final long PERIOD_NANOS = 1_000_000_000L;
    static final long RECORDER_FRESH_NANOS = 1_000_000_000L;
    static final long TOOL_PATIENCE_NANOS = 15_000_000_000L;

    private static final long PARK_NANOS = 20_000L;

    private final boolean waitsForRecorder;
    private final AtomicLong spentNanos = new AtomicLong();
    private final AtomicLong lastWaitNanos = new AtomicLong(System.nanoTime() - PERIOD_NANOS);

    SpaceWait(final boolean waitsForRecorder)
    {
        this.waitsForRecorder = waitsForRecorder;
    }

    /** Claims a record, waiting if that is allowed: its position, or {@link RingWriter#FULL}. */
    long claim(final RingWriter writer)
    {
        final long startNanos = System.nanoTime();
        long nowNanos = startNanos;
        while (mayWait(writer, startNanos, nowNanos))
        {
            LockSupport.parkNanos(PARK_NANOS);
            final long laterNanos = System.nanoTime();
            spend(laterNanos, laterNanos - nowNanos);
            nowNanos = laterNanos;
            final long position = writer.claim();
            if (RingWriter.FULL != position)
            {
                return position;
            }
        }
        return RingWriter.FULL;
    }

    private boolean mayWait(final RingWriter writer, final long startNanos, final long nowNanos)
    {
        final boolean recorderIsFresh = nowNanos - writer.heartbeatAcquire() < RECORDER_FRESH_NANOS;
        if (waitsForRecorder)
        {
            return recorderIsFresh || nowNanos - startNanos < TOOL_PATIENCE_NANOS;
        }
        if (nowNanos - lastWaitNanos.get() >= PERIOD_NANOS)
        {
            spentNanos.set(0);
        }
        return recorderIsFresh && spentNanos.get() < BUDGET_NANOS;
    }

    private void spend(final long nowNanos, final long nanos)
    {
        spentNanos.addAndGet(nanos);
        lastWaitNanos.set(nowNanos);
    }
}
