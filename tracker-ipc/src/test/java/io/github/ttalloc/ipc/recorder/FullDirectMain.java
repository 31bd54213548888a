package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.direct.DirectReporter;
import io.github.ttalloc.ipc.journal.JournalContext;
import io.github.ttalloc.ipc.journal.JournalTailer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A direct reporter whose file system is filled up, and whose queue needs a new file each time. Its argument is a small
 * file system. Ends with 0 if it outlives that and all its reports are on the queue in the end.
 */
final class FullDirectMain
{
    private static final int ROUNDS = 16;
    private static final int EVENTS = 50;
    private static final int PAGE = 4096;
    private static final long CYCLE_MILLIS = 300_000;

    private FullDirectMain()
    {
    }

    public static void main(final String[] args) throws IOException
    {
        final Path mount = Path.of(args[0]);
        final TrackerDirectory directory = TrackerDirectory.of(mount.resolve("tracker"));
        final Path ballast = mount.resolve("ballast");
        final long[] nowMillis = {System.currentTimeMillis() / CYCLE_MILLIS * CYCLE_MILLIS};
        long reported = 0;
        try (DirectReporter reporter = DirectReporter.create(
            new ReporterContext().directory(directory.path()), new JournalContext().clock(() -> nowMillis[0])))
        {
            for (int round = 0; round < ROUNDS; round++)
            {
                nowMillis[0] += CYCLE_MILLIS;
                FullJournalMain.fill(ballast, (long)round * PAGE);
                for (int i = 0; i < EVENTS; i++)
                {
                    reporter.allocate(0, BufferType.DRAM, 64L * reported++, 100);
                }
                Files.delete(ballast);
                reporter.allocate(0, BufferType.DRAM, 64L * reported++, 100);
            }
        }
        final long found = count(directory);
        if (found != reported)
        {
            throw new IOException("of " + reported + " events " + found + " are on the queue");
        }
    }

    private static long count(final TrackerDirectory directory) throws IOException
    {
        final long[] count = {0};
        try (JournalTailer tailer = JournalTailer.openDirect(directory))
        {
            while (tailer.poll(batch -> count[0] += batch.count()))
            {
                Thread.onSpinWait();
            }
        }
        return count[0];
    }
}
