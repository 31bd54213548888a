package io.github.ttalloc.cli.demo;

import io.github.ttalloc.ipc.recorder.Recorder;
import io.github.ttalloc.ipc.recorder.RecorderContext;
import org.agrona.IoUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;

/**
 * {@code ttalloc demo}: the main job on one machine, with nothing else installed.
 */
@Command(
    name = "demo",
    description = {
        "Show the main job: a recorder, and four processes that run a modelled decode workload on Wormhole chips.",
        "One of them is killed half-way. Needs no chip, takes some seconds, and leaves nothing behind."})
public final class DemoCommand implements Callable<Integer>
{
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    @Spec
    private CommandSpec spec;

    @Option(names = "--keep", description = "Keep the tracker directory, to look at it with the other commands.")
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
        final Path parent = Files.isWritable(SHARED_MEMORY) ?
            SHARED_MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
        final Path directory = Files.createTempDirectory(
            parent, "ttalloc-demo-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        final Thread atExit = new Thread(() -> IoUtil.delete(directory.toFile(), true));
        if (!isKept)
        {
            Runtime.getRuntime().addShutdownHook(atExit);
        }
        try (Recorder recorder = Recorder.launch(directory, new RecorderContext());
            DemoProcesses processes = new DemoProcesses())
        {
            new Demo(directory, recorder, processes, out).run();
        }
        out.println();
        if (isKept)
        {
            out.println("Kept " + directory + ". Next: ./ttalloc dump --dir " + directory +
                "   or   ./ttalloc tail --from-start --dir " + directory);
        }
        else
        {
            IoUtil.delete(directory.toFile(), false);
            out.println("Next: ./ttalloc serve in one terminal, and in another a program with " +
                "TT_ALLOC_TRACKING_ENABLED=1, or ./ttalloc replay a report; then ./ttalloc dump");
        }
        return 0;
    }
}
