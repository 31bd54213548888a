package io.github.ttalloc.tests.program;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * One run of {@code ttalloc.jar}, its output in files.
 */
final class Program implements AutoCloseable
{
    private static final Path JAR =
        Path.of("").toAbsolutePath().getParent().resolve("tracker-cli/target/ttalloc.jar");
    private static final long DEADLINE_SECONDS = 60;
    private static final long POLL_NANOS = 2_000_000L;

    private final List<String> command;
    private final Process process;
    private final Path out;
    private final Path err;

    private Program(final List<String> command, final Process process, final Path out, final Path err)
    {
        this.command = command;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** The words of a command line. */
    static List<String> command(final Object... arguments)
    {
        final List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", JAR.toString()));
        for (final Object argument : arguments)
        {
            command.add(argument.toString());
        }
        return command;
    }

    static Program start(final Path scratch, final Object... arguments) throws IOException
    {
        final List<String> command = command(arguments);
        final Path out = Files.createTempFile(scratch, "out", ".txt");
        final Path err = Files.createTempFile(scratch, "err", ".txt");
        final ProcessBuilder builder =
            new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TT_ALLOC"));
        builder.environment().putAll(Map.of("LC_ALL", "C"));
        return new Program(command, builder.start(), out, err);
    }

    /** Runs to the end and checks the exit code. */
    static Program run(final Path scratch, final int exitCode, final Object... arguments)
        throws IOException, InterruptedException
    {
        final Program program = start(scratch, arguments);
        program.awaitExit(exitCode);
        return program;
    }

    long pid()
    {
        return process.pid();
    }

    Process process()
    {
        return process;
    }

    String out() throws IOException
    {
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    /** What is on stderr, without what some JVMs say of themselves there. */
    String err() throws IOException
    {
        final StringBuilder text = new StringBuilder();
        Files.readString(err, StandardCharsets.UTF_8).lines()
            .filter(line -> !line.startsWith("WARNING: "))
            .forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /** Sends a signal by its name. */
    void signal(final String name) throws IOException, InterruptedException
    {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start().waitFor();
    }

    /** Waits until the output holds a text. */
    void awaitOutput(final String text) throws IOException
    {
        await(text, out);
    }

    /** Waits until the errors hold a text. */
    void awaitErrors(final String text) throws IOException
    {
        await(text, err);
    }

    void awaitExit(final int exitCode) throws IOException, InterruptedException
    {
        assertTrue(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS), () -> command + " does not end");
        if (exitCode != process.exitValue())
        {
            throw new AssertionError(command + " ended with " + process.exitValue() + " and not with " + exitCode +
                "; stderr: " + err() + "; stdout: " + out());
        }
    }

    @Override
    public void close()
    {
        process.destroyForcibly();
        process.onExit().join();
    }

    private void await(final String text, final Path file) throws IOException
    {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!Files.readString(file, StandardCharsets.UTF_8).contains(text))
        {
            if (System.nanoTime() > deadline || !process.isAlive())
            {
                throw new AssertionError(command + " never said '" + text + "'; stderr: " + err() + "; stdout: " +
                    out());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
