package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.device.BufferType;

/**
 * A buffer that a process still held when it ended. Immutable.
 *
 * @param device       number of its device.
 * @param type         what it took.
 * @param bufferId     packed {@code BufferId}.
 * @param bytes        of the whole buffer.
 * @param bytesPerBank in each bank; 0 is unknown.
 * @param timeNanos    when it was allocated, in nanoseconds since the epoch.
 * @param tag          its tag, or null.
 */
public record LeftBuffer(
    int device, BufferType type, long bufferId, long bytes, long bytesPerBank, long timeNanos, String tag)
{
}
