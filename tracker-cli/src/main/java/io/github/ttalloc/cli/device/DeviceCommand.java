package io.github.ttalloc.cli.device;

import io.github.ttalloc.cli.option.TrackerOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Groups the commands that ask the device model.
 */
@Command(
    name = "device",
    description = {
        "Show what is known of chips and boards: grids, coordinates, memory.",
        "Of these commands only fit looks at a tracker directory."},
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {BoardsCommand.class, MapCommand.class, TranslateCommand.class, FitCommand.class})
public final class DeviceCommand implements Runnable
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private TrackerOptions tracker;

    /**
     * The command; the command line sets its options.
     */
    public DeviceCommand()
    {
    }

    /** The option of this command, and so of those that belong to it. */
    TrackerOptions tracker()
    {
        return tracker;
    }

    @Override
    public void run()
    {
        throw new ParameterException(
            spec.commandLine(), "name what to show: boards, map, translate or fit");
    }
}
