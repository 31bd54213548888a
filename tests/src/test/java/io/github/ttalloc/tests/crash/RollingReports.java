package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.SnapshotStore;
import io.github.ttalloc.ipc.journal.JournalContext;
import io.github.ttalloc.ipc.recorder.RecorderContext;
import io.github.ttalloc.ipc.recorder.RecorderStatus;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Reports while the journal rolls and recorders delete what no snapshot needs: read as they come, for there is nobody
 * who has them all in the end.
 */
final class RollingReports extends Reports
{
    private static final int CYCLES = 12;
    private static final long EVENTS_OF_CYCLE = 2_000;
    private static final long CYCLE_MILLIS = 300_000;
    private static final long SNAPSHOT_EVENTS = 1_000;
    /** Three snapshots lie in two files at least and, where a recorder was killed, in three; one is begun. */
    private static final int FILES_KEPT = 4;
    private static final int EVENTS_OF_RECORDER = 3;

    private final Path clockFile;
    private final MappedByteBuffer clockMillis;
    private final JournalChecker checker;
    private List<String> whole;

    RollingReports(final Path path, final long seed) throws IOException
    {
        super(path, seed, CYCLES * EVENTS_OF_CYCLE);
        clockFile = Path.of(path + ".clock");
        clockMillis = ProducerMain.mapProgress(clockFile);
        checker = new JournalChecker(Map.of(name, seed));
    }

    @Override
    List<Object> recorderArguments()
    {
        return List.of(directory.path(), SNAPSHOT_EVENTS, clockFile);
    }

    @Override
    RecorderContext recorder()
    {
        return new RecorderContext().snapshotEvents(SNAPSHOT_EVENTS).journal(new JournalContext()
            .maxBytes(1).clock(() -> System.currentTimeMillis() + clockMillis.getLong(0)));
    }

    @Override
    void report(final AllocationReporter reporter) throws IOException
    {
        Await.until("a recorder", () -> null != RecorderStatus.openReadOnly(directory));
        try (FoldTailer follower = FoldTailer.openOldest(directory, null))
        {
            for (int cycle = 1; cycle <= CYCLES; cycle++)
            {
                report(reporter, EVENTS_OF_CYCLE);
                Await.until("its events", () -> follows(follower) >= script.number() + EVENTS_OF_RECORDER - 1);
                Await.until("its snapshot", () -> newestSnapshot() > script.number() - SNAPSHOT_EVENTS);
                clockMillis.putLong(0, cycle * CYCLE_MILLIS);
            }
            reporter.close();
            Await.until("its end", () -> follows(follower) == events + EVENTS_OF_RECORDER);
            assertEquals(0, follower.missingEvents());
            whole = FoldText.of(follower.fold());
        }
    }

    @Override
    void check() throws IOException
    {
        assertEquals(Map.of(name, events), checker.counts());
        try (FoldTailer newest = FoldTailer.openOldest(directory, null))
        {
            checkNewest(newest.catchUp().fold());
            assertEquals(whole, FoldText.of(newest.fold()));
        }
        final int files = files(directory.journal());
        assertTrue(files <= FILES_KEPT, () -> files + " files are left");
    }

    private long newestSnapshot() throws IOException
    {
        return new SnapshotStore(directory).sequences().stream().findFirst().orElse(0L);
    }

    private long follows(final FoldTailer follower)
    {
        while (follower.poll(checker::onBatch))
        {
            Thread.onSpinWait();
        }
        return follower.fold().sequence();
    }
}
