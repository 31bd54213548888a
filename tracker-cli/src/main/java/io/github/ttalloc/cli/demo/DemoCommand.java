package io.github.ttalloc.cli.demo;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * {@code ttalloc demo}: the main job on one machine, with nothing else installed.
 */
@Command(
    name = "demo",
    description = {
        "Show the main job: a recorder, and four processes that run a modelled decode workload on Wormhole chips.",
        "One of them is killed half-way. Needs no chip, takes some seconds, and leaves nothing behind but a " +
        "directory that is named or to be kept."})
public final class DemoCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Option(
        names = "--dir", paramLabel = "DIR",
        description = "The tracker directory, made if it is absent, and kept; by default a fresh temporary one.")
    private Path named;

    @Option(names = "--keep", description = "Keep the temporary directory, to look at it with the other commands.")
    private boolean isKept;

    /**
     * A command that picocli fills in.
     */
    public DemoCommand()
    {
    }

    @Override
    public Integer call() throws IOException, InterruptedException
    {
        final PrintWriter out = spec.commandLine().getOut();
        final boolean isNamed = null != named && !named.toString().isEmpty();
        final boolean isStaying = isKept || isNamed;
        final Path directory;
        try (DemoScene scene = DemoScene.open(isNamed ? named : null, isStaying))
        {
            directory = scene.directory();
            new Demo(scene, out).run();
        }
        out.println();
        if (isStaying)
        {
            out.println("Kept " + directory + ". Next: ./ttalloc dump --dir " + directory +
                "   or   ./ttalloc tail --from-start --dir " + directory);
        }
        else
        {
            out.println("Next: ./ttalloc serve in one terminal, and in another a program with " +
                "TT_ALLOC_TRACKING_ENABLED=1, or ./ttalloc replay a report; then ./ttalloc dump");
        }
        return 0;
    }
}
