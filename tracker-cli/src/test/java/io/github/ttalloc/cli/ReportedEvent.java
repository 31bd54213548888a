package io.github.ttalloc.cli;

import io.github.ttalloc.device.BufferType;

/** What a {@link RecordingReporter} was told; fields that a kind does not have are 0 or null. */
public record ReportedEvent(
    Kind kind, int device, BufferType type, long bufferId, long bytes, long bytesPerBank, int coreRange, String tag)
{
    /** What happened. */
    public enum Kind
    {
        DEVICE_OPEN,
        ALLOCATE,
        FREE,
        FREE_ALL,
        WRITE,
        MARK
    }
}
