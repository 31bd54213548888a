package io.github.ttalloc.cli.view;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Times of the wall clock as programs and people read them: ISO-8601 in UTC with a fixed number of decimals.
 */
public final class Timestamp
{
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final DateTimeFormatter MILLIS =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter NANOS =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Timestamp()
    {
    }

    /**
     * The wall clock.
     *
     * @return nanoseconds since the epoch.
     */
    public static long now()
    {
        return nanos(Instant.now());
    }

    /**
     * A time as the journal has it.
     *
     * @param instant the time.
     * @return nanoseconds since the epoch.
     * @throws ArithmeticException if it is before 1677 or after 2262.
     */
    public static long nanos(final Instant instant)
    {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano());
    }

    /**
     * A time to the millisecond.
     *
     * @param nanos since the epoch.
     * @return such as {@code 2026-11-22T12:00:00.000Z}.
     */
    public static String millis(final long nanos)
    {
        return MILLIS.format(instant(nanos));
    }

    /**
     * A time to the nanosecond.
     *
     * @param nanos since the epoch.
     * @return such as {@code 2026-11-22T12:00:00.000000000Z}.
     */
    public static String nanos(final long nanos)
    {
        return NANOS.format(instant(nanos));
    }

    private static Instant instant(final long nanos)
    {
        return Instant.ofEpochSecond(
            Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    }
}
