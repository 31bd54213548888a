package io.github.ttalloc.benchmarks.longform;

import io.github.ttalloc.benchmarks.ForkFlags;
import io.github.ttalloc.benchmarks.figures.Figures;
import io.github.ttalloc.benchmarks.figures.Machine;
import io.github.ttalloc.benchmarks.figures.Probe;
import io.github.ttalloc.benchmarks.figures.Rounds;
import io.github.ttalloc.benchmarks.figures.RunFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Measures every rival and every scale, part by part into one file, and makes a table and a plot of it.
 */
@Command(name = "report", sortOptions = false, mixinStandardHelpOptions = true,
    description = {"Measures every rival and every scale. What is measured on one day at one",
        "commit goes into one file of benchmarks/results, with a table (.md) and a",
        "plot (.svg) beside it."})
public final class LongForm implements Callable<Integer>
{
    private static final String KIND = "report";
    private static final int SMALLEST_EXPONENT = 3;
    private static final int LARGEST_EXPONENT = 8;
    private static final int DECAY_LIVE = 100_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--results", required = true, hidden = true)
    private Path results;

    @Option(names = "--commit", required = true, hidden = true)
    private String commit;

    @Option(names = "--part", split = ",",
        description = "Only these of ${COMPLETION-CANDIDATES} (default: all).")
    private LongFormPart[] parts = LongFormPart.values();

    @Option(names = "--max-live", defaultValue = "7", paramLabel = "E",
        description = {"Live buffers go from 10^3 to 10^E, 8 at the most (default: ${DEFAULT-VALUE}).",
            "8 is for two tables alone, and takes 14 GiB of memory and an hour."})
    private int maxLive;

    @Option(names = "--min-live", defaultValue = "3", paramLabel = "E", description = "They begin at 10^E.")
    private int minLive;

    @Option(names = "--decay-events", defaultValue = "1000000000",
        description = "Events by which the ledger is churned (default: ${DEFAULT-VALUE}).")
    private long decayEvents;

    @Option(names = "--rounds", defaultValue = "1", description = "Rounds (default: ${DEFAULT-VALUE}).")
    private int rounds;

    private LongForm()
    {
    }

    /** The command. */
    static CommandLine command()
    {
        return new CommandLine(new LongForm()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    /**
     * Runs the long form.
     *
     * @param args its options; {@code --help} explains them.
     */
    public static void main(final String[] args)
    {
        System.exit(command().execute(args));
    }

    @Override
    public Integer call() throws IOException
    {
        requireWithin("--max-live", maxLive, SMALLEST_EXPONENT, LARGEST_EXPONENT);
        requireWithin("--min-live", minLive, SMALLEST_EXPONENT, maxLive);
        requireWithin("--rounds", rounds, 1, Integer.MAX_VALUE);
        requireWithin("--decay-events", decayEvents, 1, Long.MAX_VALUE);
        final List<Integer> lives = new ArrayList<>();
        for (int exponent = minLive; exponent <= maxLive; exponent++)
        {
            lives.add((int)Math.pow(10, exponent));
        }
        final LongFormScale scale = new LongFormScale(lives, DECAY_LIVE, decayEvents);
        final String name = LocalDate.now(ZoneOffset.UTC) + "-" + commit + "-" + KIND;
        final Path json = results.resolve(name + ".json");
        final Figures figures = Files.exists(json) ? RunFile.read(json) : new Figures();
        final List<String> failures = new ArrayList<>();
        for (final LongFormPart part : parts)
        {
            for (int round = 0; round < rounds; round++)
            {
                for (final Probe probe : part.probes(scale))
                {
                    measure(probe, figures, failures);
                    RunFile.write(json, Instant.now(), facts(), Machine.describe(), figures);
                }
            }
        }
        System.out.print(show(RunFile.read(json), results, name));
        failures.forEach(System.err::println);
        return failures.isEmpty() ? 0 : 1;
    }

    /** Writes the table and the plot of a run beside its file: the table. */
    static String show(final Figures figures, final Path folder, final String name) throws IOException
    {
        final String table = FiguresTable.of(figures);
        Files.writeString(folder.resolve(name + ".md"), table);
        Files.writeString(folder.resolve(name + ".svg"), LedgerPlot.of(figures));
        return table;
    }

    /** What cannot be measured here, for want of memory or of gcc, takes nothing from the rest. */
    static void measure(final Probe probe, final Figures figures, final List<String> failures)
    {
        try
        {
            Rounds.run(List.of(probe), 1, figures);
        }
        catch (final IOException | IllegalStateException ex)
        {
            failures.add("not measured: " + probe.name() + ": " + ex.getMessage());
        }
    }

    private void requireWithin(final String option, final long value, final long least, final long most)
    {
        if (value < least || value > most)
        {
            throw new CommandLine.ParameterException(spec.commandLine(),
                option + " " + value + " must be from " + least + " to " + most);
        }
    }

    private Map<String, String> facts()
    {
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put("kind", KIND);
        facts.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        facts.put("parentCommit", commit);
        facts.put("rounds", Integer.toString(rounds));
        facts.put("live", "10^" + minLive + " to 10^" + maxLive);
        facts.put("decayEvents", Long.toString(decayEvents));
        facts.put("flags", String.join(" ", ForkFlags.ofThisJar()));
        return facts;
    }
}
