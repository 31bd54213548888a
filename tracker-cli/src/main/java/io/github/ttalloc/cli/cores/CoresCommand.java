package io.github.ttalloc.cli.cores;

import io.github.ttalloc.cli.option.ViewOptions;
import io.github.ttalloc.cli.view.Timestamp;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.LedgerFold;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * Shows what the L1 of each core holds.
 */
@Command(
    name = "cores",
    description = {
        "Show what the L1 of each core of a device holds.",
        "Bytes are reserved ones: an L1 buffer takes its bytes per bank on every compute core, a circular buffer its " +
        "bytes per core on each of its cores. With --json the output is one object of the schema ttalloc.cores/1."})
public final class CoresCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private ViewOptions view;

    @Option(names = "--device", paramLabel = "N", description = "Only device number N.")
    private Integer device;

    /**
     * The command; the command line sets its options.
     */
    public CoresCommand()
    {
    }

    @Override
    public Integer call() throws IOException
    {
        final PrintWriter out = spec.commandLine().getOut();
        try (FoldTailer tailer = FoldTailer.openNewest(view.open(), null))
        {
            final LedgerFold fold = tailer.catchUp().fold();
            final List<CoreMap> maps = wanted(CoreMap.of(fold).values());
            if (view.json())
            {
                new CoreMapJson(fold, out, Timestamp.now()).write(maps);
            }
            else if (maps.isEmpty())
            {
                out.println("No device is known.");
            }
            else
            {
                maps.forEach(map -> CoreMapText.print(map, out));
            }
        }
        return 0;
    }

    private List<CoreMap> wanted(final Collection<CoreMap> maps) throws IOException
    {
        final List<CoreMap> wanted =
            maps.stream().filter(map -> null == device || device == map.group().device()).toList();
        if (wanted.isEmpty() && null != device)
        {
            final String known =
                maps.stream().map(map -> Integer.toString(map.group().device())).collect(Collectors.joining(", "));
            throw new IOException("device " + device + " is not known: " + (known.isEmpty() ?
                "no process has opened or used one" : "name one of " + known + " with --device"));
        }
        return wanted;
    }
}
