package io.github.ttalloc.client;

/**
 * A ring file: a header that describes its producer, then the records, then the counters of the ring.
 * <pre>
 *   0          4096                      4096 + capacity       + 768     rounded up to a page
 *  +----------+-------------------------+---------------------+---------+
 *  |  Header  |  Records, 64 bytes each |  Trailer            | Padding |
 *  +----------+-------------------------+---------------------+---------+
 *
 *  Header   0 Version   4 Header length   8 Magic          16 Producer id     24 Capacity
 *          32 Pid      40 Start ticks    48 Start time     56 Pid namespace   64 Boot id (16 bytes)
 *          80 Uid      84 Flags          88 Name length    92 Name (64 bytes)
 *         192 Dropped events            200 Closed
 *
 *  Record   0 Length    4 Message type    8 Event (56 bytes)
 *
 *  Trailer      128 Tail     256 Head cache     384 Head     640 Consumer heartbeat
 * </pre>
 * Records and trailer are those of Agrona's {@code ManyToOneRingBuffer} over the bytes from {@link #DATA_OFFSET} to the
 * end of the trailer, so its reader can drain a ring. All records have one length, so a claim never wraps and needs no
 * padding. A record is claimed by moving the tail, and committed by storing its length and type in one release store.
 * The version is stored last, with release: a reader that sees it may trust the rest.
 */
public final class RingDescriptor
{
    /** Version of this layout. */
    public static final int VERSION = 1;

    /** The bytes {@code TTALLOCR} as a little-endian word. */
    public static final long MAGIC = 0x52434F4C4C415454L;

    /** Offset of the version, four bytes, stored last. */
    public static final int VERSION_OFFSET = 0;

    /** Offset of the length of the header, four bytes. */
    public static final int HEADER_LENGTH_OFFSET = VERSION_OFFSET + Integer.BYTES;

    /** Offset of {@link #MAGIC}, eight bytes. */
    public static final int MAGIC_OFFSET = HEADER_LENGTH_OFFSET + Integer.BYTES;

    /** Offset of the random producer id, eight bytes: the identity of the producer. */
    public static final int PRODUCER_ID_OFFSET = MAGIC_OFFSET + Long.BYTES;

    /** Offset of the length of all records, eight bytes: a power of two. */
    public static final int CAPACITY_OFFSET = PRODUCER_ID_OFFSET + Long.BYTES;

    /** Offset of the process id in the producer's pid namespace, eight bytes. */
    public static final int PID_OFFSET = CAPACITY_OFFSET + Long.BYTES;

    /** Offset of the start time of the process in clock ticks since boot, eight bytes. */
    public static final int START_TICKS_OFFSET = PID_OFFSET + Long.BYTES;

    /** Offset of the start time of the process in nanoseconds since the epoch, eight bytes. */
    public static final int START_TIME_OFFSET = START_TICKS_OFFSET + Long.BYTES;

    /** Offset of the inode of the pid namespace, eight bytes; 0 is unknown. */
    public static final int PID_NAMESPACE_OFFSET = START_TIME_OFFSET + Long.BYTES;

    /** Offset of the boot id of the host, sixteen bytes. */
    public static final int BOOT_ID_OFFSET = PID_NAMESPACE_OFFSET + Long.BYTES;

    /** Offset of the user id, four bytes. */
    public static final int UID_OFFSET = BOOT_ID_OFFSET + 2 * Long.BYTES;

    /** Offset of the flags, four bytes. */
    public static final int FLAGS_OFFSET = UID_OFFSET + Integer.BYTES;

    /** Offset of the length of the process name, four bytes. */
    public static final int NAME_LENGTH_OFFSET = FLAGS_OFFSET + Integer.BYTES;

    /** Offset of the process name in UTF-8. */
    public static final int NAME_OFFSET = NAME_LENGTH_OFFSET + Integer.BYTES;

    /** Longest process name, in bytes. */
    public static final int MAX_NAME_LENGTH = 64;

    /** Offset of the count of reports that found no space or were invalid, eight bytes, on its own cache line. */
    public static final int DROPPED_OFFSET = 192;

    /** Offset of a word that is 1 once the reporter was closed, four bytes. */
    public static final int CLOSED_OFFSET = DROPPED_OFFSET + Long.BYTES;

    /** Flag: a replay, whose end is not found by liveness. */
    public static final int FLAG_REPLAYED = 1;

    /** Flag: the producer itself takes its records to the direct queue, as long as it lives. */
    public static final int FLAG_DIRECT = 2;

    /** Length of the header, one page, and so the offset of the first record. */
    public static final int DATA_OFFSET = 4096;

    /** Length of a record: one cache line. */
    public static final int RECORD_LENGTH = 64;

    /** Offset of the event in its record. */
    public static final int RECORD_EVENT_OFFSET = 8;

    /** Message type of every record. */
    public static final int MESSAGE_TYPE = 1;

    /** First word of a committed record: its length, and its message type in the upper half. */
    public static final long COMMITTED = (long)MESSAGE_TYPE << Integer.SIZE | RECORD_LENGTH;

    /** Offset in the trailer of the tail, the position after the last claimed record. */
    public static final int TRAILER_TAIL_OFFSET = 128;

    /** Offset in the trailer of the producers' copy of the head. */
    public static final int TRAILER_HEAD_CACHE_OFFSET = 256;

    /** Offset in the trailer of the head, the position of the first record that is not drained. */
    public static final int TRAILER_HEAD_OFFSET = 384;

    /** Offset in the trailer of the time at which the recorder was last seen, CLOCK_MONOTONIC nanoseconds. */
    public static final int TRAILER_HEARTBEAT_OFFSET = 640;

    /** Length of the trailer. */
    public static final int TRAILER_LENGTH = 768;

    /** Smallest length of all records. */
    public static final int MIN_CAPACITY = 256 * 1024;

    /** Largest length of all records. */
    public static final int MAX_CAPACITY = 1 << 30;

    private static final int PAGE_LENGTH = 4096;

    private RingDescriptor()
    {
    }

    /**
     * The length of the file of a ring.
     *
     * @param capacity length of all records, in bytes.
     * @return whole pages, in bytes.
     */
    public static int fileLength(final int capacity)
    {
        return DATA_OFFSET + capacity + (TRAILER_LENGTH + PAGE_LENGTH - 1) / PAGE_LENGTH * PAGE_LENGTH;
    }

    /**
     * Whether a length of all records is allowed.
     *
     * @param capacity in bytes.
     * @return true for a power of two from {@link #MIN_CAPACITY} to {@link #MAX_CAPACITY}.
     */
    public static boolean isValidCapacity(final long capacity)
    {
        return capacity >= MIN_CAPACITY && capacity <= MAX_CAPACITY && Long.bitCount(capacity) == 1;
    }
}
