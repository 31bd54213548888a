package io.github.ttalloc.client;

/**
 * The kinds of event, as the number in {@link EventDescriptor#KIND_OFFSET}.
 * <p>
 * Numbers from {@link #FIRST_RECORDER_KIND} on are made by the recorder; from a producer they are invalid. A reader
 * skips and counts a kind that it does not know.
 */
public final class EventKind
{
    /** A device was opened: what it is. */
    public static final int DEVICE_OPEN = 1;

    /** A buffer was allocated, or gained a reference. */
    public static final int ALLOCATE = 2;

    /** A buffer lost a reference. */
    public static final int FREE = 3;

    /** Every buffer of one type on one device was freed. */
    public static final int FREE_ALL = 4;

    /** Firmware, a kernel or launch data was put on one core, over whatever was there. */
    public static final int WRITE = 5;

    /** A part of a tag or of a name. */
    public static final int TEXT = 6;

    /** The original of a wide id that is reported under a 32-bit handle. */
    public static final int HANDLE = 7;

    /** A moment worth a name. */
    public static final int MARK = 8;

    /** Smallest kind that only the recorder makes. */
    public static final int FIRST_RECORDER_KIND = 16;

    /** A process was seen for the first time. */
    public static final int PROCESS_START = 16;

    /** Events of a process were lost. */
    public static final int GAP = 17;

    /** A process ended and was drained to its last event. */
    public static final int PROCESS_END = 18;

    private EventKind()
    {
    }

    /**
     * Whether a kind is one that producers report.
     *
     * @param kind number of the kind.
     * @return true for {@link #DEVICE_OPEN} to {@link #MARK}.
     */
    public static boolean isFromProducer(final int kind)
    {
        return kind >= DEVICE_OPEN && kind <= MARK;
    }
}
