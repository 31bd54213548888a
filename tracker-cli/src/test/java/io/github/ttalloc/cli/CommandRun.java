package io.github.ttalloc.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One run of the program inside the test: its exit code and what it printed. */
public record CommandRun(int code, String out, String err)
{
    public static CommandRun of(final Object... args)
    {
        final StringWriter out = new StringWriter();
        final StringWriter err = new StringWriter();
        final List<String> line = new ArrayList<>();
        for (final Object arg : args)
        {
            line.add(arg.toString());
        }
        final PrintWriter outWriter = new PrintWriter(out);
        final int code = Main.commandLine(outWriter, new PrintWriter(err)).execute(line.toArray(new String[0]));
        outWriter.flush();
        return new CommandRun(code, out.toString(), err.toString());
    }

    /** A run of a command on a directory. */
    public static CommandRun on(final Path directory, final String command, final Object... args)
    {
        final List<Object> line = new ArrayList<>(List.of(command, "--dir", directory));
        line.addAll(List.of(args));
        return of(line.toArray());
    }

    public List<String> lines()
    {
        return out.lines().toList();
    }
}
