package io.github.ttalloc.benchmarks.longform;

import io.github.ttalloc.benchmarks.figures.Figures;

import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Figures as a table in Markdown: name, unit, median, and the ends where there was more than one round.
 */
public final class FiguresTable
{
    /* Less is not rounded up to 100.00. */
    private static final double LARGE = 99.995;

    private FiguresTable()
    {
    }

    /**
     * The table of all figures.
     *
     * @param figures to show.
     * @return lines of Markdown.
     */
    public static String of(final Figures figures)
    {
        final StringBuilder text = new StringBuilder("| figure | median | rounds |\n|---|---:|---|\n");
        for (final String name : figures.names())
        {
            text.append("| ").append(name).append(" | ").append(format(figures.median(name))).append(" | ")
                .append(spread(figures.values(name))).append(" |\n");
        }
        return text.toString();
    }

    /**
     * A value as it is shown everywhere.
     *
     * @param value of a figure.
     * @return without decimals from 100 on, else with two.
     */
    public static String format(final double value)
    {
        return String.format(Locale.ROOT, value < LARGE ? "%.2f" : "%.0f", value);
    }

    private static String spread(final List<Double> values)
    {
        return values.size() < 2 ? "1" :
            values.size() + ": " + format(Collections.min(values)) + " to " + format(Collections.max(values));
    }
}
