package io.github.ttalloc.benchmarks.report;

import io.github.ttalloc.benchmarks.figures.Figures;
import io.github.ttalloc.benchmarks.figures.Probe;
import io.github.ttalloc.benchmarks.process.CProgram;
import io.github.ttalloc.benchmarks.process.ChildProcess;
import io.github.ttalloc.benchmarks.process.ScratchDirectory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The way {@code socket} with a sender in C, to the same peer: what it takes less than by the JDK's channel is what the
 * channel adds. gcc must be there.
 */
public final class SocketSenderProbe implements Probe
{
    private final int messages;
    private final int bursts;

    /**
     * A probe.
     *
     * @param messages of a burst, and of those that are timed one by one; at least 100.
     * @param bursts   to measure, after as many to warm up.
     */
    public SocketSenderProbe(final int messages, final int bursts)
    {
        this.messages = messages;
        this.bursts = bursts;
    }

    @Override
    public String name()
    {
        return "socket-c";
    }

    @Override
    public int rounds()
    {
        return Integer.MAX_VALUE;
    }

    @Override
    public void measure(final Figures figures) throws IOException
    {
        try (ScratchDirectory directory = ScratchDirectory.create())
        {
            final Path program = CProgram.compile(directory.path(), "socket_loop.c");
            final Path socket = directory.path().resolve("socket");
            try (ChildProcess peer = ChildProcess.start(SocketDrain.class, socket.toString()))
            {
                peer.expect(SocketDrain.READY);
                try (ChildProcess sender = ChildProcess.start("socket_loop", List.of(program.toString(),
                    socket.toString(), Integer.toString(messages), Integer.toString(bursts))))
                {
                    figures.addLines(sender.readLines());
                }
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while gcc was at work", ex);
        }
    }
}
