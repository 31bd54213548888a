package io.github.ttalloc.benchmarks.start;

import io.github.ttalloc.benchmarks.process.ChildProcess;
import io.github.ttalloc.benchmarks.process.ScratchDirectory;
import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.device.BufferType;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * How much longer does a process take to start and end for its first report? It is started without flags, for the
 * client needs none.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 7)
@Fork(1)
public class StartBenchmark
{
    private ScratchDirectory directory;

    /** A benchmark that JMH sets up. */
    public StartBenchmark()
    {
    }

    /**
     * Makes a directory.
     *
     * @throws IOException if that fails.
     */
    @Setup(Level.Iteration)
    public void create() throws IOException
    {
        directory = ScratchDirectory.create();
    }

    /** Removes the directory. */
    @TearDown(Level.Iteration)
    public void remove()
    {
        directory.close();
    }

    /**
     * A JVM that does nothing.
     *
     * @throws IOException if it cannot be started.
     */
    @Benchmark
    public void processAlone() throws IOException
    {
        ChildProcess.startWithoutFlags(FirstReport.class).close();
    }

    /**
     * A JVM that reports once.
     *
     * @throws IOException if it cannot be started.
     */
    @Benchmark
    public void processWithReport() throws IOException
    {
        ChildProcess.startWithoutFlags(FirstReport.class, directory.path().toString()).close();
    }

    /**
     * The birth of a ring of 32 MiB, one report and the end, in a process that is warm.
     *
     * @return what came of the report.
     * @throws IOException if there can be no ring.
     */
    @Benchmark
    public long ringAndReport() throws IOException
    {
        try (RingReporter reporter = RingReporter.create(new ReporterContext().directory(directory.path())
            .ringBytes(ReporterContext.DEFAULT_RING_BYTES)))
        {
            return reporter.allocate(0, BufferType.L1, 0, 4096);
        }
    }
}
