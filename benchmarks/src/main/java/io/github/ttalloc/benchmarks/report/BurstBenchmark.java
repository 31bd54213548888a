package io.github.ttalloc.benchmarks.report;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
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

    private ReportPath way;
    private long bufferId;
    private int bursts;

    /** A benchmark that JMH sets up. */
    public BurstBenchmark()
    {
    }

    /**
     * Makes ready for a burst.
     *
     * @param path how reports are made.
     * @throws IOException if that fails.
     */
    @Setup(Level.Iteration)
    public void nextBurst(final OpenPath path) throws IOException
    {
        way = path.way();
        bursts++;
        if (0 == bursts % BURSTS_OF_A_STRETCH)
        {
            way.nextStretch();
        }
        way.awaitRead();
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
            last += way.report(bufferId);
        }
        return last;
    }
}
