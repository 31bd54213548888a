package io.github.ttalloc.benchmarks.report;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What does a report cost where tracking is off, and what does a call that does nothing?
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
public class DisabledBenchmark
{
    /** What is called. */
    @Param({"disabled", "empty"})
    private String path;

    private ReportPath reportPath;
    private long bufferId;

    /** A benchmark that JMH sets up. */
    public DisabledBenchmark()
    {
    }

    /**
     * Opens what is called.
     *
     * @throws IOException if it cannot be opened.
     */
    @Setup
    public void open() throws IOException
    {
        reportPath = ReportPath.open(path, Path.of(""));
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
        return reportPath.report(bufferId);
    }
}
