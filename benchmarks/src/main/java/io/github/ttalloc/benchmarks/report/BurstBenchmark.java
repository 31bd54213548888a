package io.github.ttalloc.benchmarks.report;

import io.github.ttalloc.benchmarks.process.ScratchDirectory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * What does a report cost its process on average over a burst that the ring takes, its time stamp included, by the way
 * in which it is made? Before each burst, what was reported is read. One shot is one burst of some milliseconds, so
 * that the median of many is rid of those that the host interrupted.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 60)
@Measurement(iterations = 60)
@Fork(3)
public class BurstBenchmark
{
    private static final int BURST = 1 << 17;
    private static final int BURSTS_OF_A_STRETCH = 10;

    /** How the report is made, one of the names that {@link ReportPath#open} takes. */
    @Param({"ring", "ring-first-lap", "chronicle", "socket", "counters", "counters-first-slot", "agrona-ring",
        "aeron-ipc", "clock"})
    private String path;

    private ScratchDirectory directory;
    private ReportPath reportPath;
    private long bufferId;
    private int bursts;

    /** A benchmark that JMH sets up. */
    public BurstBenchmark()
    {
    }

    /**
     * Opens the path in shared memory.
     *
     * @throws IOException if it cannot be opened.
     */
    @Setup
    public void open() throws IOException
    {
        directory = ScratchDirectory.create();
        reportPath = ReportPath.open(path, directory.path());
    }

    /**
     * Makes ready for a burst.
     *
     * @throws IOException if that fails.
     */
    @Setup(Level.Iteration)
    public void nextBurst() throws IOException
    {
        bursts++;
        if (0 == bursts % BURSTS_OF_A_STRETCH)
        {
            reportPath.nextStretch();
        }
        reportPath.awaitRead();
    }

    /**
     * Closes the path and removes its files.
     *
     * @throws IOException if it cannot be closed.
     */
    @TearDown
    public void close() throws IOException
    {
        try
        {
            reportPath.close();
        }
        finally
        {
            directory.close();
        }
    }

    /**
     * Reports a burst of allocations.
     *
     * @return what came of the last.
     */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public long report()
    {
        long last = 0;
        for (int i = 0; i < BURST; i++)
        {
            bufferId = bufferId + 32 & 0xFFFF_FFFFL;
            last += reportPath.report(bufferId);
        }
        return last;
    }
}
