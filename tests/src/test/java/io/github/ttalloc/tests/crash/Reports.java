package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.fold.SnapshotStore;
import io.github.ttalloc.ipc.recorder.RecorderContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The reports of a producer while recorders die and come: made through a ring, and each in the journal exactly once.
 */
class Reports implements Runnable
{
    private static final int RING_BYTES = 1 << 20;
    private static final long SNAPSHOT_EVENTS = 10_000;

    final TrackerDirectory directory;
    final Script script;
    final String name;
    final long events;
    private final long seed;

    Reports(final Path path, final long seed, final long events)
    {
        this.directory = TrackerDirectory.of(path);
        this.script = new Script(seed);
        this.name = "producer-" + seed;
        this.events = events;
        this.seed = seed;
    }

    /** Of the first recorder, a process of its own. */
    List<Object> recorderArguments()
    {
        return List.of(directory.path(), SNAPSHOT_EVENTS);
    }

    /** Of the next recorder, which is in this process. */
    RecorderContext recorder()
    {
        return new RecorderContext().snapshotEvents(SNAPSHOT_EVENTS);
    }

    @Override
    public final void run()
    {
        try (AllocationReporter reporter = open(new ReporterContext()
            .directory(directory.path())
            .ringBytes(RING_BYTES)
            .processName(name)
            .waitingForRecorder(true)))
        {
            report(reporter);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    AllocationReporter open(final ReporterContext context) throws IOException
    {
        return RingReporter.create(context);
    }

    void report(final AllocationReporter reporter) throws IOException
    {
        report(reporter, events);
    }

    final void report(final AllocationReporter reporter, final long count)
    {
        for (long i = 0; i < count; i++)
        {
            final long status = script.next().report(reporter);
            assertTrue(status >= 0, "event " + script.number() + " got status " + status);
        }
    }

    /** Whether nothing waits for a recorder any more. */
    boolean areRecorded()
    {
        try
        {
            return 0 == Await.rings(directory.path());
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** Checks what recorders have made of it. */
    void check() throws IOException
    {
        assertEquals(Map.of(name, events), JournalChecker.check(directory, Map.of(name, seed)));
        try (FoldTailer fresh = FoldTailer.openOldest(directory, null))
        {
            checkNewest(fresh.catchUp().fold());
        }
    }

    /** Checks that the newest snapshot is all of a fold, in which the process has ended cleanly. */
    final void checkNewest(final LedgerFold fold) throws IOException
    {
        assertTrue(fold.processes().ended().iterator().next().endedCleanly());
        final SnapshotStore snapshots = new SnapshotStore(directory);
        try (LedgerFold recorded = snapshots.read(snapshots.sequences().get(0), null))
        {
            assertEquals(FoldText.of(fold), FoldText.of(recorded));
        }
    }

    static int files(final Path queue)
    {
        final String[] files = queue.toFile().list((folder, name) -> name.endsWith(".cq4"));
        return null == files ? 0 : files.length;
    }
}
