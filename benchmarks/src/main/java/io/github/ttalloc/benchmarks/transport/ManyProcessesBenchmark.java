package io.github.ttalloc.benchmarks.transport;

import io.github.ttalloc.benchmarks.process.CProgram;
import io.github.ttalloc.benchmarks.process.ChildProcess;
import io.github.ttalloc.benchmarks.process.ReportLoop;
import io.github.ttalloc.benchmarks.process.ScratchDirectory;
import io.github.ttalloc.ipc.recorder.Recorder;
import io.github.ttalloc.ipc.recorder.RecorderContext;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long does it take until the ledger holds {@value #EVENTS} events from each of many processes that report at
 * once? The processes are C programs with rings of 1 MiB; gcc must be there.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 10)
@Measurement(iterations = 10)
@Fork(1)
public class ManyProcessesBenchmark
{
    /** Events of each process in one shot. */
    public static final int EVENTS = 1 << 12;

    private static final int RING_BYTES = 1 << 20;
    private static final long POLL_NANOS = 20_000;
    private static final long QUIET_NANOS = 50_000_000;

    /** How many processes report. */
    @Param({"1", "8", "64", "512"})
    private int processes;

    private final List<ChildProcess> children = new ArrayList<>();
    private ScratchDirectory directory;
    private Recorder recorder;

    /** A benchmark that JMH sets up. */
    public ManyProcessesBenchmark()
    {
    }

    /**
     * Starts the recorder and the processes.
     *
     * @throws IOException          if that fails.
     * @throws InterruptedException if it is interrupted.
     */
    @Setup
    public void start() throws IOException, InterruptedException
    {
        directory = ScratchDirectory.create();
        final Path program = CProgram.compile(directory.path(), "report_loop.c", "ttalloc.h");
        final Path tracker = directory.path().resolve("tracker");
        recorder = Recorder.launch(tracker, new RecorderContext());
        for (int i = 0; i < processes; i++)
        {
            children.add(ChildProcess.start("report_loop", List.of(program.toString(), tracker.toString(),
                Integer.toString(RING_BYTES), Integer.toString(EVENTS))));
        }
        for (final ChildProcess child : children)
        {
            child.expect(ReportLoop.READY);
        }
        while (recorder.status().rings() < processes)
        {
            LockSupport.parkNanos(POLL_NANOS);
        }
        LockSupport.parkNanos(QUIET_NANOS);
    }

    /**
     * Has them report, and waits for the ledger.
     */
    @Benchmark
    public void record()
    {
        final long sequence = recorder.status().ledgerSequence();
        for (final ChildProcess child : children)
        {
            child.send(ReportLoop.GO);
        }
        while (recorder.status().ledgerSequence() < sequence + (long)EVENTS * processes && null == recorder.failure())
        {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Ends the processes and the recorder. */
    @TearDown
    public void stop()
    {
        children.forEach(ChildProcess::close);
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
}
