package io.github.ttalloc.ipc.journal;

import io.github.ttalloc.client.TrackerDirectory;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.TableStoreWriteLock;
import net.openhft.chronicle.threads.BusyTimedPauser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class JournalAppenderTest
{
    @TempDir
    private Path parent;

    private final TestEvents events = new TestEvents();
    private TrackerDirectory directory;

    @BeforeEach
    void create() throws IOException
    {
        directory = TrackerDirectory.of(parent.resolve("tracker")).create();
    }

    @Test
    void shouldGoOnAfterARecorderThatDiedInsideAnAppendAndWhoseProcessIdIsAlive() throws IOException
    {
        try (JournalAppender appender = open())
        {
            assertEquals(1, append(appender));
        }
        lockForEver();
        try (JournalAppender appender = open())
        {
            appender.continueAfter(1, 0);
            assertEquals(2, append(appender));
        }
    }

    @Test
    void shouldNotCallAJournalDamagedThatSomebodyElseHasLocked() throws IOException
    {
        try (JournalAppender appender = open())
        {
            append(appender);
            lockForEver();
            final String message = assertThrows(JournalException.class, () -> append(appender)).getMessage();
            assertTrue(message.contains("is locked by another process") && !message.contains("damaged"), message);
        }
    }

    @Test
    void shouldTouchOnlyTheEndOfALongFileWhenItOpens() throws IOException
    {
        final long last = 2_000;
        try (JournalAppender appender = open())
        {
            for (int i = 0; i < last; i++)
            {
                events.ring(1, 0);
                for (int j = 0; j < 64; j++)
                {
                    events.mark(j);
                }
                appender.append(events.batch());
            }
        }
        final long before = transferred();
        try (JournalAppender appender = open())
        {
            appender.continueAfter(64 * last, 0);
            assertEquals(64 * last + 1, append(appender));
            final long bytes = transferred() - before;
            assertTrue(bytes < 3 << 20, bytes + " bytes");
        }
    }

    @Test
    void shouldSayAtTheNextAppendThatTheFileOfTheLastCannotBeOpened() throws IOException
    {
        Files.createDirectory(directory.journal());
        try (JournalPages pages = new JournalPages(directory.journal(), JournalContext.DEFAULT_ROLL_CYCLE))
        {
            pages.reserve(7);
            pages.appended(7, 100);
            assertTrue(assertThrows(JournalException.class, () -> pages.reserve(7)).getMessage()
                .startsWith("the file of cycle 7 of the journal is gone"));
        }
    }

    /** Bytes that this thread has read and written by calls. */
    private static long transferred() throws IOException
    {
        return Files.readAllLines(Path.of("/proc/thread-self/io")).stream()
            .filter(line -> line.matches("[rw]char: .*"))
            .mapToLong(line -> Long.parseLong(line.substring("rchar: ".length())))
            .sum();
    }

    /** With the id of this process, which lives. */
    private void lockForEver()
    {
        try (SingleChronicleQueue queue =
            JournalQueue.builder(directory.journal(), JournalContext.DEFAULT_ROLL_CYCLE).build())
        {
            new TableStoreWriteLock(queue.metaStore(), BusyTimedPauser::new, 0L).lock();
        }
    }

    private JournalAppender open() throws IOException
    {
        return JournalAppender.open(directory, new JournalContext());
    }

    private long append(final JournalAppender appender)
    {
        return appender.append(events.ring(1, 0).mark(1).batch());
    }
}
