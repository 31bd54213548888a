package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.device.BufferType;

/**
 * One event of the journal with what the fold knows of it: whose it is, when it was, and what became of its buffer.
 * A holder that is filled anew for each event; not thread-safe.
 */
public final class FoldedEvent
{
    private long sequence;
    private TrackedProcess process;
    private long timeNanos;
    private long wallTimeNanos;
    private EventName name;
    private int device;
    private BufferType type;
    private long bufferId;
    private int coreRange;
    private long bytes;
    private long bytesPerBank;
    private long references;
    private String tag;

    FoldedEvent()
    {
    }

    /**
     * Number in the journal.
     *
     * @return counted from 1.
     */
    public long sequence()
    {
        return sequence;
    }

    /**
     * Whose event it is.
     *
     * @return the process.
     */
    public TrackedProcess process()
    {
        return process;
    }

    /**
     * When it happened.
     *
     * @return CLOCK_MONOTONIC nanoseconds.
     */
    public long timeNanos()
    {
        return timeNanos;
    }

    /**
     * When it happened.
     *
     * @return nanoseconds since the epoch.
     */
    public long wallTimeNanos()
    {
        return wallTimeNanos;
    }

    /**
     * What happened.
     *
     * @return the name of the event.
     */
    public EventName name()
    {
        return name;
    }

    /**
     * On which device.
     *
     * @return its number, or -1 for an event of no device.
     */
    public int device()
    {
        return device;
    }

    /**
     * What the buffer takes.
     *
     * @return its type, or null for an event of no type.
     */
    public BufferType type()
    {
        return type;
    }

    /**
     * Which buffer.
     *
     * @return packed {@code BufferId}; 0 for an event of no buffer.
     */
    public long bufferId()
    {
        return bufferId;
    }

    /**
     * Whether the event is about one buffer.
     *
     * @return true for allocate, free, unknown-free and write.
     */
    public boolean hasBuffer()
    {
        return name.isAboutBuffer();
    }

    /**
     * On which cores.
     *
     * @return packed {@code CoreRange}.
     */
    public int coreRange()
    {
        return coreRange;
    }

    /**
     * Bytes of the buffer, of all buffers that a free-all freed, or of what a process-end released.
     *
     * @return bytes; for a gap, the number of events lost.
     */
    public long bytes()
    {
        return bytes;
    }

    /**
     * Bytes of the buffer in each bank.
     *
     * @return bytes; 0 is unknown.
     */
    public long bytesPerBank()
    {
        return bytesPerBank;
    }

    /**
     * References to the buffer after the event; for a free-all or a process-end, how many buffers went.
     *
     * @return the count.
     */
    public long references()
    {
        return references;
    }

    /**
     * The tag of the event or of its buffer.
     *
     * @return the text, or null.
     */
    public String tag()
    {
        return tag;
    }

    FoldedEvent begin(
        final long newSequence, final TrackedProcess newProcess, final long newTimeNanos, final long newWallTimeNanos)
    {
        sequence = newSequence;
        process = newProcess;
        timeNanos = newTimeNanos;
        wallTimeNanos = newWallTimeNanos;
        device = -1;
        type = null;
        bufferId = 0;
        coreRange = 0;
        bytes = 0;
        bytesPerBank = 0;
        references = 0;
        tag = null;
        return this;
    }

    FoldedEvent name(final EventName newName)
    {
        name = newName;
        return this;
    }

    FoldedEvent buffer(final int newDevice, final BufferType newType, final long newBufferId)
    {
        device = newDevice;
        type = newType;
        bufferId = newBufferId;
        return this;
    }

    FoldedEvent device(final int newDevice)
    {
        device = newDevice;
        return this;
    }

    FoldedEvent size(final long newBytes, final long newBytesPerBank, final long newReferences)
    {
        bytes = newBytes;
        bytesPerBank = newBytesPerBank;
        references = newReferences;
        return this;
    }

    FoldedEvent cores(final int newCoreRange)
    {
        coreRange = newCoreRange;
        return this;
    }

    FoldedEvent tag(final String newTag)
    {
        tag = newTag;
        return this;
    }
}
