package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.journal.JournalAppender;
import io.github.ttalloc.ipc.journal.JournalContext;
import io.github.ttalloc.ipc.journal.TestEvents;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Snapshots in files beside a real journal of ten batches.
 */
class SnapshotStoreTest
{
    private static final int BATCHES = 10;

    @TempDir
    private Path parent;

    private final TestEvents events = new TestEvents();
    private TrackerDirectory directory;
    private SnapshotStore store;

    @BeforeEach
    void append() throws IOException
    {
        directory = TrackerDirectory.of(parent.resolve("tracker")).create();
        store = new SnapshotStore(directory);
        appendJournal();
    }

    @Test
    void shouldReadBackWhatItWrote() throws IOException
    {
        try (FoldTailer tailer = FoldTailer.openOldest(directory, null))
        {
            final List<String> written = FoldText.of(tailer.catchUp().fold());
            store.write(tailer.fold());
            assertEquals(List.of(12L), store.sequences());
            assertEquals(List.of("12"), files());
            assertEquals("rw-------", PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.snapshots().resolve("12"))));
            try (LedgerFold read = store.read(12, null))
            {
                FoldText.assertSame(written, FoldText.of(read), () -> "read back");
            }
        }
    }

    @Test
    void shouldNotTakeWantOfSpaceForALedgerForAFaultOfTheSnapshot() throws IOException
    {
        try (FoldTailer tailer = FoldTailer.openOldest(directory, null).catchUp())
        {
            store.write(tailer.fold());
        }
        final Path absent = parent.resolve("absent");
        assertTrue(assertThrows(UncheckedIOException.class, () -> store.read(12, null, absent)).getMessage()
            .contains("no ledger can be made"));
    }

    @Test
    void shouldBeginAtTheNewestSnapshotThatIsNotTooLate() throws IOException
    {
        final List<String> end = snapshotAt(3, 6, 9);
        assertEquals(9, sequencesSeen(Long.MAX_VALUE, end).get(0) - 1);
        assertEquals(6, sequencesSeen(8, end).get(0) - 1);
        assertEquals(3, sequencesSeen(5, end).get(0) - 1);
        assertEquals(1, sequencesSeen(2, end).get(0));
        assertEquals(1, sequencesSeen(0, end).get(0));
    }

    @Test
    void shouldSkipATruncatedSnapshotInFavourOfAnOlderOne() throws IOException
    {
        final List<String> end = snapshotAt(3, 6, 9);
        final Path newest = directory.snapshots().resolve("9");
        final byte[] whole = Files.readAllBytes(newest);
        for (final int length : new int[]{0, 1, 7, 8, 12, 40, whole.length / 2, whole.length - 8, whole.length - 1})
        {
            Files.write(newest, Arrays.copyOf(whole, length));
            assertEquals(7, sequencesSeen(Long.MAX_VALUE, end).get(0), "length " + length);
        }
    }

    @Test
    void shouldSkipASnapshotWithAnyBitFlipped() throws IOException
    {
        final long seed = Long.getLong("ttalloc.seed", System.nanoTime());
        final SplittableRandom random = new SplittableRandom(seed);
        final List<String> end = snapshotAt(9);
        final Path newest = directory.snapshots().resolve("9");
        final byte[] whole = Files.readAllBytes(newest);
        for (int i = 0; i < 400; i++)
        {
            final byte[] flipped = whole.clone();
            final int bit = i < 160 ? i : random.nextInt(8 * whole.length);
            flipped[bit / 8] ^= (byte)(1 << bit % 8);
            Files.write(newest, flipped);
            final IOException refusal = assertThrows(IOException.class, () -> store.read(9, null),
                () -> "bit " + bit + " seed=" + seed);
            assertTrue(refusal.getMessage().contains(newest.toString()), refusal.getMessage());
        }
        assertEquals(1, sequencesSeen(Long.MAX_VALUE, end).get(0));
        Files.write(newest, whole);
        assertEquals(10, sequencesSeen(Long.MAX_VALUE, end).get(0));
    }

    @Test
    void shouldSkipWhatIsNoSnapshot() throws IOException
    {
        final List<String> end = snapshotAt(3);
        Files.writeString(directory.snapshots().resolve("12"), "not a snapshot, but of some length");
        Files.writeString(directory.snapshots().resolve("99.new"), "never finished");
        Files.writeString(directory.snapshots().resolve("readme"), "of somebody else");
        Files.createDirectory(directory.snapshots().resolve("11"));
        assertEquals(4, sequencesSeen(Long.MAX_VALUE, end).get(0));
    }

    @Test
    void shouldSkipASnapshotOfAnotherJournalOfTheSameDirectory() throws IOException
    {
        snapshotAt(3, 9);
        try (Stream<Path> files = Files.walk(directory.journal()))
        {
            files.filter(Files::isRegularFile).forEach(file -> assertTrue(file.toFile().delete()));
        }
        appendJournal();
        final List<Long> seen = new ArrayList<>();
        try (FoldTailer tailer = FoldTailer.openNewest(directory, event -> seen.add(event.sequence())))
        {
            assertEquals(12, tailer.catchUp().fold().sequence());
        }
        assertEquals(1, seen.get(0));
    }

    @Test
    void shouldKeepTheNewestAndClearAwayTheRest() throws IOException
    {
        snapshotAt(3, 4, 5, 6, 7);
        Files.writeString(directory.snapshots().resolve("1000000"), "of a journal that is gone");
        Files.writeString(directory.snapshots().resolve("4.new"), "never finished");
        Files.writeString(directory.snapshots().resolve("readme"), "of somebody else");
        store.prune(7, 3);
        assertEquals(List.of("5", "6", "7", "readme"), files());
        store.prune(7, 1);
        assertEquals(List.of(7L), store.sequences());
    }

    @Test
    void shouldWriteAgainWhatWasCutShort() throws IOException
    {
        Files.createDirectory(directory.snapshots());
        Files.writeString(directory.snapshots().resolve("12.new"), "cut short");
        Files.writeString(directory.snapshots().resolve("12"), "damaged");
        try (FoldTailer tailer = FoldTailer.openOldest(directory, null))
        {
            store.write(tailer.catchUp().fold());
        }
        try (LedgerFold read = store.read(12, null))
        {
            assertEquals(12, read.sequence());
        }
        assertEquals(List.of("12"), files());
    }

    @Test
    void shouldHaveNoSnapshotsWhereNoneWereWritten() throws IOException
    {
        assertEquals(List.of(), store.sequences());
        assertThrows(IOException.class, () -> store.read(1, null));
    }

    private void appendJournal() throws IOException
    {
        try (JournalAppender appender = JournalAppender.open(directory, new JournalContext()))
        {
            appender.append(events.start(7, 100, "test"));
            for (int i = 0; i < BATCHES - 1; i++)
            {
                appender.append(events.ring(7, 64L * i).allocate(0, BufferType.DRAM, 64 + i, 10 + i).batch());
            }
            appender.append(events.gap(7, 1, 1));
        }
    }

    private List<String> snapshotAt(final long... sequences) throws IOException
    {
        try (FoldTailer tailer = FoldTailer.openOldest(directory, null))
        {
            for (final long sequence : sequences)
            {
                while (tailer.fold().sequence() < sequence)
                {
                    assertTrue(tailer.poll());
                }
                store.write(tailer.fold());
            }
            return FoldText.of(tailer.catchUp().fold());
        }
    }

    private List<Long> sequencesSeen(final long maxSequence, final List<String> end) throws IOException
    {
        final List<Long> seen = new ArrayList<>();
        try (FoldTailer tailer = FoldTailer.openAt(directory, maxSequence, event -> seen.add(event.sequence())))
        {
            FoldText.assertSame(end, FoldText.of(tailer.catchUp().fold()), () -> "at the end");
        }
        return seen;
    }

    private List<String> files() throws IOException
    {
        try (Stream<Path> files = Files.list(directory.snapshots()))
        {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
