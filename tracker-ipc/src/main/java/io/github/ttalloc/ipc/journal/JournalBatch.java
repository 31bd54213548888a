package io.github.ttalloc.ipc.journal;

import io.github.ttalloc.client.EventDescriptor;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One batch of the journal, copied out of the shared memory and then checked, so that nothing changes what was found
 * to be whole. Not thread-safe; what it shows is gone when the next batch is read.
 */
public final class JournalBatch
{
    private final ByteBuffer memory = ByteBuffer.allocateDirect(BatchDescriptor.MAX_LENGTH);
    private final UnsafeBuffer buffer = new UnsafeBuffer(memory);
    private final UnsafeBuffer document = new UnsafeBuffer(0, 0);
    private final BatchChecksum checksum = new BatchChecksum(memory);
    private int length;
    private long index;

    /**
     * A batch over nothing.
     */
    public JournalBatch()
    {
    }

    /** Takes a copy of a document; one that is too long for a batch is cut off, and then not whole. */
    JournalBatch copy(final long address, final int documentLength, final long journalIndex)
    {
        length = Math.min(documentLength, BatchDescriptor.MAX_LENGTH);
        document.wrap(address, length);
        buffer.putBytes(0, document, 0, length);
        index = journalIndex;
        return this;
    }

    /**
     * What is wrong with the document.
     *
     * @return a few words, or null for a batch that is whole and of a version that this library reads.
     */
    String fault()
    {
        if (length < BatchDescriptor.EVENTS_OFFSET)
        {
            return "it has " + length + " bytes and a batch has " + BatchDescriptor.EVENTS_OFFSET + " or more";
        }
        if (BatchDescriptor.VERSION != getInt(BatchDescriptor.VERSION_OFFSET))
        {
            return "its version is " + getInt(BatchDescriptor.VERSION_OFFSET) + ", not " + BatchDescriptor.VERSION;
        }
        if (count() < 0 || count() > BatchDescriptor.MAX_COUNT || length < BatchDescriptor.length(count()))
        {
            return "it has " + length + " bytes and says that it holds " + count() + " events";
        }
        return getInt(BatchDescriptor.CHECKSUM_OFFSET) == checksum.of(BatchDescriptor.length(count())) ? null :
            "its bytes do not match its checksum";
    }

    /**
     * The Chronicle index of the document.
     *
     * @return its index in the queue.
     */
    public long index()
    {
        return index;
    }

    /**
     * Where the events come from.
     *
     * @return {@link BatchDescriptor#SOURCE_RING}, {@link BatchDescriptor#SOURCE_RECORDER},
     * {@link BatchDescriptor#SOURCE_DIRECT}, or one unknown here.
     */
    public int source()
    {
        return getInt(BatchDescriptor.SOURCE_OFFSET);
    }

    /**
     * Whose events these are, or whom they are about.
     *
     * @return the random id of the producer.
     */
    public long producerId()
    {
        return getLong(BatchDescriptor.PRODUCER_ID_OFFSET);
    }

    /**
     * The ring position of the first event.
     *
     * @return bytes since the birth of the ring, or {@link BatchDescriptor#NO_POSITION}.
     */
    public long position()
    {
        return getLong(BatchDescriptor.POSITION_OFFSET);
    }

    /**
     * The number of the first event in the journal.
     *
     * @return counted from 1.
     */
    public long sequence()
    {
        return getLong(BatchDescriptor.SEQUENCE_OFFSET);
    }

    /**
     * The number of the last event in the journal.
     *
     * @return counted from 1.
     */
    public long lastSequence()
    {
        return sequence() + count() - 1;
    }

    /**
     * How many events there are.
     *
     * @return 1 to {@link BatchDescriptor#MAX_COUNT}.
     */
    public int count()
    {
        return getInt(BatchDescriptor.COUNT_OFFSET);
    }

    /**
     * When the batch was appended.
     *
     * @return nanoseconds since the epoch.
     */
    public long wallTimeNanos()
    {
        return getLong(BatchDescriptor.WALL_TIME_OFFSET);
    }

    /**
     * When the batch was appended.
     *
     * @return CLOCK_MONOTONIC nanoseconds.
     */
    public long monotonicTimeNanos()
    {
        return getLong(BatchDescriptor.MONOTONIC_TIME_OFFSET);
    }

    /**
     * Puts a flyweight over one of the events.
     *
     * @param into  the flyweight.
     * @param event its number in the batch, from 0.
     * @return the flyweight.
     */
    public EventFlyweight event(final EventFlyweight into, final int event)
    {
        return into.wrap(buffer, BatchDescriptor.EVENTS_OFFSET + event * EventDescriptor.EVENT_LENGTH);
    }

    /**
     * Adds a copy of one of the events to a batch that is being filled.
     *
     * @param into  the batch.
     * @param event its number in this batch, from 0.
     */
    public void addTo(final BatchBuilder into, final int event)
    {
        into.add(buffer, BatchDescriptor.length(event));
    }

    private int getInt(final int field)
    {
        return buffer.getInt(field, ByteOrder.LITTLE_ENDIAN);
    }

    private long getLong(final int field)
    {
        return buffer.getLong(field, ByteOrder.LITTLE_ENDIAN);
    }
}
