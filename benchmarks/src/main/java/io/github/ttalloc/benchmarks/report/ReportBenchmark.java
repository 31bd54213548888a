package io.github.ttalloc.benchmarks.report;

import org.agrona.IoUtil;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * One report of an allocation, its time stamp included, by the way in which it is made. Sample time, so that the
 * percentiles show: the clock of the harness is in every sample.
 */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.SampleTime, Mode.AverageTime})
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
public class ReportBenchmark
{
    /** How the report is made. */
    @Param({"ring", "chronicle", "disabled"})
    private String path;

    private Path directory;
    private ReportPath reportPath;
    private long bufferId;

    /** A benchmark that JMH sets up. */
    public ReportBenchmark()
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
        directory = Files.createTempDirectory(Path.of("/dev/shm"), "ttalloc-report-");
        reportPath = switch (path)
        {
            case "ring" -> new RingPath(directory);
            case "chronicle" -> new ChroniclePath(directory);
            case "disabled" -> new DisabledPath();
            default -> throw new IllegalArgumentException("path=" + path);
        };
    }

    /**
     * Closes the path and removes its files.
     *
     * @throws IOException if it cannot be closed.
     */
    @TearDown
    public void close() throws IOException
    {
        reportPath.close();
        IoUtil.delete(directory.toFile(), false);
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
