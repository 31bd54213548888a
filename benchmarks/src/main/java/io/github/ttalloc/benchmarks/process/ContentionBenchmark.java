package io.github.ttalloc.benchmarks.process;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What does a report cost while other processes report too? Processes that are warm make a number of reports together,
 * no recorder being at work; the time for each of all reports is its inverse throughput. Rings are in one tracker
 * directory, or apart in one each; the queue and the counters are one for all. How many iterations there may be is
 * bounded by the first lap of a ring.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 2)
@Fork(1)
public class ContentionBenchmark
{
    /** Reports of all processes together. */
    public static final int REPORTS = 1 << 21;

    private static final int WARM_UP_REPORTS = 1 << 20;
    private static final String APART = "ring-apart";

    /** How the report is made. */
    @Param({"ring", APART, "chronicle", "counters"})
    private String way;

    /** How many processes report. */
    @Param({"1", "2", "4"})
    private int processes;

    private final List<ChildProcess> children = new ArrayList<>();
    private ScratchDirectory directory;

    /** A benchmark that JMH sets up. */
    public ContentionBenchmark()
    {
    }

    /**
     * Starts the processes.
     *
     * @throws IOException if that fails.
     */
    @Setup
    public void start() throws IOException
    {
        directory = ScratchDirectory.create();
        final boolean isRing = way.startsWith("ring");
        for (int i = 0; i < processes; i++)
        {
            final Path own = directory.path().resolve(APART.equals(way) ? "apart-" + i : "together");
            Files.createDirectories(own, ScratchDirectory.OWNER_ONLY);
            children.add(ChildProcess.start(ReportLoop.class, isRing ? "ring-undrained" : way, own.toString(),
                Integer.toString(WARM_UP_REPORTS), Integer.toString(REPORTS / processes)));
        }
        for (final ChildProcess child : children)
        {
            child.expect(ReportLoop.READY);
        }
    }

    /**
     * Has them report.
     *
     * @throws IOException if one fails.
     */
    @Benchmark
    @OperationsPerInvocation(REPORTS)
    public void report() throws IOException
    {
        for (final ChildProcess child : children)
        {
            child.send(ReportLoop.GO);
        }
        for (final ChildProcess child : children)
        {
            child.expect(ReportLoop.DONE);
        }
    }

    /** Ends the processes. */
    @TearDown
    public void stop()
    {
        children.forEach(ChildProcess::close);
        children.clear();
        directory.close();
    }
}
