package io.github.ttalloc.ipc.recorder;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * The time that the thread which asks has spent on a processor.
 */
final class ThreadTime
{
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    /** Nanoseconds since the thread began; 0 where the JVM cannot tell. */
    long nanos()
    {
        return threads.isCurrentThreadCpuTimeSupported() ? Math.max(0, threads.getCurrentThreadCpuTime()) : 0;
    }
}
