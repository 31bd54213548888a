package io.github.ttalloc.benchmarks.transport;

import io.github.ttalloc.benchmarks.process.ScratchDirectory;
import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.recorder.Recorder;
import io.github.ttalloc.ipc.recorder.RecorderContext;
import io.github.ttalloc.ledger.LedgerBatch;
import io.github.ttalloc.ledger.LedgerContext;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.OneWriterLedger;
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
import java.util.concurrent.TimeUnit;

/**
 * How fast is a journal folded into a ledger, and how fast is the ledger alone with the same events in the same order?
 * A live set is kept while the oldest buffer is freed for each new one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 3)
@Fork(value = 1, jvmArgsAppend = "-Dagrona.disable.bounds.checks=true")
public class ReplayBenchmark
{
    private static final int PAIRS = 1 << 19;
    private static final int LIVE = 100_000;
    private static final int EVENTS = 2 * PAIRS - LIVE;
    private static final int STEP = 64;
    private static final int APPLIED_MASK = 1023;

    /** How many devices the buffers are on. */
    @Param("8")
    private int devices;

    private ScratchDirectory directory;

    /** A benchmark that JMH sets up. */
    public ReplayBenchmark()
    {
    }

    /**
     * Records a journal.
     *
     * @throws IOException if that fails.
     */
    @Setup
    public void record() throws IOException
    {
        directory = ScratchDirectory.create();
        try (Recorder recorder = Recorder.launch(directory.path(), new RecorderContext());
            RingReporter reporter = RingReporter.create(
                new ReporterContext().directory(directory.path()).waitingForRecorder(true)))
        {
            for (int i = 0; i < PAIRS; i++)
            {
                reporter.allocate(i % devices, BufferType.L1, address(i), 4096, STEP, CoreRange.ALL, 0);
                if (i >= LIVE)
                {
                    reporter.free((i - LIVE) % devices, BufferType.L1, address(i - LIVE));
                }
            }
            if (null != recorder.failure())
            {
                throw new IllegalStateException("no journal to replay", recorder.failure());
            }
        }
    }

    /**
     * Folds the journal from its beginning.
     *
     * @return how much was live at the end.
     * @throws IOException if the journal cannot be read.
     */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long replay() throws IOException
    {
        try (FoldTailer tailer = FoldTailer.openOldest(TrackerDirectory.of(directory.path()), null))
        {
            return tailer.catchUp().fold().sequence();
        }
    }

    /**
     * Applies the same events in batches to a ledger like that of a fold.
     *
     * @return how much was live at the end.
     */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public long apply()
    {
        final LedgerBatch batch = new LedgerBatch();
        try (OneWriterLedger ledger = new OneWriterLedger(new LedgerContext()))
        {
            for (int i = 0; i < PAIRS; i++)
            {
                batch.allocate(key(i), 4096, STEP, CoreRange.ALL, 0, i, i);
                if (i >= LIVE)
                {
                    batch.free(key(i - LIVE));
                }
                if (batch.size() >= LedgerBatch.DEFAULT_CAPACITY - 1)
                {
                    ledger.apply(batch);
                    batch.clear();
                }
                if (APPLIED_MASK == (i & APPLIED_MASK))
                {
                    ledger.applied(i);
                }
            }
            ledger.apply(batch);
            return ledger.size();
        }
    }

    /** Removes the journal. */
    @TearDown
    public void remove()
    {
        directory.close();
    }

    private static long address(final int number)
    {
        return (long)number * STEP & 0xFFFF_FFFFL;
    }

    private long key(final int number)
    {
        return LedgerKey.of(1, number % devices, BufferType.L1, address(number));
    }
}
