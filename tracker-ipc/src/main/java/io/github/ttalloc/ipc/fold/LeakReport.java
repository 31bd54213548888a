package io.github.ttalloc.ipc.fold;

import java.util.List;

/**
 * What a process still held when it ended. Immutable.
 *
 * @param buffers       how many buffers of a type that leaks.
 * @param bytes         their bytes.
 * @param largest       the largest of them, at most {@link #MAX_LARGEST}, largest first.
 * @param otherBuffers  how many circular buffers, kernels and so on were released with the process.
 * @param otherBytes    their bytes.
 */
public record LeakReport(long buffers, long bytes, List<LeftBuffer> largest, long otherBuffers, long otherBytes)
{
    /** How many buffers a report lists. */
    public static final int MAX_LARGEST = 100;

    /** Nothing was left. */
    public static final LeakReport NOTHING = new LeakReport(0, 0, List.of(), 0, 0);
}
