package io.github.ttalloc.benchmarks.figures;

import io.github.ttalloc.benchmarks.ForkFlags;
import io.github.ttalloc.benchmarks.Planted;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One fork of one benchmark with one set of parameters: the mean, the percentiles and the maximum in sample time, the
 * median of single shots, and, if asked for, the bytes that an operation allocates. Fluent setters; not thread-safe.
 */
public final class JmhProbe implements Probe
{
    /* Until the largest of ledgers is filled and churned. */
    private static final TimeValue LONGEST = TimeValue.minutes(30);
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private final String name;
    private final String benchmark;
    private final Mode mode;
    private final List<String[]> parameters = new ArrayList<>();
    private int threads = 1;
    private int warmups = -1;
    private int iterations = -1;
    private int millis = -1;
    private int rounds = Integer.MAX_VALUE;
    private String unit = "ns";
    private boolean allocation;

    /**
     * A probe.
     *
     * @param name      begins the names of its figures.
     * @param benchmark regular expression that names one benchmark.
     * @param mode      of the benchmark.
     */
    public JmhProbe(final String name, final String benchmark, final Mode mode)
    {
        this.name = name;
        this.benchmark = benchmark;
        this.mode = mode;
    }

    /**
     * Sets a parameter.
     *
     * @param parameter its name.
     * @param value     its value.
     * @return this.
     */
    public JmhProbe with(final String parameter, final String value)
    {
        parameters.add(new String[]{parameter, value});
        return this;
    }

    /**
     * Sets the threads.
     *
     * @param value how many.
     * @return this.
     */
    public JmhProbe threads(final int value)
    {
        threads = value;
        return this;
    }

    /**
     * Sets the iterations; else they are those of the benchmark.
     *
     * @param newWarmups    how many to warm up with.
     * @param newIterations how many to measure.
     * @return this.
     */
    public JmhProbe iterations(final int newWarmups, final int newIterations)
    {
        warmups = newWarmups;
        iterations = newIterations;
        return this;
    }

    /**
     * Sets the time of an iteration; else it is that of the benchmark.
     *
     * @param value milliseconds.
     * @return this.
     */
    public JmhProbe millis(final int value)
    {
        millis = value;
        return this;
    }

    /**
     * Sets the most rounds.
     *
     * @param value how many.
     * @return this.
     */
    public JmhProbe rounds(final int value)
    {
        rounds = value;
        return this;
    }

    /**
     * Names the unit of the benchmark's times.
     *
     * @param value such as {@code us}.
     * @return this.
     */
    public JmhProbe unit(final String value)
    {
        unit = value;
        return this;
    }

    /**
     * Asks for the bytes that an operation allocates.
     *
     * @return this.
     */
    public JmhProbe withAllocation()
    {
        allocation = true;
        return this;
    }

    @Override
    public String name()
    {
        return name;
    }

    @Override
    public int rounds()
    {
        return rounds;
    }

    @Override
    public void measure(final Figures figures) throws IOException
    {
        try
        {
            for (final RunResult result : new Runner(options().build()).run())
            {
                add(figures, result);
            }
        }
        catch (final RunnerException ex)
        {
            throw new IOException("benchmark " + name + " failed: " + ex.getMessage(), ex);
        }
    }

    private ChainedOptionsBuilder options()
    {
        final ChainedOptionsBuilder options = new OptionsBuilder().include(benchmark).mode(mode).threads(threads)
            .forks(1).shouldFailOnError(true).verbosity(VerboseMode.SILENT)
            .timeout(LONGEST);
        parameters.forEach(parameter -> options.param(parameter[0], parameter[1]));
        final List<String> all = new ArrayList<>(ForkFlags.ofThisJar());
        all.addAll(Planted.flags());
        options.jvmArgsPrepend(all.toArray(new String[0]));
        if (allocation)
        {
            options.addProfiler(GCProfiler.class);
        }
        if (warmups >= 0)
        {
            options.warmupIterations(warmups).measurementIterations(iterations);
        }
        if (millis > 0)
        {
            options.warmupTime(TimeValue.milliseconds(millis)).measurementTime(TimeValue.milliseconds(millis));
        }
        return options;
    }

    private void add(final Figures figures, final RunResult result)
    {
        final List<String> flags = new ArrayList<>(result.getParams().getJvmArgs());
        flags.removeAll(ForkFlags.ofThisJar());
        figures.forkedWith(name, String.join(" ", flags));
        final Result<?> primary = result.getPrimaryResult();
        if (Mode.SingleShotTime == mode)
        {
            figures.add(name + " median [" + unit + "]", primary.getStatistics().getPercentile(50));
        }
        else
        {
            figures.add(name + " mean [" + unit + "]", primary.getScore());
        }
        if (Mode.SampleTime == mode)
        {
            figures.add(name + " p50 [" + unit + "]", primary.getStatistics().getPercentile(50));
            figures.add(name + " p99 [" + unit + "]", primary.getStatistics().getPercentile(99));
            figures.add(name + " p99.9 [" + unit + "]", primary.getStatistics().getPercentile(99.9));
            figures.add(name + " max [" + unit + "]", primary.getStatistics().getMax());
        }
        result.getSecondaryResults().forEach((label, secondary) ->
        {
            if (label.endsWith(ALLOCATED) && !Double.isNaN(secondary.getScore()))
            {
                figures.add(name + " allocated [B]", secondary.getScore());
            }
        });
    }
}
