package io.github.ttalloc.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The producer processes of the demo. They end with it, whatever happens: each ends where its standard input does, and
 * leaves signals for the whole terminal to the demo. May be closed by another thread than the one that uses it.
 */
final class DemoProcesses implements AutoCloseable
{
    private static final long END_SECONDS = 10;
    private static final String DEAF = "trap '' HUP INT TERM; exec \"$@\"";

    private final List<Child> children = new CopyOnWriteArrayList<>();
    private boolean isClosed;

    /**
     * A running producer.
     *
     * @param name    what it does and where.
     * @param process of the operating system.
     * @param output  what it says.
     */
    private record Child(String name, Process process, BufferedReader output)
    {
        private void await(final String part) throws IOException
        {
            String line = output.readLine();
            while (null != line && !line.equals(part))
            {
                line = output.readLine();
            }
            if (null == line)
            {
                throw new IOException("producer " + name + " (pid " + process.pid() + ") ended before it was '" + part +
                    "': run 'ttalloc demo --keep' and see what it says on stderr");
            }
        }

        private void goOn() throws IOException
        {
            final OutputStream input = process.getOutputStream();
            input.write('\n');
            input.flush();
        }
    }

    /** Starts a producer: its process id. */
    synchronized long start(final Path directory, final int device, final DecodeRole role, final int steps)
        throws IOException
    {
        if (isClosed)
        {
            throw new IOException("the demo has ended");
        }
        final ProcessBuilder builder = new ProcessBuilder(
            "/bin/sh", "-c", DEAF, "sh",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto",
            "-cp", System.getProperty("java.class.path"),
            DemoProducer.class.getName(),
            directory.toString(), Integer.toString(device), role.name(), Integer.toString(steps))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeIf(name -> name.startsWith("TT_ALLOC_"));
        final Process process = builder.start();
        children.add(new Child(
            role + " on device " + device,
            process,
            new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))));
        return process.pid();
    }

    /** The process ids of those that run. */
    Set<Long> pids()
    {
        return children.stream().map(child -> child.process().pid()).collect(Collectors.toSet());
    }

    /** Waits until every producer has done a part. */
    void await(final String part) throws IOException
    {
        for (final Child child : children)
        {
            child.await(part);
        }
    }

    /** Lets every producer go on. */
    void goOn() throws IOException
    {
        for (final Child child : children)
        {
            child.goOn();
        }
    }

    /** Kills one producer with SIGKILL. */
    void kill(final long pid) throws InterruptedException
    {
        for (final Child child : List.copyOf(children))
        {
            if (child.process().pid() == pid)
            {
                children.remove(child);
                child.process().destroyForcibly().waitFor();
            }
        }
    }

    /** Waits until every producer has ended. */
    void awaitEnd() throws IOException, InterruptedException
    {
        for (final Child child : children)
        {
            if (!child.process().waitFor(END_SECONDS, TimeUnit.SECONDS) || 0 != child.process().exitValue())
            {
                throw new IOException("producer " + child.name() + " (pid " + child.process().pid() +
                    ") did not end as it should");
            }
        }
        children.clear();
    }

    @Override
    public synchronized void close()
    {
        isClosed = true;
        children.forEach(child -> child.process().destroyForcibly());
        children.forEach(child -> child.process().onExit().join());
    }
}
