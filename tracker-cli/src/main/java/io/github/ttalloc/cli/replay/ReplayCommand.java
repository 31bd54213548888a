package io.github.ttalloc.cli.replay;

import io.github.ttalloc.cli.option.TrackerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * {@code ttalloc replay}: a ttnn-visualizer report into a tracker directory.
 */
@Command(
    name = "replay",
    description = {
        "Replay a ttnn-visualizer report into the directory, through its recorder if one is at work.",
        "Each operation is a mark. The process that the replay makes stays, with what the report leaves allocated; " +
            "a second replay is a second process."})
public final class ReplayCommand implements Callable<Integer>
{
    @Mixin
    private TrackerOptions tracker;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "REPORT", description = "A db.sqlite, the folder that holds it, or a .tar.gz of that.")
    private Path source;

    @Option(
        names = "--until-op", paramLabel = "K",
        description = "Stop after the operation with this id; all of them unless given.")
    private Long untilOperation;

    /**
     * A command that picocli fills in.
     */
    public ReplayCommand()
    {
    }

    @Override
    public Integer call() throws IOException
    {
        try (Report report = Report.open(source))
        {
            final String name = source.toAbsolutePath().normalize().getFileName().toString();
            final String note = null == untilOperation ? null : ReportReplay.checkUntil(report, untilOperation);
            final long until = null == untilOperation ? Long.MAX_VALUE : untilOperation;
            final ReplayResult result = new ReplaySession(tracker.path()).replay(
                name, reporter -> new ReportReplay(report, reporter).run(until));
            final PrintWriter err = spec.commandLine().getErr();
            if (null != note)
            {
                err.println("ttalloc: --until-op: " + note);
            }
            if (result.skippedNodes() > 0)
            {
                err.println("ttalloc: nodes passed over, as they lack an address, a size, cores or a known type: " +
                    result.skippedNodes());
            }
            err.flush();
            final PrintWriter out = spec.commandLine().getOut();
            out.println("Replayed " + result.operations() + " operations as " + result.events() + " events into " +
                tracker.path());
            out.println("Next: ttalloc dump --dir " + tracker.path() +
                "   or   ttalloc tail --from-start --dir " + tracker.path());
        }
        return 0;
    }
}
