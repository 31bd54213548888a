package io.github.ttalloc.cli.leaks;

import io.github.ttalloc.cli.option.ViewOptions;
import io.github.ttalloc.cli.view.Durations;
import io.github.ttalloc.cli.view.MissingEvents;
import io.github.ttalloc.cli.view.Timestamp;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.LedgerFold;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;

/**
 * Shows what ended processes left, and old buffers of live ones.
 */
@Command(
    name = "leaks",
    description = {
        "Show what ended processes left, and old buffers of live ones.",
        "Circular buffers, kernels and firmware are released with their process and are no leaks. With --json the " +
        "output is one object of the schema ttalloc.leaks/1; its buffers are the old ones of live processes."})
public final class LeaksCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private ViewOptions view;

    @Option(
        names = "--older-than", paramLabel = "AGE", defaultValue = "10m",
        description = "Which buffers of live processes are old, such as 30s, 10m, 2h; by default ${DEFAULT-VALUE}.")
    private String olderThan;

    /**
     * The command; the command line sets its options.
     */
    public LeaksCommand()
    {
    }

    @Override
    public Integer call() throws IOException
    {
        final long olderThanNanos = olderThanNanos();
        final PrintWriter out = spec.commandLine().getOut();
        try (FoldTailer tailer = FoldTailer.openNewest(view.open(), null))
        {
            final LedgerFold fold = tailer.catchUp().fold();
            MissingEvents.warn(tailer, spec.commandLine().getErr());
            final long nowNanos = Timestamp.now();
            if (view.json())
            {
                new LeakJson(fold, out, nowNanos).write(olderThanNanos);
            }
            else
            {
                final LeakText text = new LeakText(fold, out, nowNanos);
                text.printEnded();
                text.printOld(olderThanNanos);
            }
        }
        return 0;
    }

    private long olderThanNanos()
    {
        try
        {
            return Durations.parse(olderThan).toNanos();
        }
        catch (final IllegalArgumentException | ArithmeticException ex)
        {
            throw new ParameterException(spec.commandLine(), "--older-than " + ex.getMessage(), ex);
        }
    }
}
