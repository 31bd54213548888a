package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.SnapshotStore;
import io.github.ttalloc.ipc.journal.JournalAppender;
import io.github.ttalloc.ipc.journal.JournalContext;
import io.github.ttalloc.ipc.journal.TestEvents;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Opens a published ledger on a small file system that has space for an empty one and none for that of the snapshot,
 * which holds what a file of the journal held that was deleted since. Ends with 0 if that is refused, and done once
 * there is space.
 */
final class FullLedgerMain
{
    private static final int BATCHES = 300;
    private static final int BATCH_EVENTS = 1_000;
    private static final long LEFT_BYTES = 16 << 20;
    private static final long CYCLE_MILLIS = 300_000;

    private FullLedgerMain()
    {
    }

    public static void main(final String[] args) throws IOException
    {
        final Path mount = Path.of(args[0]);
        final TrackerDirectory directory = TrackerDirectory.of(mount.resolve("tracker")).create();
        final Path ballast = mount.resolve("ballast");
        fillJournal(directory);
        FullJournalMain.fill(ballast, LEFT_BYTES);
        try (FoldTailer opened = FoldTailer.openPublished(directory))
        {
            throw new IOException("a ledger was published at event " + opened.fold().sequence());
        }
        catch (final UncheckedIOException ex)
        {
            Files.delete(ballast);
        }
        try (FoldTailer opened = FoldTailer.openPublished(directory).catchUp())
        {
            if (BATCHES * BATCH_EVENTS != opened.fold().ledger().size())
            {
                throw new IOException(opened.fold().ledger().size() + " buffers are in the ledger");
            }
        }
    }

    private static void fillJournal(final TrackerDirectory directory) throws IOException
    {
        final long[] nowMillis = {System.currentTimeMillis() / CYCLE_MILLIS * CYCLE_MILLIS};
        final TestEvents events = new TestEvents();
        try (JournalAppender appender =
            JournalAppender.open(directory, new JournalContext().clock(() -> nowMillis[0])))
        {
            appender.append(events.start(1, 4711, "python3"));
            for (int batch = 0; batch < BATCHES; batch++)
            {
                events.ring(1, 0);
                for (int i = 0; i < BATCH_EVENTS; i++)
                {
                    events.allocate(0, BufferType.DRAM, 64L * (BATCH_EVENTS * batch + i), 1);
                }
                appender.append(events.batch());
            }
            nowMillis[0] += CYCLE_MILLIS;
            appender.append(events.ring(1, 0).mark(1).batch());
            try (FoldTailer tailer = FoldTailer.openOldest(directory, null).catchUp())
            {
                new SnapshotStore(directory).write(tailer.fold());
            }
            appender.append(events.ring(1, 0).mark(2).batch());
        }
        final File[] cycles = directory.journal().toFile().listFiles((parent, name) -> name.endsWith(".cq4"));
        Files.delete(Arrays.stream(cycles).sorted().findFirst().orElseThrow().toPath());
    }
}
