package io.github.ttalloc.benchmarks.guard;

import io.github.ttalloc.benchmarks.ForkFlags;
import io.github.ttalloc.benchmarks.Planted;
import io.github.ttalloc.benchmarks.figures.Figures;
import io.github.ttalloc.benchmarks.figures.Machine;
import io.github.ttalloc.benchmarks.figures.Probe;
import io.github.ttalloc.benchmarks.figures.Rounds;
import io.github.ttalloc.benchmarks.figures.RunFile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Runs what decides in short form, prints how each ratio stands to its bound, and fails where one that is held is
 * broken.
 */
@Command(name = "guard", sortOptions = false, mixinStandardHelpOptions = true,
    description = {"Measures the hot paths against one rival for each bound, in rounds of forks one after the other,",
        "and exits 1 when a bound that is held is broken."})
public final class Guard implements Callable<Integer>
{
    private static final String KIND = "guard";
    private static final String EVERYTHING = ".*";

    @Option(names = "--bounds", required = true, hidden = true)
    private Path bounds;

    @Option(names = "--results", required = true, hidden = true)
    private Path results;

    @Option(names = "--commit", required = true, hidden = true)
    private String commit;

    @Option(names = "--json", description = "Keep the run in benchmarks/results.")
    private boolean json;

    @Option(names = "--hold", description = "Hold what this run has reached: rewrites benchmarks/bounds.txt.")
    private boolean hold;

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--only", paramLabel = "REGEX", defaultValue = EVERYTHING,
        description = "Only the bounds of which the first column matches.")
    private String only;

    @Option(names = "--plant", paramLabel = "N", defaultValue = "0",
        description = {"Plant a slowdown, to see the guard fail: N tokens of work, about N ns, in each",
            "report and each operation of a ledger."})
    private long planted;

    private Guard()
    {
    }

    /**
     * Runs the guard.
     *
     * @param args its options; {@code --help} explains them.
     */
    public static void main(final String[] args)
    {
        System.exit(new CommandLine(new Guard()).execute(args));
    }

    @Override
    public Integer call() throws IOException
    {
        if (hold && !EVERYTHING.equals(only))
        {
            throw refuse("--hold goes with every bound, not with --only " + only);
        }
        if (planted > 0 && (hold || json))
        {
            throw refuse("--plant " + planted + " shows that the guard can fail; such a run is neither held nor kept");
        }
        final BoundsFile file = BoundsFile.read(bounds);
        final List<Bound> chosen = file.bounds().stream().filter(bound -> bound.what().matches(only)).toList();
        if (chosen.isEmpty())
        {
            throw refuse("--only " + only + " matches no bound; they are in benchmarks/bounds.txt");
        }
        if (planted > 0)
        {
            Planted.set(planted);
        }
        final Figures figures = new Figures();
        Rounds.run(needed(GuardProbes.all(), chosen), rounds, figures);
        final List<Judgement> judgements = chosen.stream().map(bound -> Judgement.of(bound, figures)).toList();
        final Optional<Path> newest = RunFile.newest(results, KIND);
        if (newest.isPresent())
        {
            System.out.println("change is against " + newest.get().getFileName());
        }
        GuardTable.print(System.out, judgements, newest.isPresent() ? RunFile.read(newest.get()) : null);
        if (json)
        {
            final Path kept = results.resolve(LocalDate.now(ZoneOffset.UTC) + "-" + commit + "-" + KIND + ".json");
            RunFile.write(kept, Instant.now(), facts(), Machine.describe(), figures);
        }
        if (hold)
        {
            judgements.stream().filter(Judgement::loosens).forEach(judgement ->
                System.out.println("loosened: " + judgement.bound().what() + ", held " + judgement.bound().held() +
                    ", now " + judgement.held().held()));
            file.write(bounds, judgements.stream().map(Judgement::held).toList());
        }
        return exitCode(judgements);
    }

    /** The probes that measure a figure of some bound. */
    static List<Probe> needed(final List<Probe> probes, final List<Bound> bounds)
    {
        return probes.stream().filter(probe -> bounds.stream().anyMatch(bound ->
            bound.ours().startsWith(probe.name() + " ") || bound.rival().startsWith(probe.name() + " "))).toList();
    }

    /** 1 if a bound that is held is broken, else 0. */
    static int exitCode(final List<Judgement> judgements)
    {
        return judgements.stream().anyMatch(judgement -> Judgement.Verdict.BROKEN == judgement.verdict()) ? 1 : 0;
    }

    private CommandLine.ParameterException refuse(final String why)
    {
        return new CommandLine.ParameterException(new CommandLine(this), why);
    }

    private Map<String, String> facts()
    {
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put("kind", KIND);
        facts.put("date", LocalDate.now(ZoneOffset.UTC).toString());
        facts.put("parentCommit", commit);
        facts.put("rounds", Integer.toString(rounds));
        facts.put("only", only);
        facts.put("flags", String.join(" ", ForkFlags.ofThisJar()));
        return facts;
    }
}
