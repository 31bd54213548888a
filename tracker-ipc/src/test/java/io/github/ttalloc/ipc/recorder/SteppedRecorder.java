package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.journal.JournalAppender;
import io.github.ttalloc.ipc.journal.JournalContext;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A recorder agent on the thread of the test, which makes its every step, on a file system whose free space the test
 * sets. It can be dropped between two steps like a recorder that is killed.
 */
final class SteppedRecorder implements AutoCloseable
{
    static final long MARGIN_BYTES = 1_000;

    private static final long DEADLINE_NANOS = 20_000_000_000L;

    final TestFileStore store = new TestFileStore();
    final List<String> warnings = new ArrayList<>();
    private final RecorderStatus status;
    private final JournalAppender appender;
    private final RecorderAgent agent;
    private final TrackerDirectory directory;
    private boolean isDropped;
    private int lateFaults;

    SteppedRecorder(final TrackerDirectory directory) throws IOException
    {
        this(directory, new JournalContext());
    }

    SteppedRecorder(final TrackerDirectory directory, final JournalContext journal) throws IOException
    {
        this.directory = directory;
        appender = JournalAppender.open(directory, journal);
        final JournaledProducers producers = JournaledProducers.read(directory);
        appender.continueAfter(producers.lastSequence(), producers.lastWallNanos());
        status = RecorderStatus.create(directory);
        status.journalSequence(producers.lastSequence());
        status.state(StatusDescriptor.STATE_RUNNING);
        agent = new RecorderAgent(
            directory, new Journal(appender, store, MARGIN_BYTES, status, null), producers, status, warnings::add);
    }

    RecorderStatus status()
    {
        return status;
    }

    /** Makes one step: how many events it moved. */
    int step() throws IOException
    {
        return agent.doWork();
    }

    /**
     * Makes steps until something is so. The JVM throws the error of a page that is gone where it likes, in a step or
     * after it, at the latest in the next system call, which is made here; a runner passes over it.
     */
    SteppedRecorder until(final BooleanSupplier condition) throws IOException
    {
        final long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (true)
        {
            try
            {
                while (!condition.getAsBoolean())
                {
                    assertTrue(System.nanoTime() < deadline, () -> "it never came to it; late faults: " + lateFaults +
                        ", warnings: " + warnings + ", sequence " + status.journalSequence());
                    agent.doWork();
                }
                assertTrue(Files.exists(directory.path()));
                return this;
            }
            catch (final InternalError ex)
            {
                lateFaults++;
            }
        }
    }

    /** Leaves everything as it is, as if the recorder were killed now. */
    void drop()
    {
        isDropped = true;
        appender.close();
    }

    @Override
    public void close()
    {
        if (!isDropped)
        {
            agent.onClose();
        }
    }
}
