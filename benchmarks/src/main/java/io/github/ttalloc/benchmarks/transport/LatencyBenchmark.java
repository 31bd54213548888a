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

/**
 * How long is it from a report until the ledger holds it, with one event at a time and an embedded recorder? By the
 * idle strategy of its two agents: the usual one parks for 4 ms at the most.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class LatencyBenchmark
{
    /** How the agents wait for work. */
    @Param({"usual", "yield"})
    private String idle;

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
        recorder.close();
        directory.close();
    }
}
