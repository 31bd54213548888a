package io.github.ttalloc.ipc.recorder;

/**
 * Says when something that is done again and again is due. Not thread-safe.
 */
final class Timer
{
    private final long periodNanos;
    private long dueNanos = System.nanoTime();

    Timer(final long periodNanos)
    {
        this.periodNanos = periodNanos;
    }

    /** Whether a period has passed since this last said so; due at once at first. */
    boolean isDue(final long nowNanos)
    {
        if (nowNanos - dueNanos < 0)
        {
            return false;
        }
        dueNanos = nowNanos + periodNanos;
        return true;
    }
}
