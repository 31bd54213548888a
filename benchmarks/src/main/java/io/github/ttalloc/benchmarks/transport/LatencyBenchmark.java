package io.github.ttalloc.benchmarks.transport;

import io.github.ttalloc.benchmarks.process.ScratchDirectory;
import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.recorder.Recorder;
import io.github.ttalloc.ipc.recorder.RecorderContext;
import io.github.ttalloc.ipc.recorder.RecorderStatus;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long is it from a report until the ledger holds it, with one event at a time and an embedded recorder? By the
 * idle strategy of its two agents and by how long nothing was reported before: agents that have nothing to do park
 * longer and longer.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class LatencyBenchmark
{
    /** How the agents wait for work. */
    @Param({"usual", "yield"})
    private String idle;

    /** Microseconds without a report before each. */
    @Param({"0", "1000", "20000"})
    private long pauseMicros;

    private ScratchDirectory directory;
    private Recorder recorder;
    private RingReporter reporter;
    private long bufferId;

    /** A benchmark that JMH sets up. */
    public LatencyBenchmark()
    {
    }

    /**
     * Starts a recorder and makes it know the ring.
     *
     * @throws IOException if that fails.
     */
    @Setup
    public void start() throws IOException
    {
        directory = ScratchDirectory.create();
        final RecorderContext context = new RecorderContext();
        recorder = Recorder.launch(directory.path(),
            "usual".equals(idle) ? context : context.idleStrategy(() -> YieldingIdleStrategy.INSTANCE));
        reporter = RingReporter.create(new ReporterContext().directory(directory.path()));
        final RecorderStatus status = recorder.status();
        while (0 == status.ledgerSequence() || status.ledgerSequence() < status.journalSequence())
        {
            Thread.onSpinWait();
        }
    }

    /** Lets the agents rest; this is not measured. */
    @Setup(Level.Invocation)
    public void pause()
    {
        final long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(pauseMicros);
        while (end - System.nanoTime() > 0)
        {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    /**
     * Reports an event and waits until it is in the ledger.
     *
     * @return the sequence of the ledger.
     */
    @Benchmark
    public long reportToLedger()
    {
        final RecorderStatus status = recorder.status();
        final long before = status.ledgerSequence();
        bufferId = bufferId + 32 & 0xFFFF_FFFFL;
        reporter.write(0, BufferType.KERNEL, 1, 1, bufferId, 4096, 0);
        long now = status.ledgerSequence();
        while (now == before && null == recorder.failure())
        {
            Thread.onSpinWait();
            now = status.ledgerSequence();
        }
        return now;
    }

    /** Stops the recorder. */
    @TearDown
    public void stop()
    {
        reporter.close();
        final Throwable failure = recorder.failure();
        recorder.close();
        directory.close();
        if (null != failure)
        {
            throw new IllegalStateException("the recorder failed, so nothing was measured", failure);
        }
    }
}
