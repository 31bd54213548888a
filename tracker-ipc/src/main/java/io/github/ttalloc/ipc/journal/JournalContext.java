package io.github.ttalloc.ipc.journal;

import io.github.ttalloc.client.Environment;
import net.openhft.chronicle.core.time.SystemTimeProvider;
import net.openhft.chronicle.core.time.TimeProvider;
import net.openhft.chronicle.queue.RollCycles;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How the journal is kept. Not thread-safe; not used after the recorder runs.
 */
public final class JournalContext
{
    /** Environment variable for the roll cycle: a name of Chronicle's {@code RollCycles}. */
    public static final String ROLL_CYCLE_VARIABLE = "TT_ALLOC_JOURNAL_ROLL_CYCLE";

    /** Environment variable for the bytes of old cycles to keep. */
    public static final String MAX_BYTES_VARIABLE = "TT_ALLOC_JOURNAL_BYTES";

    /** Environment variable for the age in seconds up to which old cycles are kept. */
    public static final String MAX_AGE_VARIABLE = "TT_ALLOC_JOURNAL_SECONDS";

    /** Roll cycle unless told otherwise. */
    public static final RollCycles DEFAULT_ROLL_CYCLE = RollCycles.FIVE_MINUTELY;

    /** Bytes of the journal unless told otherwise. */
    public static final long DEFAULT_MAX_BYTES = 1L << 30;

    /** Age of the journal unless told otherwise: a day. */
    public static final long DEFAULT_MAX_AGE_SECONDS = 24 * 60 * 60;

    private static final List<RollCycles> CYCLES = Arrays.stream(RollCycles.values())
        .filter(cycle -> cycle.lengthInMillis() <= TimeUnit.DAYS.toMillis(1))
        .toList();

    private RollCycles rollCycle;
    private long maxBytes;
    private long maxAgeSeconds;
    private TimeProvider clock = SystemTimeProvider.INSTANCE;

    /**
     * The settings of the environment.
     *
     * @throws IllegalArgumentException if a variable holds what cannot be.
     */
    public JournalContext()
    {
        final Environment environment = new Environment();
        rollCycle = named(environment.text(ROLL_CYCLE_VARIABLE, DEFAULT_ROLL_CYCLE.name()));
        maxBytes = environment.number(MAX_BYTES_VARIABLE, DEFAULT_MAX_BYTES);
        maxAgeSeconds = environment.number(MAX_AGE_VARIABLE, DEFAULT_MAX_AGE_SECONDS);
    }

    /**
     * Sets how long one file of a new journal lasts; a journal keeps the cycle that it was made with.
     *
     * @param value the cycle, of a day at the most.
     * @return this.
     * @throws IllegalArgumentException if the cycle is longer than a day.
     */
    public JournalContext rollCycle(final RollCycles value)
    {
        if (!CYCLES.contains(value))
        {
            throw new IllegalArgumentException("roll cycle " + value + " must be one of " + CYCLES);
        }
        rollCycle = value;
        return this;
    }

    /**
     * How long one file of a new journal lasts.
     *
     * @return the cycle.
     */
    public RollCycles rollCycle()
    {
        return rollCycle;
    }

    /**
     * Sets the bytes beyond which old cycles are deleted.
     *
     * @param value bytes.
     * @return this.
     */
    public JournalContext maxBytes(final long value)
    {
        maxBytes = value;
        return this;
    }

    /**
     * The bytes beyond which old cycles are deleted.
     *
     * @return bytes.
     */
    public long maxBytes()
    {
        return maxBytes;
    }

    /**
     * Sets the age beyond which old cycles are deleted.
     *
     * @param value seconds.
     * @return this.
     */
    public JournalContext maxAgeSeconds(final long value)
    {
        maxAgeSeconds = value;
        return this;
    }

    /**
     * The age beyond which old cycles are deleted.
     *
     * @return seconds.
     */
    public long maxAgeSeconds()
    {
        return maxAgeSeconds;
    }

    /**
     * Sets the wall clock.
     *
     * @param value the clock; where it steps back the journal stands still.
     * @return this.
     */
    public JournalContext clock(final TimeProvider value)
    {
        clock = value;
        return this;
    }

    /**
     * The wall clock.
     *
     * @return the clock.
     */
    public TimeProvider clock()
    {
        return clock;
    }

    private static RollCycles named(final String name)
    {
        return CYCLES.stream().filter(cycle -> cycle.name().equals(name)).findFirst().orElseThrow(
            () -> new IllegalArgumentException(ROLL_CYCLE_VARIABLE + "=" + name + " must be one of " + CYCLES));
    }
}
