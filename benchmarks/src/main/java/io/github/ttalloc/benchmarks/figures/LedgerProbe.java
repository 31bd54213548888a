package io.github.ttalloc.benchmarks.figures;

import io.github.ttalloc.benchmarks.ledger.LedgerDecay;
import io.github.ttalloc.benchmarks.ledger.LedgerRatios;
import io.github.ttalloc.benchmarks.process.ChildProcess;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of a program of the ledger that prints a table of its own, read from that table.
 */
public final class LedgerProbe implements Probe
{
    private static final Pattern RATIO_ROW = Pattern.compile("(\\S.{0,19}?) +[0-9.]+ +[0-9.]+ x .* \\| (.*)");
    private static final Pattern DECAY_ROW =
        Pattern.compile(".*fresh ([0-9.]+) ns, churned ([0-9.]+) ns, ratio ([0-9.]+) \\[([0-9.]+), ([0-9.]+)].*");
    private static final List<String> FLAGS =
        List.of("-Dagrona.disable.bounds.checks=true", "-XX:MaxDirectMemorySize=16g", "-XX:+UseParallelGC");

    private final String name;
    private final Class<?> program;
    private final String[] arguments;
    private final int rounds;

    private LedgerProbe(final String name, final Class<?> program, final int rounds, final String... arguments)
    {
        this.name = name;
        this.program = program;
        this.rounds = rounds;
        this.arguments = arguments;
    }

    /**
     * The paired ratios of the ledger and its rivals.
     *
     * @param live        live keys.
     * @param pairedTimes rounds inside of the program.
     * @param rounds      how many times it is run.
     * @return the probe.
     */
    public static LedgerProbe ratios(final int live, final int pairedTimes, final int rounds)
    {
        return new LedgerProbe(ratiosName(live), LedgerRatios.class, rounds, Integer.toString(live),
            Integer.toString(pairedTimes));
    }

    /**
     * The paired ratios with what no bound asks about.
     *
     * @param live        live keys.
     * @param pairedTimes rounds inside of the program.
     * @return the probe.
     */
    public static LedgerProbe allRatios(final int live, final int pairedTimes)
    {
        return new LedgerProbe(ratiosName(live), LedgerRatios.class, 1, Integer.toString(live),
            Integer.toString(pairedTimes), "all");
    }

    /**
     * Whether churn slows the ledger down.
     *
     * @param live   live keys.
     * @param events between the two measurements.
     * @return the probe.
     */
    public static LedgerProbe decay(final int live, final long events)
    {
        return new LedgerProbe("ledger " + live + " after churn", LedgerDecay.class, 1, "one-writer",
            Integer.toString(live), Long.toString(events));
    }

    /**
     * What begins the names of the figures of the paired ratios.
     *
     * @param live live keys.
     * @return the beginning.
     */
    public static String ratiosName(final int live)
    {
        return "ledger " + live;
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
        final List<String> lines;
        try (ChildProcess process = ChildProcess.start(FLAGS, program, arguments))
        {
            lines = process.readLines();
        }
        figures.forkedWith(name, String.join(" ", FLAGS));
        if (read(lines, figures) == 0)
        {
            throw new IOException(program.getSimpleName() + Arrays.toString(arguments) + " printed no figures but " +
                new ArrayList<>(lines));
        }
    }

    /** Reads the lines of a table: how many rows there were. */
    int read(final List<String> lines, final Figures figures)
    {
        int rows = 0;
        for (final String line : lines)
        {
            final Matcher ratio = RATIO_ROW.matcher(line);
            final Matcher decay = DECAY_ROW.matcher(line);
            if (ratio.matches())
            {
                Arrays.stream(ratio.group(2).split(" "))
                    .forEach(time -> figures.add(name + " " + ratio.group(1) + " [ns]", Double.parseDouble(time)));
                rows++;
            }
            else if (decay.matches())
            {
                figures.add(name + " fresh [ns]", Double.parseDouble(decay.group(1)));
                figures.add(name + " churned [ns]", Double.parseDouble(decay.group(2)));
                figures.add(name + " upper end [ns]",
                    Double.parseDouble(decay.group(1)) * Double.parseDouble(decay.group(5)));
                rows++;
            }
        }
        return rows;
    }
}
