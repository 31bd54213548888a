package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.ipc.journal.JournalContext;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How a recorder records. Not thread-safe; not used after the recorder runs.
 */
public final class RecorderContext
{
    /** Free bytes that the recorder leaves on the file system unless told otherwise. */
    public static final long DEFAULT_SPACE_MARGIN_BYTES = 64L << 20;

    /** Events between two snapshots unless told otherwise. */
    public static final long DEFAULT_SNAPSHOT_EVENTS = 1_000_000;

    /** Seconds between two snapshots, where there were events, unless told otherwise. */
    public static final long DEFAULT_SNAPSHOT_SECONDS = 30;

    private static final long MAX_SPINS = 10;
    private static final long MAX_YIELDS = 20;
    private static final long MIN_PARK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long MAX_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    private JournalContext journal = new JournalContext();
    private Supplier<IdleStrategy> idleStrategy =
        () -> new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, MIN_PARK_NANOS, MAX_PARK_NANOS);
    private long spaceMarginBytes = DEFAULT_SPACE_MARGIN_BYTES;
    private long snapshotEvents = DEFAULT_SNAPSHOT_EVENTS;
    private long snapshotSeconds = DEFAULT_SNAPSHOT_SECONDS;
    private Consumer<String> warnings = message -> System.err.println("ttalloc: " + message);

    /**
     * The defaults.
     */
    public RecorderContext()
    {
    }

    /**
     * Sets how the journal is kept.
     *
     * @param value its settings.
     * @return this.
     */
    public RecorderContext journal(final JournalContext value)
    {
        journal = value;
        return this;
    }

    /**
     * How the journal is kept.
     *
     * @return its settings.
     */
    public JournalContext journal()
    {
        return journal;
    }

    /**
     * Sets how the two agents wait for work.
     *
     * @param value makes a strategy for one agent.
     * @return this.
     */
    public RecorderContext idleStrategy(final Supplier<IdleStrategy> value)
    {
        idleStrategy = value;
        return this;
    }

    /**
     * How the two agents wait for work.
     *
     * @return makes a strategy for one agent; unless told otherwise it parks for 4 ms at the most and never spins for
     * long.
     */
    public Supplier<IdleStrategy> idleStrategy()
    {
        return idleStrategy;
    }

    /**
     * Sets how many bytes of the file system stay free: with less, the recorder does not drain.
     *
     * @param value bytes.
     * @return this.
     */
    public RecorderContext spaceMarginBytes(final long value)
    {
        spaceMarginBytes = value;
        return this;
    }

    /**
     * How many bytes of the file system stay free.
     *
     * @return bytes.
     */
    public long spaceMarginBytes()
    {
        return spaceMarginBytes;
    }

    /**
     * Sets after how many events there is a snapshot.
     *
     * @param value events, at least 1.
     * @return this.
     */
    public RecorderContext snapshotEvents(final long value)
    {
        snapshotEvents = value;
        return this;
    }

    /**
     * After how many events there is a snapshot.
     *
     * @return events.
     */
    public long snapshotEvents()
    {
        return snapshotEvents;
    }

    /**
     * Sets after how many seconds there is a snapshot, if there were events.
     *
     * @param value seconds.
     * @return this.
     */
    public RecorderContext snapshotSeconds(final long value)
    {
        snapshotSeconds = value;
        return this;
    }

    /**
     * After how many seconds there is a snapshot, if there were events.
     *
     * @return seconds.
     */
    public long snapshotSeconds()
    {
        return snapshotSeconds;
    }

    /**
     * Sets who is told, in one line, of what goes wrong with a ring, a snapshot or the file system while recording goes
     * on.
     *
     * @param value takes a line; called by both agents.
     * @return this.
     */
    public RecorderContext warnings(final Consumer<String> value)
    {
        warnings = value;
        return this;
    }

    /**
     * Who is told of what goes wrong.
     *
     * @return takes a line.
     */
    public Consumer<String> warnings()
    {
        return warnings;
    }
}
