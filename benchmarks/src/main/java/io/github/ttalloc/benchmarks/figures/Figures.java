package io.github.ttalloc.benchmarks.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * What a run has measured: by name, one value of each round. Not thread-safe.
 */
public final class Figures
{
    private final Map<String, List<Double>> values = new LinkedHashMap<>();
    private final Map<String, String> flagsOfForks = new LinkedHashMap<>();

    /** No figures. */
    public Figures()
    {
    }

    /**
     * Adds the value of one more round.
     *
     * @param name  of the figure, its unit last: such as {@code report ring p50 [ns]}.
     * @param value measured.
     */
    public void add(final String name, final double value)
    {
        values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }

    /**
     * Adds what a process printed.
     *
     * @param lines name and value of a figure each, such as {@code recorder idle memory [MiB]=147}.
     * @throws IllegalArgumentException if a line is not that.
     */
    public void addLines(final List<String> lines)
    {
        for (final String line : lines)
        {
            final int at = line.lastIndexOf('=');
            if (at < 0)
            {
                throw new IllegalArgumentException("line=" + line + " must be a name, = and a number");
            }
            add(line.substring(0, at), Double.parseDouble(line.substring(at + 1)));
        }
    }

    /**
     * Keeps the flags of the JVM in which figures were measured.
     *
     * @param beginning of the names of these figures; of several that fit a name, the longest counts.
     * @param flags     of the JVM beside those that the jar asks for, separated by blanks; may be empty.
     */
    public void forkedWith(final String beginning, final String flags)
    {
        flagsOfForks.put(beginning, flags);
    }

    /**
     * The flags of the JVMs in which figures were measured.
     *
     * @return flags by the beginning of the figures' names, in the order in which they came.
     */
    public Map<String, String> flagsOfForks()
    {
        return Collections.unmodifiableMap(flagsOfForks);
    }

    /**
     * The names.
     *
     * @return in the order in which they came.
     */
    public List<String> names()
    {
        return List.copyOf(values.keySet());
    }

    /**
     * Whether there is a figure.
     *
     * @param name of the figure.
     * @return true if it was measured at least once.
     */
    public boolean has(final String name)
    {
        return values.containsKey(name);
    }

    /**
     * The values of a figure.
     *
     * @param name of the figure.
     * @return one for each round.
     * @throws NoSuchElementException if it was not measured.
     */
    public List<Double> values(final String name)
    {
        final List<Double> found = values.get(name);
        if (null == found)
        {
            throw new NoSuchElementException("figure " + name + " was not measured");
        }
        return Collections.unmodifiableList(found);
    }

    /**
     * The median of a figure over the rounds.
     *
     * @param name of the figure.
     * @return its median.
     * @throws NoSuchElementException if it was not measured.
     */
    public double median(final String name)
    {
        return median(values(name).stream().mapToDouble(Double::doubleValue).toArray());
    }

    /**
     * The median of some values.
     *
     * @param values at least one.
     * @return the middle one, or the mean of the two in the middle.
     */
    public static double median(final double[] values)
    {
        final double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
