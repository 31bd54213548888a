package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.Environment;
import io.github.ttalloc.ipc.journal.JournalContext;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

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

    /** Environment variable for the idle strategy: {@code backoff}, {@code sleep-ms}, {@code yield} or {@code spin}. */
    public static final String IDLE_STRATEGY_VARIABLE = "TT_ALLOC_IDLE_STRATEGY";

    /** Environment variable for the free bytes that the recorder leaves. */
    public static final String SPACE_MARGIN_VARIABLE = "TT_ALLOC_SPACE_MARGIN_BYTES";

    /** Environment variable for the events between two snapshots. */
    public static final String SNAPSHOT_EVENTS_VARIABLE = "TT_ALLOC_SNAPSHOT_EVENTS";

    /** Environment variable for the seconds between two snapshots. */
    public static final String SNAPSHOT_SECONDS_VARIABLE = "TT_ALLOC_SNAPSHOT_SECONDS";

    private static final long MAX_SPINS = 10;
    private static final long MAX_YIELDS = 20;
    private static final long MIN_PARK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long MAX_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(8);
    private static final long LEDGER_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    private JournalContext journal = new JournalContext();
    private Supplier<IdleStrategy> idleStrategy;
    private Supplier<IdleStrategy> ledgerIdleStrategy;
    private long spaceMarginBytes;
    private long snapshotEvents;
    private long snapshotSeconds;
    private Consumer<String> warnings = message -> System.err.println("ttalloc: " + message);

    /**
     * The settings of the environment.
     *
     * @throws IllegalArgumentException if a variable holds what cannot be.
     */
    public RecorderContext()
    {
        final Environment environment = new Environment();
        final String idle = environment.text(IDLE_STRATEGY_VARIABLE, BackoffIdleStrategy.ALIAS);
        idleStrategy = named(idle, MIN_PARK_NANOS, MAX_PARK_NANOS);
        ledgerIdleStrategy = named(idle, LEDGER_PARK_NANOS, LEDGER_PARK_NANOS);
        spaceMarginBytes = environment.number(SPACE_MARGIN_VARIABLE, DEFAULT_SPACE_MARGIN_BYTES);
        snapshotEvents = environment.number(SNAPSHOT_EVENTS_VARIABLE, DEFAULT_SNAPSHOT_EVENTS);
        snapshotSeconds = environment.number(SNAPSHOT_SECONDS_VARIABLE, DEFAULT_SNAPSHOT_SECONDS);
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
        ledgerIdleStrategy = value;
        return this;
    }

    /**
     * How the two agents wait for work.
     *
     * @return makes a strategy for one agent; unless told otherwise it parks for 8 ms at the most and never spins for
     * long.
     */
    public Supplier<IdleStrategy> idleStrategy()
    {
        return idleStrategy;
    }

    /** How the ledger agent waits, which need not look by itself: the other wakes it when there is a batch. */
    Supplier<IdleStrategy> ledgerIdleStrategy()
    {
        return ledgerIdleStrategy;
    }

    /**
     * Sets how many bytes of the file system stay free: with less, the recorder does not drain.
     *
     * @param value bytes; 256 KiB stay free in any case.
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
     * @param value takes a line; called by a thread of its own, so it may wait. Lines that wait for it are left out
     *              and counted where they are too many.
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

    private static Supplier<IdleStrategy> named(final String alias, final long minParkNanos, final long maxParkNanos)
    {
        return switch (alias)
        {
            case BackoffIdleStrategy.ALIAS ->
                () -> new BackoffIdleStrategy(MAX_SPINS, MAX_YIELDS, minParkNanos, maxParkNanos);
            case SleepingMillisIdleStrategy.ALIAS -> SleepingMillisIdleStrategy::new;
            case YieldingIdleStrategy.ALIAS -> () -> YieldingIdleStrategy.INSTANCE;
            case BusySpinIdleStrategy.ALIAS -> () -> BusySpinIdleStrategy.INSTANCE;
            default -> throw new IllegalArgumentException(IDLE_STRATEGY_VARIABLE + "=" + alias + " must be one of " +
                BackoffIdleStrategy.ALIAS + ", " + SleepingMillisIdleStrategy.ALIAS + ", " +
                YieldingIdleStrategy.ALIAS + ", " + BusySpinIdleStrategy.ALIAS);
        };
    }
}
