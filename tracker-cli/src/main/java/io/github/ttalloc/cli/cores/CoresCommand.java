package io.github.ttalloc.cli.cores;

import io.github.ttalloc.cli.option.ViewOptions;
import io.github.ttalloc.cli.view.DeviceGroup;
import io.github.ttalloc.cli.view.MissingEvents;
import io.github.ttalloc.cli.view.Timestamp;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.percore.PerCoreView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * Shows what the L1 of each core holds.
 */
@Command(
    name = "cores",
    description = {
        "Show what the L1 of each core of a device holds, on a map of the chip, and what is free there.",
        "Bytes are reserved ones: an L1 buffer takes its bytes per bank on every compute core, a circular buffer its " +
        "bytes per core on each of its cores, and writes that meet count once. Buffers that overlap are named, and " +
        "so are cores whose circular buffers clash with L1 buffers, or have less than 64 KB left.",
        "On a terminal the map is coloured by how full the cores are, unless NO_COLOR is set; CLICOLOR_FORCE=1 " +
        "colours it elsewhere too. With --json the output is one object of the schema ttalloc.cores/1."})
public final class CoresCommand implements Callable<Integer>
{
    /** Room for circular buffers to grow, in bytes, below which a core is warned of. */
    static final long CLOSE_BYTES = 64 << 10;

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
            MissingEvents.warn(tailer, spec.commandLine().getErr());
            final Map<DeviceGroup, PerCoreView> views = wanted(CoreMaps.of(fold));
            if (view.json())
            {
                new CoreMapJson(fold, out, Timestamp.now()).write(views);
            }
            else if (views.isEmpty())
            {
                out.println("No device is known.");
            }
            else
            {
                final boolean inColour = spec.commandLine().getColorScheme().ansi().enabled();
                views.forEach(new CoreMapText(fold, inColour, out)::print);
            }
        }
        return 0;
    }

    private Map<DeviceGroup, PerCoreView> wanted(final Map<DeviceGroup, PerCoreView> views) throws IOException
    {
        final String known =
            views.keySet().stream().map(group -> Integer.toString(group.device())).collect(Collectors.joining(", "));
        views.keySet().removeIf(group -> null != device && device != group.device());
        if (views.isEmpty() && null != device)
        {
            throw new IOException("device " + device + " is not known: " + (known.isEmpty() ?
                "no process has opened or used one" : "name one of " + known + " with --device"));
        }
        return views;
    }
}
