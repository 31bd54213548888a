package io.github.ttalloc.benchmarks.transport;

import io.github.ttalloc.benchmarks.process.ScratchDirectory;
import io.github.ttalloc.client.EventKind;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.journal.BatchBuilder;
import io.github.ttalloc.ipc.journal.BatchDescriptor;
import io.github.ttalloc.ipc.journal.JournalAppender;
import io.github.ttalloc.ipc.journal.JournalContext;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.CloseHelper;
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
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * What does an event cost that goes to Chronicle in a full batch, with nobody else at work? By Chronicle alone, which
 * is handed the bytes of a batch that is ready; or by our journal, which also numbers and sums up the batch, and takes
 * its pages before they are touched.
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
    private static final long BLOCK_BYTES = 4L << 20;

    /** Who appends. */
    @Param({"chronicle", "journal"})
    private String way;

    private final BatchBuilder batch = new BatchBuilder();
    private final BytesStore<?, ByteBuffer> bytes =
        BytesStore.wrap(ByteBuffer.allocateDirect(BatchDescriptor.MAX_LENGTH));
    private ScratchDirectory directory;
    private SingleChronicleQueue queue;
    private ExcerptAppender chronicle;
    private JournalAppender journal;

    /** A benchmark that JMH sets up. */
    public JournalAppendBenchmark()
    {
    }

    /**
     * Opens a journal, or a queue of the same shape.
     *
     * @throws IOException if that fails.
     */
    @Setup(Level.Iteration)
    public void open() throws IOException
    {
        directory = ScratchDirectory.create();
        final JournalContext context = new JournalContext();
        if ("chronicle".equals(way))
        {
            queue = SingleChronicleQueueBuilder.binary(directory.path()).rollCycle(context.rollCycle())
                .blockSize(BLOCK_BYTES).build();
            chronicle = queue.createAppender();
            chronicle.singleThreadedCheckDisabled(true);
            return;
        }
        journal = JournalAppender.open(TrackerDirectory.of(directory.path()).create(), context);
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
            if (null == chronicle)
            {
                journal.append(batch);
            }
            else
            {
                appendToQueue();
            }
        }
    }

    /** Closes what was opened. */
    @TearDown(Level.Iteration)
    public void close()
    {
        CloseHelper.closeAll(chronicle, queue, journal);
        directory.close();
    }

    private void appendToQueue()
    {
        try (DocumentContext document = chronicle.writingDocument())
        {
            document.wire().bytes().write(bytes, 0L, BatchDescriptor.MAX_LENGTH);
        }
    }
}
