package io.github.ttalloc.client;

import java.nio.file.Path;

/**
 * How a reporter reports. Starts from the environment; every setter overrides it. Not thread-safe; not used after the
 * reporter is open.
 */
public final class ReporterContext
{
    /** Environment variable that turns tracking on: {@code 1} exactly. */
    public static final String ENABLED_VARIABLE = "TT_ALLOC_TRACKING_ENABLED";

    /** Environment variable for the length of a ring's records, in bytes. */
    public static final String RING_BYTES_VARIABLE = "TT_ALLOC_RING_BYTES";

    /** Environment variable for the bytes that all rings of a directory may take together. */
    public static final String RING_QUOTA_VARIABLE = "TT_ALLOC_RING_QUOTA_BYTES";

    /** Length of a ring's records unless told otherwise: a burst of 512 thousand events. */
    public static final int DEFAULT_RING_BYTES = 32 * 1024 * 1024;

    /** Quota of all rings unless told otherwise and the file system is large enough. */
    public static final long DEFAULT_RING_QUOTA_BYTES = 1L << 30;

    private final Environment environment;
    private Boolean enabled;
    private Path directory;
    private Long ringBytes;
    private Long ringQuotaBytes;
    private String processName;
    private boolean replayed;
    private boolean direct;
    private boolean waitingForRecorder;

    /**
     * A context over the environment of this process.
     */
    public ReporterContext()
    {
        this(new Environment());
    }

    ReporterContext(final Environment environment)
    {
        this.environment = environment;
    }

    /**
     * Turns tracking on or off, whatever the environment says.
     *
     * @param value true for on.
     * @return this.
     */
    public ReporterContext enabled(final boolean value)
    {
        enabled = value;
        return this;
    }

    /**
     * Whether tracking is on.
     *
     * @return true if it was turned on by code or by {@link #ENABLED_VARIABLE}.
     */
    public boolean enabled()
    {
        return null == enabled ? "1".equals(environment.text(ENABLED_VARIABLE, "")) : enabled;
    }

    /**
     * Names the tracker directory.
     *
     * @param value its path.
     * @return this.
     */
    public ReporterContext directory(final Path value)
    {
        directory = value;
        return this;
    }

    /**
     * The tracker directory.
     *
     * @return the path given, or null for {@link TrackerDirectory#defaultPath()}.
     */
    public Path directory()
    {
        return directory;
    }

    /**
     * Sets the length of the ring's records. Halved at need until it is at most a sixteenth of the free space.
     *
     * @param value bytes, a power of two from {@link RingDescriptor#MIN_CAPACITY} to
     *              {@link RingDescriptor#MAX_CAPACITY}.
     * @return this.
     */
    public ReporterContext ringBytes(final long value)
    {
        ringBytes = value;
        return this;
    }

    /**
     * The length of the ring's records.
     *
     * @return bytes.
     * @throws IllegalArgumentException if it is not an allowed length.
     */
    public int ringBytes()
    {
        final long value = null != ringBytes ? ringBytes : environment.number(RING_BYTES_VARIABLE, DEFAULT_RING_BYTES);
        if (!RingDescriptor.isValidCapacity(value))
        {
            throw new IllegalArgumentException(RING_BYTES_VARIABLE + "=" + value + " must be a power of two from " +
                RingDescriptor.MIN_CAPACITY + " to " + RingDescriptor.MAX_CAPACITY);
        }
        return (int)value;
    }

    /**
     * Sets the bytes that all rings of the directory may take together.
     *
     * @param value bytes, not negative.
     * @return this.
     */
    public ReporterContext ringQuotaBytes(final long value)
    {
        ringQuotaBytes = value;
        return this;
    }

    /**
     * The bytes that all rings of the directory may take together.
     *
     * @param fileSystemBytes size of the file system, of which a quarter is the default's upper bound.
     * @return bytes.
     * @throws IllegalArgumentException if it is negative.
     */
    public long ringQuotaFor(final long fileSystemBytes)
    {
        final long value = null != ringQuotaBytes ? ringQuotaBytes :
            environment.number(RING_QUOTA_VARIABLE, Math.min(DEFAULT_RING_QUOTA_BYTES, fileSystemBytes / 4));
        if (value < 0)
        {
            throw new IllegalArgumentException(RING_QUOTA_VARIABLE + "=" + value + " must not be negative");
        }
        return value;
    }

    /**
     * Names the process, instead of its command name.
     *
     * @param value up to 64 bytes of UTF-8; more is cut.
     * @return this.
     */
    public ReporterContext processName(final String value)
    {
        processName = value;
        return this;
    }

    /**
     * The name of the process.
     *
     * @return the name given, or null for its command name.
     */
    public String processName()
    {
        return processName;
    }

    /**
     * Marks what is reported as a replay, whose end is never found by liveness: what it has not freed stays.
     *
     * @param value true for a replay.
     * @return this.
     */
    public ReporterContext replayed(final boolean value)
    {
        replayed = value;
        return this;
    }

    /**
     * Whether what is reported is a replay.
     *
     * @return true for a replay.
     */
    public boolean replayed()
    {
        return replayed;
    }

    /**
     * Marks the ring as one whose records its own process takes to the direct queue; it is of the smallest length. Set
     * by the direct reporter, of no use to others.
     *
     * @param value true for a direct reporter's ring.
     * @return this.
     */
    public ReporterContext direct(final boolean value)
    {
        direct = value;
        return this;
    }

    /**
     * Whether the ring is that of a direct reporter.
     *
     * @return true if it is.
     */
    public boolean direct()
    {
        return direct;
    }

    /**
     * Lets a report wait for space as long as a recorder is alive, for tools that must not lose an event. Without it a
     * report waits 10 ms at the most in any second.
     *
     * @param value true to wait.
     * @return this.
     */
    public ReporterContext waitingForRecorder(final boolean value)
    {
        waitingForRecorder = value;
        return this;
    }

    /**
     * Whether a report waits for space as long as a recorder is alive.
     *
     * @return true if it waits.
     */
    public boolean waitingForRecorder()
    {
        return waitingForRecorder;
    }
}
