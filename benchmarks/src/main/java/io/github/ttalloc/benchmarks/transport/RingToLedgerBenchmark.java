package io.github.ttalloc.benchmarks.transport;

import io.github.ttalloc.benchmarks.process.ChildProcess;
import io.github.ttalloc.benchmarks.process.ReportLoop;
import io.github.ttalloc.benchmarks.process.ScratchDirectory;
import io.github.ttalloc.ipc.recorder.Recorder;
import io.github.ttalloc.ipc.recorder.RecorderContext;
import io.github.ttalloc.ipc.recorder.RecorderStatus;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How many events get from the rings of several processes through the journal into the ledger, a recorder with its
 * usual settings being at work in a JVM without Agrona's bounds checks? The time runs from the first report until the
 * ledger holds the last; the time for each event is the inverse throughput. There are several times as many events as
 * the rings hold, so that reporters wait for the recorder most of the time. {@link JournalAppendBenchmark} is what it
 * is held against: as many events in batches as large as these get to be.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 3)
@Fork(value = 1, jvmArgsAppend = "-Dagrona.disable.bounds.checks=true")
public class RingToLedgerBenchmark
{
    /** Events of all processes together. */
    public static final int EVENTS = 1 << 22;

    private static final int WARM_UP_REPORTS = 1 << 20;
    private static final long POLL_NANOS = 100_000;
    private static final int QUIET_POLLS = 500;

    /** How many processes report. */
    @Param({"1", "2", "4"})
    private int processes;

    private final List<ChildProcess> children = new ArrayList<>();
    private ScratchDirectory directory;
    private Recorder recorder;
    private long sequence;

    /** A benchmark that JMH sets up. */
    public RingToLedgerBenchmark()
    {
    }

    /**
     * Starts the recorder and the processes, and waits until it has caught up with them.
     *
     * @throws IOException if that fails.
     */
    @Setup(Level.Iteration)
    public void start() throws IOException
    {
        directory = ScratchDirectory.create();
        recorder = Recorder.launch(directory.path(), new RecorderContext());
        for (int i = 0; i < processes; i++)
        {
            children.add(ChildProcess.start(ReportLoop.class, "ring-recorded", directory.path().toString(),
                Integer.toString(WARM_UP_REPORTS), Integer.toString(EVENTS / processes)));
        }
        for (final ChildProcess child : children)
        {
            child.expect(ReportLoop.READY);
        }
        sequence = awaitQuiet(recorder.status());
    }

    /**
     * Has them report, and waits for the ledger.
     */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void record()
    {
        for (final ChildProcess child : children)
        {
            child.send(ReportLoop.GO);
        }
        final RecorderStatus status = recorder.status();
        while (status.ledgerSequence() < sequence + EVENTS && null == recorder.failure())
        {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /**
     * Ends the processes and the recorder.
     *
     * @throws IOException if a process failed.
     */
    @TearDown(Level.Iteration)
    public void stop() throws IOException
    {
        for (final ChildProcess child : children)
        {
            child.expect(ReportLoop.DONE);
            child.close();
        }
        children.clear();
        final long lost = recorder.status().lostEvents();
        final Throwable failure = recorder.failure();
        recorder.close();
        directory.close();
        if (lost > 0 || null != failure)
        {
            throw new IllegalStateException("lost=" + lost + " events, so what was measured is not all of them",
                failure);
        }
    }

    private static long awaitQuiet(final RecorderStatus status)
    {
        long last = -1;
        for (int polls = 0; polls < QUIET_POLLS; polls++)
        {
            final long now = status.ledgerSequence();
            if (now != last || now != status.journalSequence())
            {
                polls = 0;
            }
            last = now;
            LockSupport.parkNanos(POLL_NANOS);
        }
        return last;
    }
}
