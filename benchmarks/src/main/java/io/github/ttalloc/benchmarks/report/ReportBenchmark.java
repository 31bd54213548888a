package io.github.ttalloc.benchmarks.report;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * What does one report of an allocation cost its process, its time stamp included, by the way in which it is made?
 * Sample time shows the percentiles: the clock of the harness is in every sample, and {@code clock} shows what it
 * costs. {@link BurstBenchmark} shows the mean without it. The time of an iteration is bounded by the first lap of the
 * ring.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 20, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class ReportBenchmark
{
    private ReportPath way;
    private long bufferId;

    /** A benchmark that JMH sets up. */
    public ReportBenchmark()
    {
    }

    /**
     * Makes ready for an iteration.
     *
     * @param path how reports are made.
     * @throws IOException if that fails.
     */
    @Setup(Level.Iteration)
    public void nextStretch(final OpenPath path) throws IOException
    {
        way = path.way();
        way.nextStretch();
    }

    /**
     * Reports one allocation.
     *
     * @return what came of it.
     */
    @Benchmark
    public long report()
    {
        bufferId = bufferId + 32 & 0xFFFF_FFFFL;
        return way.report(bufferId);
    }
}
