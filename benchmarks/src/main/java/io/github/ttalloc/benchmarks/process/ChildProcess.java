package io.github.ttalloc.benchmarks.process;

import io.github.ttalloc.benchmarks.ForkFlags;
import io.github.ttalloc.benchmarks.Planted;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process, most often a JVM that runs a main class of this jar, spoken to by lines on its standard input and output.
 * It ends with its parent, whose end closes its input. Not thread-safe.
 */
public final class ChildProcess implements AutoCloseable
{
    private static final int PATIENCE_SECONDS = 20;

    private final String name;
    private final Process process;
    private final BufferedReader output;
    private final PrintStream input;

    private ChildProcess(final String name, final Process process)
    {
        this.name = name;
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.input = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /**
     * Starts a process with the flags of this one.
     *
     * @param main      class with a main method.
     * @param arguments of the main method.
     * @return the process.
     * @throws IOException if it cannot be started.
     */
    public static ChildProcess start(final Class<?> main, final String... arguments) throws IOException
    {
        return start(List.of(), main, arguments);
    }

    /**
     * Starts a process with the flags of this one and further ones.
     *
     * @param flags     of the JVM.
     * @param main      class with a main method.
     * @param arguments of the main method.
     * @return the process.
     * @throws IOException if it cannot be started.
     */
    public static ChildProcess start(final List<String> flags, final Class<?> main, final String... arguments)
        throws IOException
    {
        final List<String> all = new ArrayList<>(ForkFlags.ofThisJar());
        all.addAll(Planted.flags());
        all.addAll(flags);
        return startWith(all, main, arguments);
    }

    /**
     * Starts a process with no flags, as a runtime may be started that embeds the client alone.
     *
     * @param main      class with a main method.
     * @param arguments of the main method.
     * @return the process.
     * @throws IOException if it cannot be started.
     */
    public static ChildProcess startWithoutFlags(final Class<?> main, final String... arguments) throws IOException
    {
        return startWith(List.of(), main, arguments);
    }

    /**
     * Starts a process that is no JVM.
     *
     * @param name    to call it by.
     * @param command with its arguments.
     * @return the process.
     * @throws IOException if it cannot be started.
     */
    public static ChildProcess start(final String name, final List<String> command) throws IOException
    {
        final Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        return new ChildProcess(name, process);
    }

    private static ChildProcess startWith(final List<String> flags, final Class<?> main, final String... arguments)
        throws IOException
    {
        final List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return start(main.getSimpleName(), command);
    }

    /**
     * The next line that the process prints.
     *
     * @return the line.
     * @throws IOException if there is none any more.
     */
    public String readLine() throws IOException
    {
        final String line = output.readLine();
        if (null == line)
        {
            throw new IOException("process " + name + " ended too early, see its messages above");
        }
        return line;
    }

    /**
     * All further lines that the process prints.
     *
     * @return the lines, once it has ended.
     * @throws IOException if they cannot be read.
     */
    public List<String> readLines() throws IOException
    {
        return output.lines().toList();
    }

    /**
     * Waits for a line.
     *
     * @param expected the line; lines before it are skipped.
     * @throws IOException if the process ends first.
     */
    public void expect(final String expected) throws IOException
    {
        String line = readLine();
        while (!expected.equals(line))
        {
            line = readLine();
        }
    }

    /**
     * Sends a line.
     *
     * @param line the line.
     */
    public void send(final String line)
    {
        input.println(line);
    }

    /**
     * Its number.
     *
     * @return the pid.
     */
    public long pid()
    {
        return process.pid();
    }

    /**
     * Closes its input and waits for its end; one that does not end is killed.
     *
     * @throws IllegalStateException if it does not end, or ends with a failure: what it measured means nothing.
     */
    @Override
    public void close()
    {
        input.close();
        try
        {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
            {
                process.destroyForcibly();
                throw new IllegalStateException("process " + name + " did not end in " + PATIENCE_SECONDS + " s");
            }
            if (0 != process.exitValue())
            {
                throw new IllegalStateException(
                    "process " + name + " ended with " + process.exitValue() + ", see its messages above");
            }
        }
        catch (final InterruptedException ex)
        {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
