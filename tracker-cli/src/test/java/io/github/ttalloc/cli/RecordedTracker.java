package io.github.ttalloc.cli;

import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.recorder.Recorder;
import io.github.ttalloc.ipc.recorder.RecorderContext;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

/** A tracker directory with a real recorder, into which a test reports as one or several processes. */
public final class RecordedTracker implements AutoCloseable
{
    private static final long DEADLINE_NANOS = 20_000_000_000L;
    private static final int RING_BYTES = 256 * 1024;

    private final Path path;
    private final Recorder recorder;
    private final Deque<AllocationReporter> reporters = new ArrayDeque<>();

    private RecordedTracker(final Path path) throws IOException
    {
        this.path = path;
        recorder = Recorder.launch(path, new RecorderContext().warnings(message -> fail(message)));
    }

    public static RecordedTracker start(final Path path) throws IOException
    {
        return new RecordedTracker(path);
    }

    /** Records what a script reports as one process that is still alive when the recorder stops. */
    public static TrackerDirectory record(final Path path, final Consumer<AllocationReporter> script)
        throws IOException
    {
        try (RecordedTracker tracker = start(path))
        {
            script.accept(tracker.process("python"));
        }
        return TrackerDirectory.of(path);
    }

    /** A reporter of another process; alive until it is closed. */
    public AllocationReporter process(final String name) throws IOException
    {
        final AllocationReporter reporter = RingReporter.create(
            new ReporterContext().directory(path).ringBytes(RING_BYTES).processName(name).waitingForRecorder(true));
        reporters.push(reporter);
        return reporter;
    }

    /** Waits until an event is in the journal: events of different processes are ordered only where one waits. */
    public void await(final long sequence)
    {
        final long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (recorder.status().journalSequence() < sequence)
        {
            assertTrue(System.nanoTime() < deadline,
                () -> "journal is at " + recorder.status().journalSequence() + " and not at " + sequence);
            Thread.onSpinWait();
        }
    }

    /** Stops the recorder before the processes end, so that the journal has those alive that still are. */
    @Override
    public void close()
    {
        recorder.close();
        reporters.forEach(AllocationReporter::close);
    }
}
