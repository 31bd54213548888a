package io.github.ttalloc.cli;

import io.github.ttalloc.cli.console.FailureLine;
import io.github.ttalloc.cli.console.OutputException;
import io.github.ttalloc.cli.console.StandardStream;
import io.github.ttalloc.cli.cores.CoresCommand;
import io.github.ttalloc.cli.demo.DemoCommand;
import io.github.ttalloc.cli.device.DeviceCommand;
import io.github.ttalloc.cli.dump.DumpCommand;
import io.github.ttalloc.cli.leaks.LeaksCommand;
import io.github.ttalloc.cli.replay.ReplayCommand;
import io.github.ttalloc.cli.serve.ServeCommand;
import io.github.ttalloc.cli.tail.TailCommand;
import io.github.ttalloc.cli.top.TopCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * The program {@code ttalloc}. Exit codes: 0 success, 1 a failure that is explained in one line on the standard error,
 * 2 wrong usage.
 */
@Command(
    name = "ttalloc",
    description = "Tracks every device-memory allocation on Tenstorrent chips.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
        DemoCommand.class, ServeCommand.class, DumpCommand.class, TailCommand.class, TopCommand.class,
        CoresCommand.class, LeaksCommand.class, ReplayCommand.class, DeviceCommand.class},
    versionProvider = Main.Version.class,
    footer = {
        "",
        "'ttalloc COMMAND --help' tells more about a command. Exit codes: 0 success, 1 failure, 2 wrong usage."})
public final class Main
{
    private static final int FAILURE = 1;

    @Option(
        names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT,
        description = "Show this help and end.")
    @SuppressWarnings("UnusedVariable")
    private boolean isHelpWanted;

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Show the version and end.")
    @SuppressWarnings("UnusedVariable")
    private boolean isVersionWanted;

    private Main()
    {
    }

    /**
     * Runs a command and ends the JVM with its exit code.
     *
     * @param args command line.
     */
    public static void main(final String[] args)
    {
        final PrintStream output = StandardStream.output();
        final PrintStream error = StandardStream.error();
        System.setOut(output);
        System.setErr(error);
        System.exit(run(args, output, error));
    }

    /**
     * The commands, printing where they are told to.
     *
     * @param out data.
     * @param err everything else.
     * @return the command line, ready to execute.
     */
    public static CommandLine commandLine(final PrintWriter out, final PrintWriter err)
    {
        return new CommandLine(new Main())
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler((ex, arguments) -> refuse(ex))
            .setExecutionExceptionHandler((ex, command, result) -> fail(ex, command.getErr()));
    }

    private static int run(final String[] args, final PrintStream output, final PrintStream error)
    {
        final PrintWriter err = new PrintWriter(error, true, StandardCharsets.UTF_8);
        try
        {
            final PrintWriter out =
                new PrintWriter(new BufferedWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8)));
            final int code = commandLine(out, err).execute(args);
            out.flush();
            output.flush();
            return code;
        }
        catch (final OutputException ex)
        {
            return fail(ex, err);
        }
        catch (final Error ex)
        {
            return fail(ex, err);
        }
    }

    private static int refuse(final ParameterException failure)
    {
        final CommandLine command = failure.getCommandLine();
        final PrintWriter err = command.getErr();
        err.println("ttalloc: " + messageOf(failure).replaceAll("\\s*\\R\\s*", " "));
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return ExitCode.USAGE;
    }

    private static String messageOf(final ParameterException failure)
    {
        return failure instanceof UnmatchedArgumentException unmatched &&
            !failure.getCommandLine().getSubcommands().isEmpty() && !unmatched.getUnmatched().get(0).startsWith("-") ?
            "there is no command '" + unmatched.getUnmatched().get(0) + "'" : failure.getMessage();
    }

    private static int fail(final Throwable failure, final PrintWriter err)
    {
        if (failure instanceof OutputException output && output.isBrokenPipe())
        {
            return ExitCode.OK;
        }
        err.println("ttalloc: " + FailureLine.of(failure));
        if ("1".equals(System.getenv(FailureLine.DEBUG_VARIABLE)))
        {
            failure.printStackTrace(err);
        }
        err.flush();
        return FAILURE;
    }

    /**
     * The version as the jar's manifest gives it.
     */
    static final class Version implements IVersionProvider
    {
        @Override
        public String[] getVersion()
        {
            final String version = Main.class.getPackage().getImplementationVersion();
            return new String[]{"ttalloc " + (null == version ? "unpackaged" : version)};
        }
    }
}
