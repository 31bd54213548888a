package io.github.ttalloc.tests.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Child JVMs of a test, ended with it.
 */
final class Children implements AutoCloseable
{
    private static final long DEADLINE_SECONDS = 60;

    private final List<Process> processes = new ArrayList<>();

    /** Starts a main class of the tests with their class path and flags, its stderr joined to the test's. */
    Process start(final Class<?> main, final Object... arguments) throws IOException
    {
        return run(java(List.of(), main, arguments));
    }

    /** The command that runs a main class of the tests with their class path and flags, and further options. */
    static List<String> java(final List<String> options, final Class<?> main, final Object... arguments)
    {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        command.add("-XX:TieredStopAtLevel=1");
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("--"))
            .forEach(command::add);
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        for (final Object argument : arguments)
        {
            command.add(argument.toString());
        }
        return command;
    }

    /** Starts any command, its stderr joined to the test's. */
    Process run(final List<String> command) throws IOException
    {
        final Process process =
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        processes.add(process);
        return process;
    }

    /** Starts any command, its stderr at the end of a file. */
    Process run(final List<String> command, final Path errors) throws IOException
    {
        final Process process = new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile())).start();
        processes.add(process);
        return process;
    }

    /** Waits until a child prints a line. */
    static void awaitLine(final Process process, final String wanted) throws IOException
    {
        final BufferedReader reader =
            new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = reader.readLine();
        while (null != line && !line.equals(wanted))
        {
            line = reader.readLine();
        }
        assertEquals(wanted, line, "the child ended without that line");
    }

    /** Sends a signal by its name. */
    static void signal(final Process process, final String name) throws IOException, InterruptedException
    {
        assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor());
    }

    /** Where the threads of a child stand. */
    static String stacks(final Process process) throws IOException, InterruptedException
    {
        final Process jstack = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "jstack").toString(), Long.toString(process.pid()))
            .redirectErrorStream(true).start();
        final String stacks = new String(jstack.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jstack.waitFor();
        return stacks;
    }

    static void kill(final Process process) throws InterruptedException
    {
        process.destroyForcibly().waitFor();
    }

    static void awaitExit(final Process process, final int code) throws InterruptedException
    {
        assertTrue(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS), "the child did not end in time");
        assertEquals(code, process.exitValue());
    }

    @Override
    public void close()
    {
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }
}
