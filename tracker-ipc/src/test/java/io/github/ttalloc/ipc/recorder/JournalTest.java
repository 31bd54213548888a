package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.EventKind;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.journal.BatchDescriptor;
import io.github.ttalloc.ipc.journal.JournalAppender;
import io.github.ttalloc.ipc.journal.JournalContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertFalse;

class JournalTest
{
    private static final long PATIENCE_MILLIS = 30_000;

    @TempDir
    private Path temporary;

    @Test
    @Timeout(60)
    void shouldWakeItsFollowerAfterAnAppend() throws IOException, InterruptedException
    {
        final TrackerDirectory directory = TrackerDirectory.of(temporary.resolve("tracker")).create();
        final RecorderStatus status = RecorderStatus.create(directory);
        final Thread follower = new Thread(() ->
        {
            while (0 == status.journalSequence())
            {
                LockSupport.park();
            }
        });
        follower.setDaemon(true);
        follower.start();
        while (Thread.State.WAITING != follower.getState())
        {
            Thread.onSpinWait();
        }
        final JournalAppender appender = JournalAppender.open(directory, new JournalContext());
        try (Journal journal = new Journal(
            appender, Files.getFileStore(directory.path()), Journal.LEAST_MARGIN_BYTES, status, follower))
        {
            journal.append(journal.batch().begin(BatchDescriptor.SOURCE_RECORDER, 1, BatchDescriptor.NO_POSITION)
                .add(EventKind.PROCESS_END, 0, System.nanoTime(), 0, 0, 0));
            follower.join(PATIENCE_MILLIS);
            assertFalse(follower.isAlive(), "the follower was not woken");
        }
    }
}
