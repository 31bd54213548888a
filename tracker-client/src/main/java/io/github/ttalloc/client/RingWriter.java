package io.github.ttalloc.client;

/**
 * Claims and commits records in a ring. Safe for any number of threads of the process that made the ring.
 * <p>
 * A claim moves the tail by one record (compare and set), the event is written with plain stores, and the record is
 * committed by one release store of its first word, which the recorder acquires. Lock-free: a thread that stops between
 * claim and commit holds up the recorder at that record, and no other producer thread until the ring is full.
 */
final class RingWriter
{
    /** No space for a record. */
    static final long FULL = -1;

    private final MappedWords words;
    private final int capacity;
    private final int mask;
    private final int tailOffset;
    private final int headCacheOffset;
    private final int headOffset;
    private final int heartbeatOffset;

    RingWriter(final MappedWords words, final int capacity)
    {
        final int trailerOffset = RingDescriptor.DATA_OFFSET + capacity;
        this.words = words;
        this.capacity = capacity;
        this.mask = capacity - 1;
        this.tailOffset = trailerOffset + RingDescriptor.TRAILER_TAIL_OFFSET;
        this.headCacheOffset = trailerOffset + RingDescriptor.TRAILER_HEAD_CACHE_OFFSET;
        this.headOffset = trailerOffset + RingDescriptor.TRAILER_HEAD_OFFSET;
        this.heartbeatOffset = trailerOffset + RingDescriptor.TRAILER_HEARTBEAT_OFFSET;
    }

    /** Position of the claimed record, or {@link #FULL}. */
    long claim()
    {
        final MappedWords words = this.words;
        long head = words.getLongAcquire(headCacheOffset);
        long tail;
        do
        {
            tail = words.getLongVolatile(tailOffset);
            if (tail - head >= capacity)
            {
                head = words.getLongVolatile(headOffset); // acquires the head that the recorder released after zeroing
                if (tail - head >= capacity)
                {
                    return FULL;
                }
                words.putLongRelease(headCacheOffset, head);
            }
        }
        while (!words.casLong(tailOffset, tail, tail + RingDescriptor.RECORD_LENGTH));
        return tail;
    }

    /** Offset in the mapping of the event at a claimed position. */
    int eventOffset(final long position)
    {
        return recordOffset(position) + RingDescriptor.RECORD_EVENT_OFFSET;
    }

    /** Makes a claimed record readable: pairs with the recorder's acquiring read of the same word. */
    void commitRelease(final long position)
    {
        words.putLongRelease(recordOffset(position), RingDescriptor.COMMITTED);
    }

    /** When the recorder was last seen, CLOCK_MONOTONIC nanoseconds. */
    long heartbeatAcquire()
    {
        return words.getLongAcquire(heartbeatOffset);
    }

    private int recordOffset(final long position)
    {
        return RingDescriptor.DATA_OFFSET + ((int)position & mask);
    }
}
