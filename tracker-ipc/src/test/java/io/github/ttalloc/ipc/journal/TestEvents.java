package io.github.ttalloc.ipc.journal;

import io.github.ttalloc.client.EventDescriptor;
import io.github.ttalloc.client.EventKind;
import io.github.ttalloc.client.TextPurpose;
import io.github.ttalloc.device.BufferType;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteOrder;

/**
 * Batches of events as producers report them.
 */
public final class TestEvents
{
    private final BatchBuilder batch = new BatchBuilder();
    private final UnsafeBuffer event = new UnsafeBuffer(new byte[EventDescriptor.EVENT_LENGTH]);
    private long timeNanos;

    /** Begins a batch from a ring. */
    public TestEvents ring(final long producerId, final long position)
    {
        batch.begin(BatchDescriptor.SOURCE_RING, producerId, position);
        return this;
    }

    /** Begins a batch of the recorder. */
    public TestEvents recorder(final long producerId)
    {
        batch.begin(BatchDescriptor.SOURCE_RECORDER, producerId, BatchDescriptor.NO_POSITION);
        return this;
    }

    /** The batch. */
    public BatchBuilder batch()
    {
        return batch;
    }

    /** Adds the start of a process, with its name, as a batch of its own. */
    public BatchBuilder start(final long producerId, final long pid, final String name)
    {
        return batch.begin(BatchDescriptor.SOURCE_RECORDER, producerId, 0)
            .add(EventKind.PROCESS_START, 0, ++timeNanos, pid, 1_000 * pid, 77)
            .addText(TextPurpose.PROCESS_NAME, timeNanos, 0, name);
    }

    /** Adds the end of a process as a batch of its own. */
    public BatchBuilder end(final long producerId, final boolean isClean, final long unfinished)
    {
        return recorder(producerId).batch.add(
            EventKind.PROCESS_END, isClean ? EventDescriptor.FLAG_CLEAN : 0, ++timeNanos, 0, unfinished, 0);
    }

    /** Adds a gap as a batch of its own. */
    public BatchBuilder gap(final long producerId, final long lost, final long dropped)
    {
        return recorder(producerId).batch.add(EventKind.GAP, 0, ++timeNanos, 0, lost, dropped);
    }

    /** Adds an allocation of which only the size is known. */
    public TestEvents allocate(final int device, final BufferType type, final long bufferId, final long bytes)
    {
        return buffer(EventKind.ALLOCATE, device, type.code(), bufferId, bytes, 0, 0, 0);
    }

    /** Adds a free. */
    public TestEvents free(final int device, final BufferType type, final long bufferId)
    {
        return buffer(EventKind.FREE, device, type.code(), bufferId, 0, 0, 0, 0);
    }

    /** Adds a free-all. */
    public TestEvents freeAll(final int device, final BufferType type)
    {
        return buffer(EventKind.FREE_ALL, device, type.code(), 0, 0, 0, 0, 0);
    }

    /** Adds a write to a core. */
    public TestEvents write(final int device, final BufferType type, final long bufferId, final long bytes)
    {
        return buffer(EventKind.WRITE, device, type.code(), bufferId, bytes, 0, 0, 0);
    }

    /** Adds a handle. */
    public TestEvents handle(final long handle, final long wideId)
    {
        return buffer(EventKind.HANDLE, 0, 0, handle, wideId, 0, 0, 0);
    }

    /** Adds a mark. */
    public TestEvents mark(final int tag)
    {
        return buffer(EventKind.MARK, 0, 0, 0, 0, 0, 0, tag);
    }

    /** Adds a tag. */
    public TestEvents tag(final long tagId, final String text)
    {
        batch.addText(TextPurpose.TAG, ++timeNanos, tagId, text);
        return this;
    }

    /** Adds a device. */
    public TestEvents device(
        final int device, final int architecture, final long chipId, final long unreservedBase, final int tag)
    {
        return buffer(EventKind.DEVICE_OPEN, device, architecture, chipId, 0, unreservedBase, 0, tag);
    }

    /** Adds any event. */
    public TestEvents buffer(
        final int kind, final int device, final int type, final long bufferId, final long bytes,
        final long bytesPerBank, final int coreRange, final int tag)
    {
        event.setMemory(0, EventDescriptor.EVENT_LENGTH, (byte)0);
        putInt(EventDescriptor.KIND_OFFSET, EventDescriptor.head(kind, type, device, 0));
        putInt(EventDescriptor.CORE_RANGE_OFFSET, coreRange);
        putLong(EventDescriptor.TIME_OFFSET, ++timeNanos);
        putLong(EventDescriptor.BUFFER_ID_OFFSET, bufferId);
        putLong(EventDescriptor.BYTES_OFFSET, bytes);
        putLong(EventDescriptor.BYTES_PER_BANK_OFFSET, bytesPerBank);
        putInt(EventDescriptor.TAG_OFFSET, tag);
        batch.add(event, 0);
        return this;
    }

    /** Adds 56 bytes. */
    public TestEvents bytes(final byte[] bytes)
    {
        batch.add(new UnsafeBuffer(bytes), 0);
        return this;
    }

    private void putInt(final int offset, final int value)
    {
        event.putInt(offset, value, ByteOrder.LITTLE_ENDIAN);
    }

    private void putLong(final int offset, final long value)
    {
        event.putLong(offset, value, ByteOrder.LITTLE_ENDIAN);
    }
}
