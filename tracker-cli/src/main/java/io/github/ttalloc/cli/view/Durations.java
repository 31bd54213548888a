package io.github.ttalloc.cli.view;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Spans of time as people write and read them.
 */
public final class Durations
{
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final double SECOND = 1e9;
    private static final double MINUTE = 60 * SECOND;
    private static final double HOUR = 60 * MINUTE;
    private static final double DAY = 24 * HOUR;

    private Durations()
    {
    }

    /**
     * Reads a span.
     *
     * @param text a whole number with its unit: ms, s, m, h or d.
     * @return the span.
     * @throws IllegalArgumentException if the text is of another form.
     */
    public static Duration parse(final String text)
    {
        final Matcher matcher = FORM.matcher(text);
        if (!matcher.matches())
        {
            throw new IllegalArgumentException(
                "'" + text + "' must be a whole number with a unit, ms, s, m, h or d, such as 10m");
        }
        final long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2))
        {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /**
     * A span for people.
     *
     * @param nanos zero or more.
     * @return one decimal of the largest unit that fits, such as {@code 2.5 min}.
     */
    public static String text(final long nanos)
    {
        return nanos < MINUTE ? text(nanos / SECOND, "s") :
            nanos < HOUR ? text(nanos / MINUTE, "min") :
            nanos < DAY ? text(nanos / HOUR, "h") : text(nanos / DAY, "d");
    }

    private static String text(final double value, final String unit)
    {
        return String.format(Locale.ROOT, "%.1f %s", value, unit);
    }
}
