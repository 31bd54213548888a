package io.github.ttalloc.client;

/**
 * One event: 56 bytes, little-endian, the same in a ring and in the journal.
 * <pre>
 *   0    1    2    3    4         8         16        24        32        40   44   48        56
 *  +----+----+----+----+---------+---------+---------+---------+---------+----+----+---------+
 *  |Kind|Type|Dev |Flag|Core rng |Time (ns)|Buffer id| Bytes   |Per bank |Tag |Resv|Argument |
 *  +----+----+----+----+---------+---------+---------+---------+---------+----+----+---------+
 * </pre>
 * What the fields mean by kind, where it is not what their names say:
 * <ul>
 * <li>device-open: type = architecture code, flags = {@link #FLAG_LOGICAL_COORDINATES}, core range = compute grid,
 * buffer id = chip id (0 unknown), bytes = harvest mask, per bank = first unreserved L1 address (0 unknown),
 * tag = name of the board, argument = L1_SMALL bytes per core</li>
 * <li>text: type = {@link TextPurpose} code, device = number of parts, flags = index of this part, core range = length
 * of the whole text in bytes, buffer id = text id, and from {@link #TEXT_OFFSET} on {@link #TEXT_PART_LENGTH} bytes
 * of UTF-8</li>
 * <li>handle: buffer id = the handle, bytes = the original id</li>
 * <li>process-start: flags = {@link #FLAG_REPLAYED}, buffer id = pid, bytes = start of the process in nanoseconds since
 * the epoch, per bank = uid</li>
 * <li>gap: flags = {@link #FLAG_UNREADABLE}, bytes = events lost in this gap, per bank = the count of dropped events in
 * the header of the ring at that time</li>
 * <li>process-end: flags = {@link #FLAG_CLEAN}, bytes = records that were claimed and never committed</li>
 * </ul>
 * Time is CLOCK_MONOTONIC of the host. An event's sequence in its ring is its position there divided by the record
 * length, and is not stored.
 */
public final class EventDescriptor
{
    /** Offset of the kind, one byte: see {@link EventKind}. */
    public static final int KIND_OFFSET = 0;

    /** Offset of the type, one byte: {@code BufferType} code. */
    public static final int TYPE_OFFSET = KIND_OFFSET + Byte.BYTES;

    /** Offset of the device number, one byte. */
    public static final int DEVICE_OFFSET = TYPE_OFFSET + Byte.BYTES;

    /** Offset of the flags, one byte. */
    public static final int FLAGS_OFFSET = DEVICE_OFFSET + Byte.BYTES;

    /** Offset of the core range, four bytes: packed {@code CoreRange}. */
    public static final int CORE_RANGE_OFFSET = FLAGS_OFFSET + Byte.BYTES;

    /** Offset of the time, eight bytes: CLOCK_MONOTONIC nanoseconds. */
    public static final int TIME_OFFSET = CORE_RANGE_OFFSET + Integer.BYTES;

    /** Offset of the buffer id, eight bytes: packed {@code BufferId}. */
    public static final int BUFFER_ID_OFFSET = TIME_OFFSET + Long.BYTES;

    /** Offset of the bytes of the whole buffer on its device, eight bytes. */
    public static final int BYTES_OFFSET = BUFFER_ID_OFFSET + Long.BYTES;

    /** Offset of the bytes in each bank, eight bytes; 0 is unknown. */
    public static final int BYTES_PER_BANK_OFFSET = BYTES_OFFSET + Long.BYTES;

    /** Offset of the tag id, four bytes; 0 is none. */
    public static final int TAG_OFFSET = BYTES_PER_BANK_OFFSET + Long.BYTES;

    /** Offset of four bytes that are zero. */
    public static final int RESERVED_OFFSET = TAG_OFFSET + Integer.BYTES;

    /** Offset of one more argument, eight bytes. */
    public static final int ARGUMENT_OFFSET = RESERVED_OFFSET + Integer.BYTES;

    /** Length of an event. */
    public static final int EVENT_LENGTH = ARGUMENT_OFFSET + Long.BYTES;

    /** Offset of the bytes of a text event: they take the place of all fields from here on. */
    public static final int TEXT_OFFSET = BYTES_OFFSET;

    /** How many bytes of a text one event carries. */
    public static final int TEXT_PART_LENGTH = EVENT_LENGTH - TEXT_OFFSET;

    /** Largest text id. */
    public static final int MAX_TEXT_ID = 65_535;

    /** Longest text, in bytes of UTF-8. */
    public static final int MAX_TEXT_LENGTH = 256;

    /** Flag of a device-open: core coordinates are LOGICAL; without it they are TRANSLATED. */
    public static final int FLAG_LOGICAL_COORDINATES = 1;

    /** Flag of a process-start: a replay, which ends where its file says so, or if it is cut short. */
    public static final int FLAG_REPLAYED = 1;

    /** Flag of a gap: its events had numbers of the journal, where they cannot be read any more. */
    public static final int FLAG_UNREADABLE = 1;

    /** Flag of a process-end: the reporter was closed before the process ended. */
    public static final int FLAG_CLEAN = 1;

    private static final int BYTE_MASK = 0xFF;

    private EventDescriptor()
    {
    }

    /**
     * The first four bytes of an event as one little-endian word.
     *
     * @param kind   see {@link EventKind}.
     * @param type   {@code BufferType} code, or what the kind makes of it.
     * @param device number of the device, or what the kind makes of it.
     * @param flags  of the kind.
     * @return the word at {@link #KIND_OFFSET}.
     */
    public static int head(final int kind, final int type, final int device, final int flags)
    {
        return kind & BYTE_MASK |
            (type & BYTE_MASK) << TYPE_OFFSET * Byte.SIZE |
            (device & BYTE_MASK) << DEVICE_OFFSET * Byte.SIZE |
            flags << FLAGS_OFFSET * Byte.SIZE;
    }
}
