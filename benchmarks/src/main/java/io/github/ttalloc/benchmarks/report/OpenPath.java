package io.github.ttalloc.benchmarks.report;

import io.github.ttalloc.benchmarks.process.ScratchDirectory;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import java.io.IOException;

/**
 * A way to report, open in a directory of its own in shared memory.
 */
@State(Scope.Benchmark)
public class OpenPath
{
    /** How reports are made, one of the names that {@link ReportPath#open} takes. */
    @Param({"ring", "ring-first-lap", "chronicle", "socket", "counters", "counters-first-slot", "agrona-ring",
        "aeron-ipc", "clock"})
    private String path;

    private ScratchDirectory directory;
    private ReportPath way;

    /** A state that JMH sets up. */
    public OpenPath()
    {
    }

    /**
     * Opens the way.
     *
     * @throws IOException if it cannot be opened.
     */
    @Setup
    public void open() throws IOException
    {
        directory = ScratchDirectory.create();
        way = ReportPath.open(path, directory.path());
    }

    /**
     * The way.
     *
     * @return the same for the whole trial.
     */
    public ReportPath way()
    {
        return way;
    }

    /**
     * Closes the way and removes its files.
     *
     * @throws IOException if it cannot be closed.
     */
    @TearDown
    public void close() throws IOException
    {
        try
        {
            way.close();
        }
        finally
        {
            directory.close();
        }
    }
}
