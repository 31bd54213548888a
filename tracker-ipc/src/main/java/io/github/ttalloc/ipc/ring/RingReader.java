package io.github.ttalloc.ipc.ring;

import io.github.ttalloc.client.RingDescriptor;
import io.github.ttalloc.ipc.journal.BatchBuilder;
import io.github.ttalloc.ipc.journal.BatchDescriptor;
import org.agrona.concurrent.AtomicBuffer;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Drains one ring in three steps: {@link #copy} what is committed, then the caller makes it durable, then
 * {@link #release} zeroes the records and gives their space back. A recorder that dies between the steps drains the
 * same records again, and the journal's position tells that it has them. Not thread-safe: one reader for a ring.
 */
public final class RingReader implements AutoCloseable
{
    private final Path path;
    private final RingMapping mapping;
    private final AtomicBuffer buffer;
    private final RingHeader header;
    private final int capacity;
    private final int trailerOffset;
    private long position;
    private long copiedFrom;
    private long releasedPosition;

    private RingReader(final Path path, final RingMapping mapping, final RingHeader header) throws RingException
    {
        this.path = path;
        this.mapping = mapping;
        this.buffer = mapping.buffer();
        this.header = header;
        this.capacity = header.capacity();
        this.trailerOffset = RingDescriptor.DATA_OFFSET + capacity;
        this.releasedPosition = buffer.getLongVolatile(trailerOffset + RingDescriptor.TRAILER_HEAD_OFFSET);
        this.position = releasedPosition;
        this.copiedFrom = releasedPosition;
        checkedTail();
    }

    /**
     * Opens a ring.
     *
     * @param path of the ring.
     * @return its reader, which stands at the head of the ring.
     * @throws RingException if it is truncated, foreign, damaged or of another version.
     * @throws IOException   if it cannot be opened or is gone.
     */
    public static RingReader open(final Path path) throws RingException, IOException
    {
        final RingMapping mapping = RingMapping.open(path);
        try
        {
            checkWhole(path, mapping);
            return new RingReader(path, mapping, RingHeader.read(mapping.buffer(), path));
        }
        catch (final RingException | IOException | RuntimeException | Error ex)
        {
            mapping.close();
            throw ex;
        }
    }

    /**
     * What the ring says of its producer.
     *
     * @return the header.
     */
    public RingHeader header()
    {
        return header;
    }

    /**
     * The file.
     *
     * @return its path.
     */
    public Path path()
    {
        return path;
    }

    /**
     * The position of the next record to copy.
     *
     * @return bytes since the birth of the ring.
     */
    public long position()
    {
        return position;
    }

    /**
     * Goes to the position up to which the journal holds this ring, and releases what is before it.
     *
     * @param journalPosition position after the last event that the journal holds, not before the head.
     * @throws RingException if the ring cannot have that position.
     */
    public void startAt(final long journalPosition) throws RingException
    {
        final long tail = checkedTail();
        if (journalPosition < releasedPosition || journalPosition > tail ||
            0 != journalPosition % RingDescriptor.RECORD_LENGTH)
        {
            throw new RingException("ring " + path + " has head=" + releasedPosition + " and tail=" + tail +
                ", the journal holds it up to position=" + journalPosition);
        }
        position = journalPosition;
        copiedFrom = journalPosition;
        release();
    }

    /**
     * Goes to the head as it is now, after another reader has moved it.
     */
    public void toHead()
    {
        releasedPosition = buffer.getLongVolatile(trailerOffset + RingDescriptor.TRAILER_HEAD_OFFSET);
        position = releasedPosition;
        copiedFrom = releasedPosition;
    }

    /**
     * Copies committed records from the position on, up to the first that is not committed.
     *
     * @param batch begun at this position; takes the events.
     * @return how many were copied.
     * @throws RingException if the ring is damaged.
     */
    public int copy(final BatchBuilder batch) throws RingException
    {
        final long limit = Math.min(
            checkedTail(), position + (long)BatchDescriptor.MAX_COUNT * RingDescriptor.RECORD_LENGTH);
        copiedFrom = position;
        long next = position;
        while (next < limit && isCommittedAcquire(next))
        {
            batch.add(buffer, recordOffset(next) + RingDescriptor.RECORD_EVENT_OFFSET);
            next += RingDescriptor.RECORD_LENGTH;
        }
        final int count = (int)((next - position) / RingDescriptor.RECORD_LENGTH);
        position = next;
        return count;
    }

    /**
     * Passes over records that were claimed and never committed, once their producer is gone.
     *
     * @return how many.
     * @throws RingException if the ring is damaged.
     */
    public int skipUnfinished() throws RingException
    {
        final long tail = checkedTail();
        final long from = position;
        while (position < tail && !isCommittedAcquire(position))
        {
            position += RingDescriptor.RECORD_LENGTH;
        }
        return (int)((position - from) / RingDescriptor.RECORD_LENGTH);
    }

    /**
     * Zeroes what was copied and gives its space back: pairs with the producer's acquiring read of the head.
     */
    public void release()
    {
        if (position > releasedPosition)
        {
            final int from = recordOffset(releasedPosition);
            final int length = (int)(position - releasedPosition);
            final int beforeWrap = Math.min(length, RingDescriptor.DATA_OFFSET + capacity - from);
            buffer.setMemory(from, beforeWrap, (byte)0);
            buffer.setMemory(RingDescriptor.DATA_OFFSET, length - beforeWrap, (byte)0);
            buffer.putLongRelease(trailerOffset + RingDescriptor.TRAILER_HEAD_OFFSET, position);
            releasedPosition = position;
        }
        copiedFrom = position;
    }

    /**
     * Goes back to where the last {@link #copy} began, because what it copied could not be made durable. What was
     * released meanwhile stays released.
     */
    public void rewind()
    {
        position = copiedFrom;
    }

    /**
     * Whether there is something behind the position, committed or not.
     *
     * @return false if every claimed record was copied.
     * @throws RingException if the ring is damaged.
     */
    public boolean hasMore() throws RingException
    {
        return position < checkedTail();
    }

    /**
     * How much is claimed or committed behind the position.
     *
     * @return bytes.
     * @throws RingException if the ring is damaged.
     */
    public long backlogBytes() throws RingException
    {
        return checkedTail() - position;
    }

    /**
     * How many events have found no space, or were not valid, since the birth of the ring.
     *
     * @return the producer's own count.
     */
    public long droppedCount()
    {
        return buffer.getLongVolatile(RingDescriptor.DROPPED_OFFSET);
    }

    /**
     * Whether the reporter was closed before its process ended.
     *
     * @return true for a clean end.
     */
    public boolean wasClosed()
    {
        return 0 != buffer.getIntVolatile(RingDescriptor.CLOSED_OFFSET);
    }

    /**
     * Whether the producer still holds its ring. Once it does not, what the ring holds is final.
     *
     * @return false if it is gone or has closed its reporter.
     * @throws IOException if the lock cannot be looked at.
     */
    public boolean producerIsAlive() throws IOException
    {
        return mapping.producerIsAlive();
    }

    /**
     * Whether the file still has all its pages.
     *
     * @return false if it was truncated, so that its memory cannot be touched any more.
     * @throws IOException if the file cannot be looked at.
     */
    public boolean isWhole() throws IOException
    {
        return mapping.fileLength() >= RingDescriptor.fileLength(capacity);
    }

    /**
     * To be called after what was read is known and before anything is made of it: memory of a page that is gone reads
     * as anything at all until the JVM throws its error.
     *
     * @throws RingException if the file has not all its pages any more.
     * @throws IOException   if the file cannot be looked at.
     */
    public void checkWhole() throws RingException, IOException
    {
        checkWhole(path, mapping);
    }

    /**
     * Tells the producer that a recorder is there.
     *
     * @param nowNanos CLOCK_MONOTONIC nanoseconds.
     */
    public void heartbeat(final long nowNanos)
    {
        buffer.putLongRelease(trailerOffset + RingDescriptor.TRAILER_HEARTBEAT_OFFSET, nowNanos);
    }

    @Override
    public void close() throws IOException
    {
        mapping.close();
    }

    private static void checkWhole(final Path path, final RingMapping mapping) throws RingException, IOException
    {
        final long length = mapping.fileLength();
        if (length < mapping.buffer().capacity())
        {
            throw new RingException("ring " + path + " is truncated: " + length + " bytes of " +
                mapping.buffer().capacity());
        }
    }

    private boolean isCommittedAcquire(final long recordPosition)
    {
        return RingDescriptor.COMMITTED == buffer.getLongVolatile(recordOffset(recordPosition));
    }

    private long checkedTail() throws RingException
    {
        final long tail = buffer.getLongVolatile(trailerOffset + RingDescriptor.TRAILER_TAIL_OFFSET);
        if (tail < position || tail - releasedPosition > capacity || 0 != tail % RingDescriptor.RECORD_LENGTH ||
            releasedPosition < 0 || 0 != releasedPosition % RingDescriptor.RECORD_LENGTH)
        {
            throw new RingException("ring " + path + " is damaged: head=" + releasedPosition + " position=" + position +
                " tail=" + tail + " capacity=" + capacity);
        }
        return tail;
    }

    private int recordOffset(final long recordPosition)
    {
        return RingDescriptor.DATA_OFFSET + ((int)recordPosition & (capacity - 1));
    }
}
