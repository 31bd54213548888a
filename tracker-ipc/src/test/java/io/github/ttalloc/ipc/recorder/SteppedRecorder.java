package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.journal.JournalAppender;
import io.github.ttalloc.ipc.journal.JournalContext;
import org.agrona.LangUtil;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A recorder agent of which the test makes every step, itself or while it waits, on a file system whose free space it
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
    private boolean isDropped;
    private int lateFaults;

    SteppedRecorder(final TrackerDirectory directory) throws IOException
    {
        this(directory, new JournalContext());
    }

    SteppedRecorder(final TrackerDirectory directory, final JournalContext journal) throws IOException
    {
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
     * Makes steps until something is so, on a thread of their own: the JVM throws the error of a page that is gone
     * where it likes, in a step or long after it, and a runner passes over it.
     */
    SteppedRecorder until(final BooleanSupplier condition) throws IOException
    {
        final AtomicBoolean hasCome = new AtomicBoolean();
        final FutureTask<Void> steps = new FutureTask<>(() -> stepUntil(condition, hasCome));
        final Thread thread = new Thread(steps, "stepped recorder");
        thread.start();
        try
        {
            thread.join();
            if (!hasCome.get())
            {
                steps.get();
            }
            return this;
        }
        catch (final InterruptedException ex)
        {
            throw new IllegalStateException(ex);
        }
        catch (final ExecutionException ex)
        {
            LangUtil.rethrowUnchecked(ex.getCause());
            throw new AssertionError(ex);
        }
    }

    private Void stepUntil(final BooleanSupplier condition, final AtomicBoolean hasCome) throws IOException
    {
        final long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (true)
        {
            try
            {
                while (!hasCome.get())
                {
                    if (condition.getAsBoolean())
                    {
                        hasCome.set(true);
                    }
                    else
                    {
                        assertTrue(System.nanoTime() < deadline, () -> "it never came to it; late faults: " +
                            lateFaults + ", warnings: " + warnings + ", sequence " + status.journalSequence());
                        agent.doWork();
                    }
                }
                return null;
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
