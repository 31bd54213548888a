package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.journal.JournalAppender;
import io.github.ttalloc.ipc.journal.JournalException;
import io.github.ttalloc.ipc.journal.JournalTailer;
import io.github.ttalloc.ipc.journal.TestEvents;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A tailer where its journal is not all there any more.
 */
class FoldTailerTest
{
    private static final long CYCLE_MILLIS = CycledJournal.CYCLE_MILLIS;
    private static final int CYCLES = CycledJournal.CYCLES;

    @TempDir
    private Path parent;

    private final TestEvents events = new TestEvents();
    private final List<Long> shown = new ArrayList<>();
    private CycledJournal journal;
    private TrackerDirectory directory;

    @BeforeEach
    void fill() throws IOException
    {
        journal = new CycledJournal(parent.resolve("tracker"));
        directory = journal.directory();
    }

    @Test
    void shouldSayWhatIsMissingAndGoOnFromTheNextSnapshotWhenItsFilesAreDeleted() throws IOException
    {
        final Listener listener = new Listener();
        try (FoldTailer slow = FoldTailer.openOldest(directory, listener))
        {
            assertTrue(slow.poll());
            journal.snapshotAfter(4);
            journal.delete(1, 2, 3);
            catchUp(slow, CYCLES);
            assertEquals(List.of(1L, 5L, 6L), shown);
            assertEquals(List.of(new UnreadEvents(2, 3, 4, null)), listener.missing);
            assertEquals(2, slow.missingEvents());
            assertEquals(CYCLES, slow.fold().ledger().size());
            assertEquals(0, slow.fold().counters().lostEvents());
        }
    }

    @Test
    void shouldGoOnWithoutASnapshotAndCountWhatIsLost() throws IOException
    {
        final Listener listener = new Listener();
        try (FoldTailer slow = FoldTailer.openOldest(directory, listener))
        {
            assertTrue(slow.poll());
            journal.delete(1, 2, 3);
            catchUp(slow, CYCLES);
            assertEquals(List.of(1L, 4L, 5L, 6L), shown);
            assertEquals(List.of(new UnreadEvents(2, 3, 3, null)), listener.missing);
            assertEquals(2, slow.fold().counters().lostEvents());
        }
    }

    @Test
    void shouldPassOverABatchThatWasChangedAndNameIt() throws IOException
    {
        journal.flip(3);
        final Listener listener = new Listener();
        try (FoldTailer tailer = FoldTailer.openOldest(directory, listener).catchUp())
        {
            assertEquals(List.of(1L, 2L, 4L, 5L, 6L), shown);
            assertEquals(List.of(new UnreadEvents(3, 3, 3, tailer.newestFault())), listener.missing);
            assertEquals(1, tailer.missingEvents());
            assertEquals(1, tailer.unreadableCount());
            assertTrue(tailer.newestFault().matches("journal .*tracker/journal is damaged in the file of cycle " +
                (journal.nowMillis() / CYCLE_MILLIS - CYCLES + 2) +
                ", document 0: its bytes do not match its checksum"), tailer.newestFault());
        }
    }

    @Test
    void shouldCountWhatIsDamagedAtBothEndsOfTheJournal() throws IOException
    {
        journal.flip(1);
        journal.flip(CYCLES);
        final Listener listener = new Listener();
        try (FoldTailer tailer = FoldTailer.openOldest(directory, listener).catchUp())
        {
            assertEquals(List.of(2L, 3L, 4L, 5L), shown);
            assertEquals(List.of(1L), listener.missing.stream().map(UnreadEvents::last).toList());
            assertEquals(2, tailer.missingEvents());
            assertEquals(2, tailer.unreadableCount());
            assertEquals(new UnreadEvents(6, 6, 6, tailer.newestFault()), tailer.unreadAtEnd());
            assertEquals(2, tailer.fold().counters().lostEvents());
        }
    }

    @Test
    void shouldLeaveOutABatchThatTheJournalRepeats() throws IOException
    {
        try (JournalAppender appender = JournalAppender.open(directory, journal.context()))
        {
            appender.continueAfter(CYCLES - 1, 0);
            appender.append(events.ring(1, 0).allocate(0, BufferType.L1, 32 * CYCLES, 7).batch());
            appender.append(events.ring(1, 0).free(0, BufferType.L1, 32).batch());
        }
        final List<Long> followed = new ArrayList<>();
        try (FoldTailer tailer = FoldTailer.openOldest(directory, new Listener()))
        {
            while (tailer.poll(batch -> followed.add(batch.sequence())))
            {
                assertTrue(followed.size() <= CYCLES + 1);
            }
            assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L), shown);
            assertEquals(shown, followed);
            assertEquals(1, tailer.fold().counters().invalidEvents());
        }
    }

    @Test
    void shouldNeverTakeAJournalWithADamagedDocumentForAWholeOne() throws IOException
    {
        final TrackerDirectory other = TrackerDirectory.of(parent.resolve("other")).create();
        try (JournalAppender appender = JournalAppender.open(other, journal.context()))
        {
            for (int i = 1; i <= 10; i++)
            {
                appender.append(events.ring(1, 64L * i).allocate(0, BufferType.DRAM, i, 64).batch());
            }
        }
        final Path file = other.journal().toFile().listFiles((folder, name) -> name.endsWith(".cq4"))[0].toPath();
        final byte[] header = {120, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0};
        final String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        int at = 0;
        for (int document = 0; document < 5; document++)
        {
            at = content.indexOf(new String(header, StandardCharsets.ISO_8859_1), at + 1);
            assertTrue(at > 0);
        }
        for (final int bit : new int[]{Integer.SIZE - 2, Integer.SIZE - 1})
        {
            final int value = 120 ^ 1 << bit;
            putInt(file, at, value);
            final String which = "bit " + bit;
            try (FoldTailer tailer = FoldTailer.openOldest(other, null).catchUp())
            {
                assertTrue(tailer.missingEvents() > 0 || tailer.unreadableCount() > 0 ||
                    10 == tailer.fold().ledger().size(), which);
            }
            catch (final JournalException ex)
            {
                assertTrue(ex.getMessage().contains("damaged"), which);
            }
        }
    }

    private static void putInt(final Path file, final long at, final int value) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
        {
            channel.write(ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(0, value), at);
        }
    }

    @Test
    void shouldFindTheLastEventOfAMoment() throws IOException
    {
        final long end = journal.nowMillis() * 1_000_000;
        final long cycle = CYCLE_MILLIS * 1_000_000;
        try (JournalTailer tailer = JournalTailer.open(directory))
        {
            assertEquals(CYCLES, tailer.lastSequenceAt(end));
            assertEquals(CYCLES, tailer.lastSequenceAt(Long.MAX_VALUE));
            assertEquals(CYCLES, tailer.lastSequenceAt(end - cycle));
            assertEquals(CYCLES - 1, tailer.lastSequenceAt(end - cycle - 1));
            assertEquals(1, tailer.lastSequenceAt(end - CYCLES * cycle));
            assertEquals(0, tailer.lastSequenceAt(end - CYCLES * cycle - 1));
            assertEquals(0, tailer.lastSequenceAt(0));
        }
        journal.delete(1, 2);
        try (JournalTailer tailer = JournalTailer.open(directory))
        {
            assertEquals(3, tailer.lastSequenceAt(end - 4 * cycle));
            assertEquals(-1, tailer.lastSequenceAt(end - 4 * cycle - 1));
        }
    }

    @Test
    void shouldFoldNothingAfterAnEvent() throws IOException
    {
        try (FoldTailer tailer = FoldTailer.openOldest(directory, null).catchUpTo(4))
        {
            assertEquals(4, tailer.fold().sequence());
            assertEquals(4, tailer.fold().ledger().size());
            assertNull(tailer.newestFault());
        }
    }

    @Test
    void shouldCatchUpWithAJournalThatGrowsAsFastAsItIsRead() throws IOException
    {
        try (JournalAppender appender = JournalAppender.open(directory, journal.context()))
        {
            appender.continueAfter(CYCLES, 0);
            final FoldListener another = event ->
            {
                assertTrue(event.sequence() <= CYCLES, "goes on and on");
                appender.append(events.ring(2, 64 * event.sequence()).mark(0).batch());
            };
            try (FoldTailer tailer = FoldTailer.openOldest(directory, another))
            {
                assertEquals(CYCLES, tailer.catchUp().fold().sequence());
            }
        }
    }

    private void catchUp(final FoldTailer tailer, final long sequence)
    {
        final long deadline = System.nanoTime() + 20_000_000_000L;
        while (tailer.fold().sequence() < sequence)
        {
            tailer.poll();
            assertTrue(System.nanoTime() < deadline, () -> "it stays at " + tailer.fold().sequence());
        }
    }

    private final class Listener implements FoldListener
    {
        private final List<UnreadEvents> missing = new ArrayList<>();

        @Override
        public void onEvent(final FoldedEvent event)
        {
            shown.add(event.sequence());
        }

        @Override
        public void onMissing(final UnreadEvents unread)
        {
            missing.add(unread);
        }
    }
}
