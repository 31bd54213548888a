package io.github.ttalloc.benchmarks.report;

import java.io.IOException;
import java.nio.file.Path;

/**
 * One way to report an allocation.
 */
public interface ReportPath extends AutoCloseable
{
    /**
     * The way that has a name.
     *
     * @param name      {@code ring} (later laps: a thread drains it as the recorder does), {@code ring-first-lap} (in
     *                  memory that was never read, for 2^21 reports), {@code ring-undrained} (the same for 2^23),
     *                  {@code ring-recorded} (a recorder of the directory drains it), {@code chronicle},
     *                  {@code socket}, {@code counters}, {@code counters-first-slot}, {@code agrona-ring},
     *                  {@code aeron-ipc}, {@code disabled}, {@code empty} (a call that does nothing) or {@code clock}
     *                  (that reads the clock and does nothing else).
     * @param directory empty, in shared memory, for the files of this way alone.
     * @return the way, open.
     * @throws IOException              if it cannot be opened.
     * @throws IllegalArgumentException if no way has that name.
     */
    static ReportPath open(final String name, final Path directory) throws IOException
    {
        return switch (name)
        {
            case "ring" -> new DrainedRingPath(directory);
            case "ring-recorded" -> new RecordedRingPath(directory);
            case "ring-first-lap" -> new FirstLapPath(directory, 1 << 21);
            case "ring-undrained" -> new FirstLapPath(directory, 1 << 23);
            case "chronicle" -> new ChroniclePath(directory);
            case "socket" -> new SocketPath(directory);
            case "counters" -> new CountersPath(directory, CountersPath.SLOTS / 2);
            case "counters-first-slot" -> new CountersPath(directory, 0);
            case "agrona-ring" -> new AgronaRingPath(directory);
            case "aeron-ipc" -> new AeronPath(directory);
            case "disabled" -> new DisabledPath();
            case "empty" -> bufferId -> bufferId;
            case "clock" -> bufferId -> System.nanoTime();
            default -> throw new IllegalArgumentException("path=" + name + " is not a way to report");
        };
    }

    /**
     * Reports the allocation of a buffer.
     *
     * @param bufferId packed id.
     * @return what came of it; negative if it was lost.
     */
    long report(long bufferId);

    /**
     * Makes ready for a further stretch of reports.
     *
     * @throws IOException if that fails.
     */
    default void nextStretch() throws IOException
    {
    }

    /**
     * Waits until what was reported is read, where somebody reads it.
     */
    default void awaitRead()
    {
    }

    @Override
    default void close() throws IOException
    {
    }
}
