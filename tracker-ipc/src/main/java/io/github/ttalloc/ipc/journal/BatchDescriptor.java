package io.github.ttalloc.ipc.journal;

import io.github.ttalloc.client.EventDescriptor;

/**
 * One document of the journal: a batch of events of one producer, little-endian.
 * <pre>
 *   0        4        8        16        24        32       36       40        48        56        64
 *  +--------+--------+---------+---------+---------+--------+--------+---------+---------+---------+--------
 *  |Version | Source |Producer |Position |Sequence | Count  |Checksum|Wall (ns)|Mono (ns)|Reserved | Events
 *  +--------+--------+---------+---------+---------+--------+--------+---------+---------+---------+--------
 * </pre>
 * Position is the ring position of the first event; the others follow it without a gap. That of a batch with a
 * process-start or a gap is the ring position from which on the journal holds its producer, if it has one. Sequence is
 * the number of the first event in the journal, counted from 1 without a gap over all batches. The two times are those
 * of the append. Checksum is the CRC-32C of all other bytes of the batch, so a batch that was changed after its append
 * is noticed.
 */
public final class BatchDescriptor
{
    /** Version of this layout and of the events in it. */
    public static final int VERSION = 2;

    /** Source: events that a producer put into its ring. */
    public static final int SOURCE_RING = 1;

    /** Source: events that the recorder made about a producer. */
    public static final int SOURCE_RECORDER = 2;

    /** Source: events that a producer put into the direct queue. */
    public static final int SOURCE_DIRECT = 3;

    /** Position of events that were in no ring. */
    public static final long NO_POSITION = -1;

    /** Offset of the version, four bytes. */
    public static final int VERSION_OFFSET = 0;

    /** Offset of the source, four bytes. */
    public static final int SOURCE_OFFSET = VERSION_OFFSET + Integer.BYTES;

    /** Offset of the producer id, eight bytes. */
    public static final int PRODUCER_ID_OFFSET = SOURCE_OFFSET + Integer.BYTES;

    /** Offset of the position of the first event, eight bytes. */
    public static final int POSITION_OFFSET = PRODUCER_ID_OFFSET + Long.BYTES;

    /** Offset of the sequence of the first event, eight bytes. */
    public static final int SEQUENCE_OFFSET = POSITION_OFFSET + Long.BYTES;

    /** Offset of the number of events, four bytes. */
    public static final int COUNT_OFFSET = SEQUENCE_OFFSET + Long.BYTES;

    /** Offset of the CRC-32C of all bytes of the batch but its own, four bytes. */
    public static final int CHECKSUM_OFFSET = COUNT_OFFSET + Integer.BYTES;

    /** Offset of the time of the append in nanoseconds since the epoch, eight bytes. */
    public static final int WALL_TIME_OFFSET = CHECKSUM_OFFSET + Integer.BYTES;

    /** Offset of the time of the append on CLOCK_MONOTONIC in nanoseconds, eight bytes. */
    public static final int MONOTONIC_TIME_OFFSET = WALL_TIME_OFFSET + Long.BYTES;

    /** Offset of the first event, and so the length of the header. */
    public static final int EVENTS_OFFSET = MONOTONIC_TIME_OFFSET + 2 * Long.BYTES;

    /** Most events in one batch. */
    public static final int MAX_COUNT = 1024;

    /** Length of the largest batch. */
    public static final int MAX_LENGTH = EVENTS_OFFSET + MAX_COUNT * EventDescriptor.EVENT_LENGTH;

    private BatchDescriptor()
    {
    }

    /**
     * The length of a batch.
     *
     * @param count number of its events.
     * @return bytes.
     */
    public static int length(final int count)
    {
        return EVENTS_OFFSET + count * EventDescriptor.EVENT_LENGTH;
    }
}
