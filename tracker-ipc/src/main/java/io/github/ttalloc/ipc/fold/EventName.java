package io.github.ttalloc.ipc.fold;

/**
 * What a folded event is called, in every output.
 */
public enum EventName
{
    /** A buffer was allocated, or gained a reference. */
    ALLOCATE("allocate"),
    /** A buffer lost a reference. */
    FREE("free"),
    /** Every buffer of a type on a device was freed. */
    FREE_ALL("free-all"),
    /** Firmware, a kernel or launch data was put on one core. */
    WRITE("write"),
    /** A buffer was freed that is not known. */
    UNKNOWN_FREE("unknown-free"),
    /** A named moment. */
    MARK("mark"),
    /** A device was opened. */
    DEVICE_OPEN("device-open"),
    /** A process was seen for the first time. */
    PROCESS_START("process-start"),
    /** A process ended. */
    PROCESS_END("process-end"),
    /** Events were lost. */
    GAP("gap");

    private final String label;

    EventName(final String label)
    {
        this.label = label;
    }

    /**
     * The name as it is printed.
     *
     * @return lower case, with hyphens.
     */
    public String label()
    {
        return label;
    }

    /**
     * Whether the event is about one buffer.
     *
     * @return true for allocate, free, unknown-free and write.
     */
    public boolean isAboutBuffer()
    {
        return this == ALLOCATE || this == FREE || this == WRITE || this == UNKNOWN_FREE;
    }
}
