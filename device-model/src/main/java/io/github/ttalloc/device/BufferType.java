package io.github.ttalloc.device;

/**
 * What kind of memory a buffer takes, with the code that stands for it in events, files and keys.
 * <p>
 * Codes 0 to 6 are those of tt-metal ({@code BufferType} and, for circular buffers and kernels, its shared-memory
 * tracker); 7 and 8 belong to this library.
 */
public enum BufferType
{
    /** Device DRAM. */
    DRAM(0),
    /** Worker L1, allocated in lock-step over all L1 banks. */
    L1(1),
    /** Host memory that the device may reach: never device L1. */
    SYSTEM_MEMORY(2),
    /** The small-buffer region at the top of L1. */
    L1_SMALL(3),
    /** Captured traces; they live in DRAM. */
    TRACE(4),
    /** A circular buffer: one rectangle of cores. */
    CB(5),
    /** Kernel binaries. */
    KERNEL(6),
    /** Firmware of the RISC cores. */
    FIRMWARE(7),
    /** Launch messages and runtime arguments. */
    LAUNCH(8);

    /** One more than the largest code. */
    public static final int COUNT = 9;

    private static final BufferType[] BY_CODE = values();

    private final int code;

    BufferType(final int code)
    {
        this.code = code;
    }

    /**
     * The number that stands for this type outside the program.
     *
     * @return the code, 0 to 8.
     */
    public int code()
    {
        return code;
    }

    /**
     * The type with a code.
     *
     * @param code the number.
     * @return the type, or null where no type has that code.
     */
    public static BufferType of(final int code)
    {
        return code >= 0 && code < COUNT ? BY_CODE[code] : null;
    }

    /**
     * Whether what an ended process still held of this type counts as a leak. The other types are released with
     * their process as a matter of course.
     *
     * @return true for DRAM, L1, L1_SMALL, TRACE and SYSTEM_MEMORY.
     */
    public boolean leaks()
    {
        return code <= TRACE.code;
    }

    /**
     * Whether a buffer of this type belongs to particular cores, so that x = y = 0 in its id means core (0,0) and not
     * "the whole device".
     *
     * @return true for CB, KERNEL, FIRMWARE and LAUNCH.
     */
    public boolean perCore()
    {
        return code >= CB.code;
    }
}
