package io.github.ttalloc.ipc.journal;

import io.github.ttalloc.client.EventDescriptor;
import io.github.ttalloc.client.EventKind;
import net.openhft.chronicle.bytes.BytesStore;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Collects the events of one producer for one append. Not thread-safe.
 */
public final class BatchBuilder
{
    private final ByteBuffer memory = ByteBuffer.allocateDirect(BatchDescriptor.MAX_LENGTH);
    private final UnsafeBuffer buffer = new UnsafeBuffer(memory);
    private final BytesStore<?, ByteBuffer> bytes = BytesStore.wrap(memory);
    private final BatchChecksum checksum = new BatchChecksum(memory);
    private int count;

    /**
     * An empty batch.
     */
    public BatchBuilder()
    {
        buffer.putInt(BatchDescriptor.VERSION_OFFSET, BatchDescriptor.VERSION, ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Begins a batch; what was collected before is forgotten.
     *
     * @param source     one of the sources of {@link BatchDescriptor}.
     * @param producerId whose events follow.
     * @param position   ring position of the first event, or {@link BatchDescriptor#NO_POSITION}; for a process-start
     *                   that of the first event to come.
     * @return this.
     */
    public BatchBuilder begin(final int source, final long producerId, final long position)
    {
        buffer.putInt(BatchDescriptor.SOURCE_OFFSET, source, ByteOrder.LITTLE_ENDIAN);
        putLong(BatchDescriptor.PRODUCER_ID_OFFSET, producerId);
        putLong(BatchDescriptor.POSITION_OFFSET, position);
        count = 0;
        return this;
    }

    /**
     * Adds a copy of an event.
     *
     * @param source that holds the event.
     * @param offset where it begins.
     */
    public void add(final DirectBuffer source, final int offset)
    {
        buffer.putBytes(BatchDescriptor.length(count), source, offset, EventDescriptor.EVENT_LENGTH);
        count++;
    }

    /**
     * Adds an event that the recorder makes.
     *
     * @param kind         one of the recorder's kinds.
     * @param flags        of the kind.
     * @param timeNanos    CLOCK_MONOTONIC nanoseconds.
     * @param bufferId     what the kind makes of it.
     * @param eventBytes   what the kind makes of it.
     * @param bytesPerBank what the kind makes of it.
     * @return this.
     */
    public BatchBuilder add(
        final int kind,
        final int flags,
        final long timeNanos,
        final long bufferId,
        final long eventBytes,
        final long bytesPerBank)
    {
        final int offset = head(EventDescriptor.head(kind, 0, 0, flags), 0, timeNanos, bufferId);
        putLong(offset + EventDescriptor.BYTES_OFFSET, eventBytes);
        putLong(offset + EventDescriptor.BYTES_PER_BANK_OFFSET, bytesPerBank);
        count++;
        return this;
    }

    /**
     * Adds a text in as many events as it takes.
     *
     * @param purpose   one of {@link io.github.ttalloc.client.TextPurpose}.
     * @param timeNanos CLOCK_MONOTONIC nanoseconds.
     * @param textId    id of the text.
     * @param text      up to {@link EventDescriptor#MAX_TEXT_LENGTH} bytes of UTF-8, not empty.
     * @return this.
     */
    public BatchBuilder addText(final int purpose, final long timeNanos, final long textId, final String text)
    {
        final byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        final int parts = (utf8.length + EventDescriptor.TEXT_PART_LENGTH - 1) / EventDescriptor.TEXT_PART_LENGTH;
        for (int part = 0; part < parts; part++)
        {
            final int word = EventDescriptor.head(EventKind.TEXT, purpose, parts, part);
            final int offset = head(word, utf8.length, timeNanos, textId);
            final int from = part * EventDescriptor.TEXT_PART_LENGTH;
            final int length = Math.min(EventDescriptor.TEXT_PART_LENGTH, utf8.length - from);
            buffer.putBytes(offset + EventDescriptor.TEXT_OFFSET, utf8, from, length);
            count++;
        }
        return this;
    }

    /**
     * How many events were added.
     *
     * @return 0 to {@link BatchDescriptor#MAX_COUNT}.
     */
    public int count()
    {
        return count;
    }

    int length()
    {
        return BatchDescriptor.length(count);
    }

    BytesStore<?, ByteBuffer> finish(final long sequence, final long wallNanos, final long monotonicNanos)
    {
        putLong(BatchDescriptor.SEQUENCE_OFFSET, sequence);
        buffer.putInt(BatchDescriptor.COUNT_OFFSET, count, ByteOrder.LITTLE_ENDIAN);
        putLong(BatchDescriptor.WALL_TIME_OFFSET, wallNanos);
        putLong(BatchDescriptor.MONOTONIC_TIME_OFFSET, monotonicNanos);
        buffer.putInt(BatchDescriptor.CHECKSUM_OFFSET, checksum.of(length()), ByteOrder.LITTLE_ENDIAN);
        return bytes;
    }

    private int head(final int word, final int coreRange, final long timeNanos, final long bufferId)
    {
        final int offset = BatchDescriptor.length(count);
        buffer.setMemory(offset, EventDescriptor.EVENT_LENGTH, (byte)0);
        buffer.putInt(offset + EventDescriptor.KIND_OFFSET, word, ByteOrder.LITTLE_ENDIAN);
        buffer.putInt(offset + EventDescriptor.CORE_RANGE_OFFSET, coreRange, ByteOrder.LITTLE_ENDIAN);
        putLong(offset + EventDescriptor.TIME_OFFSET, timeNanos);
        putLong(offset + EventDescriptor.BUFFER_ID_OFFSET, bufferId);
        return offset;
    }

    private void putLong(final int offset, final long value)
    {
        buffer.putLong(offset, value, ByteOrder.LITTLE_ENDIAN);
    }
}
