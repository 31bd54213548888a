package io.github.ttalloc.benchmarks.transport;

import io.github.ttalloc.benchmarks.process.ScratchDirectory;
import io.github.ttalloc.client.EventKind;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.journal.BatchBuilder;
import io.github.ttalloc.ipc.journal.BatchDescriptor;
import io.github.ttalloc.ipc.journal.JournalAppender;
import io.github.ttalloc.ipc.journal.JournalContext;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * What does an event cost that goes to Chronicle in a full batch, with nobody else at work?
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 3)
@Fork(value = 1, jvmArgsAppend = "-Dagrona.disable.bounds.checks=true")
public class JournalAppendBenchmark
{
    private static final int EVENTS = RingToLedgerBenchmark.EVENTS;

    private final BatchBuilder batch = new BatchBuilder();
    private ScratchDirectory directory;
    private JournalAppender appender;

    /** A benchmark that JMH sets up. */
    public JournalAppendBenchmark()
    {
    }

    /**
     * Opens a journal.
     *
     * @throws IOException if that fails.
     */
    @Setup(Level.Iteration)
    public void open() throws IOException
    {
        directory = ScratchDirectory.create();
        appender = JournalAppender.open(TrackerDirectory.of(directory.path()).create(), new JournalContext());
        batch.begin(BatchDescriptor.SOURCE_RING, 1, 0);
        for (int i = 0; i < BatchDescriptor.MAX_COUNT; i++)
        {
            batch.add(EventKind.ALLOCATE, 0, System.nanoTime(), i * 32L, 4096, 64);
        }
    }

    /**
     * Appends batches.
     */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void append()
    {
        for (int i = 0; i < EVENTS / BatchDescriptor.MAX_COUNT; i++)
        {
            appender.append(batch);
        }
    }

    /** Closes the journal. */
    @TearDown(Level.Iteration)
    public void close()
    {
        appender.close();
        directory.close();
    }
}
