package io.github.ttalloc.ipc.journal;

import io.github.ttalloc.client.TrackerDirectory;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class JournalTest
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
    void shouldShowEveryTailerEachBatchInOrder() throws IOException
    {
        try (JournalAppender appender = open(); JournalTailer early = JournalTailer.open(directory))
        {
            assertFalse(early.poll(batch -> { }));
            for (int i = 0; i < 100; i++)
            {
                assertEquals(2L * i + 2, append(appender, i));
                assertEquals(List.of(2L * i + 1), read(early));
            }
            try (JournalTailer late = JournalTailer.open(directory))
            {
                final List<Long> all = read(late);
                assertEquals(100, all.size());
                assertEquals(199, all.get(99));
                assertEquals(all, read(late.toStart()));
                assertEquals(0, late.unreadableCount());
            }
        }
    }

    @Test
    void shouldGoOnNumberingWhereItIsTold() throws IOException
    {
        try (JournalAppender appender = open())
        {
            append(appender, 0);
        }
        try (JournalAppender appender = open())
        {
            appender.continueAfter(2, 0);
            assertEquals(4, append(appender, 1));
        }
        try (JournalTailer tailer = JournalTailer.open(directory))
        {
            assertEquals(List.of(1L, 3L), read(tailer));
        }
    }

    @Test
    void shouldGoToAfterABatchOnlyIfItIsThatVeryBatch() throws IOException
    {
        final List<long[]> batches = new ArrayList<>();
        try (JournalAppender appender = open(); JournalTailer tailer = JournalTailer.open(directory))
        {
            for (int i = 0; i < 5; i++)
            {
                append(appender, i);
            }
            while (tailer.poll(batch ->
                batches.add(new long[]{batch.index(), batch.lastSequence(), batch.wallTimeNanos()})))
            {
                assertTrue(batches.size() <= 5);
            }
            final long[] second = batches.get(1);
            assertTrue(tailer.toAfter(second[0], second[1], second[2]));
            assertEquals(List.of(5L, 7L, 9L), read(tailer));
            final long[] last = batches.get(4);
            assertTrue(tailer.toAfter(last[0], last[1], last[2]));
            assertEquals(List.of(), read(tailer));
            append(appender, 5);
            assertEquals(List.of(11L), read(tailer));

            assertFalse(tailer.toAfter(second[0], second[1] + 1, second[2]));
            assertFalse(tailer.toAfter(second[0], second[1], second[2] + 1));
            assertFalse(tailer.toAfter(second[0] + 1, second[1], second[2]));
            assertFalse(tailer.toAfter(last[0] + 100, last[1], last[2]));
            assertFalse(tailer.toAfter(last[0] + (1L << 40), last[1], last[2]));
            assertFalse(tailer.toAfter(0, 0, 0));
            assertEquals(1, tailer.firstSequence());
        }
    }

    @Test
    void shouldGoToAfterTheOnlyBatchOfATailerThatHasReadNothing() throws IOException
    {
        final long[] only = new long[3];
        try (JournalAppender appender = open())
        {
            append(appender, 0);
            try (JournalTailer tailer = JournalTailer.open(directory))
            {
                tailer.poll(batch ->
                {
                    only[0] = batch.index();
                    only[1] = batch.lastSequence();
                    only[2] = batch.wallTimeNanos();
                });
            }
            try (JournalTailer tailer = JournalTailer.open(directory))
            {
                assertTrue(tailer.toAfter(only[0], only[1], only[2]));
                append(appender, 1);
                assertEquals(List.of(3L), read(tailer));
            }
        }
    }

    @Test
    void shouldReadTheNewestBatchAndStayBehindIt() throws IOException
    {
        try (JournalAppender appender = open(); JournalTailer tailer = JournalTailer.open(directory))
        {
            assertFalse(tailer.readLast(batch -> { }));
            assertEquals(0, tailer.firstSequence());
            append(appender, 0);
            append(appender, 1);
            final List<Long> last = new ArrayList<>();
            assertTrue(tailer.readLast(batch -> last.add(batch.sequence())));
            assertEquals(List.of(3L), last);
            assertEquals(List.of(), read(tailer));
            append(appender, 2);
            assertEquals(List.of(5L), read(tailer));
            assertEquals(1, tailer.firstSequence());
            assertEquals(List.of(3L, 5L), read(tailer));
        }
    }

    @Test
    void shouldSkipAndCountWhatItCannotRead() throws IOException
    {
        try (JournalAppender appender = open())
        {
            append(appender, 0);
        }
        try (SingleChronicleQueue queue =
            JournalQueue.builder(directory.journal(), JournalContext.DEFAULT_ROLL_CYCLE).build();
            ExcerptAppender foreign = queue.createAppender())
        {
            write(foreign, new byte[0]);
            write(foreign, new byte[]{1, 0, 0, 0, 1});
            write(foreign, new byte[BatchDescriptor.EVENTS_OFFSET]);
            foreign.writeText("a document of somebody else, long enough to be taken for a batch of something");
        }
        try (JournalAppender appender = open(); JournalTailer tailer = JournalTailer.open(directory))
        {
            final List<Long> last = new ArrayList<>();
            assertTrue(tailer.readLast(batch -> last.add(batch.lastSequence())));
            assertEquals(List.of(2L), last);
            appender.continueAfter(2, 0);
            append(appender, 1);
            assertEquals(List.of(1L, 3L), read(tailer.toStart()));
            assertEquals(8, tailer.unreadableCount());
        }
    }

    @Test
    void shouldKeepTheRollCycleThatItWasMadeWith() throws IOException
    {
        try (JournalAppender appender =
            JournalAppender.open(directory, new JournalContext().rollCycle(RollCycles.HALF_HOURLY)))
        {
            append(appender, 0);
        }
        try (JournalAppender appender = open(); JournalTailer tailer = JournalTailer.open(directory))
        {
            appender.continueAfter(2, 0);
            append(appender, 1);
            assertEquals(List.of(1L, 3L), read(tailer));
        }
        assertEquals("ttalloc journal 2\nroll cycle HALF_HOURLY\n",
            Files.readString(directory.journal().resolve(JournalFormat.FILE_NAME)));
    }

    /* The head of the file says where the last batch is; a batch counts once it is committed, and its place is put
       there after that. Killed in between leaves the old place. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 255, 256, 257, 600})
    void shouldGoOnWhereARecorderWasKilledBetweenABatchAndTheNoteOfItsPlace(final int batches) throws IOException
    {
        final byte[] head;
        final Path file;
        try (JournalAppender appender = open())
        {
            for (int i = 0; i < batches; i++)
            {
                append(appender, i);
            }
            file = cycle();
            head = head(file);
            append(appender, batches);
            assertFalse(Arrays.equals(head, head(file)));
        }
        putHead(file, head);
        final List<Long> expected = new ArrayList<>();
        for (int i = 0; i < batches + 3; i++)
        {
            expected.add(2L * i + 1);
        }
        try (JournalTailer tailer = JournalTailer.open(directory))
        {
            assertEquals(expected.subList(0, batches + 1), read(tailer));
            final List<Long> last = new ArrayList<>();
            assertTrue(tailer.readLast(batch -> last.add(batch.sequence())));
            assertEquals(List.of(2L * batches + 1), last);
        }
        try (JournalAppender appender = open())
        {
            appender.continueAfter(2L * batches + 2, 0);
            append(appender, batches + 1);
            append(appender, batches + 2);
        }
        try (JournalTailer tailer = JournalTailer.open(directory); JournalTailer other = JournalTailer.open(directory))
        {
            final List<Long> indexes = new ArrayList<>();
            final List<Long> sequences = new ArrayList<>();
            while (tailer.poll(batch ->
            {
                indexes.add(batch.index());
                sequences.add(batch.sequence());
            }))
            {
                assertTrue(indexes.size() <= expected.size());
            }
            assertEquals(expected, sequences);
            for (int i = 0; i < expected.size(); i++)
            {
                assertEquals(indexes.get(0) + i, indexes.get(i), "index of batch " + i);
                final int number = i;
                assertTrue(other.pollAt(indexes.get(i), batch ->
                    assertEquals(sequences.get(number), batch.sequence())), "batch " + i);
            }
        }
    }

    private Path cycle() throws IOException
    {
        try (var files = Files.list(directory.journal()))
        {
            return files.filter(file -> file.toString().endsWith(".cq4")).findFirst().orElseThrow();
        }
    }

    private static byte[] head(final Path file) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file))
        {
            final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            channel.read(length, 0);
            final byte[] head = new byte[Integer.BYTES + (length.getInt(0) & 0x3FFF_FFFF)];
            assertTrue(head.length < 4096, "head of " + head.length + " bytes");
            channel.read(ByteBuffer.wrap(head), 0);
            return head;
        }
    }

    private static void putHead(final Path file, final byte[] head) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
        {
            channel.write(ByteBuffer.wrap(head), 0);
        }
    }

    @Test
    void shouldSayThatThereIsNoJournal()
    {
        refusal("no journal in " + directory.path() + ": start 'ttalloc serve");
        assertFalse(Files.exists(directory.journal()));
    }

    @Test
    void shouldRefuseAJournalOfAnotherVersionAndLeaveItAlone() throws IOException
    {
        Files.createDirectory(directory.journal());
        Files.writeString(directory.journal().resolve(JournalFormat.FILE_NAME), "ttalloc journal 3\nanything\n");
        refusal("is of another version: its file format says 'ttalloc journal 3' and this program reads " +
            "'ttalloc journal 2'");
        appendRefusal("is of another version");
        assertEquals(1, countFiles());
    }

    @Test
    void shouldRefuseADirectoryOfSomebodyElseAndLeaveItAlone() throws IOException
    {
        Files.createDirectory(directory.journal());
        Files.writeString(directory.journal().resolve("20261122.cq4"), "precious");
        refusal("was not written by ttalloc");
        appendRefusal("was not written by ttalloc");
        assertEquals(1, countFiles());
    }

    @Test
    void shouldRefuseAFormatFileThatIsDamaged() throws IOException
    {
        Files.createDirectory(directory.journal());
        final Path format = directory.journal().resolve(JournalFormat.FILE_NAME);
        for (final byte[] content : new byte[][]{{}, {0}, {-1, -2, -3}, new byte[100_000]})
        {
            Files.write(format, content);
            refusal("is of another version");
        }
        Files.writeString(format, "ttalloc journal 2\n");
        refusal("is damaged: its file format names no roll cycle");
        Files.writeString(format, "ttalloc journal 2\nroll cycle WHENEVER\n");
        refusal("names no roll cycle");
        appendRefusal("names no roll cycle");
    }

    @Test
    void shouldFinishAJournalOfWhichOnlyTheBirthOfTheFormatFileIsThere() throws IOException
    {
        Files.createDirectory(directory.journal());
        Files.writeString(directory.journal().resolve(JournalFormat.BESIDE_NAME), "ttalloc jou");
        try (JournalAppender appender = open())
        {
            assertEquals(2, append(appender, 0));
        }
    }

    private static void write(final ExcerptAppender appender, final byte[] bytes)
    {
        try (DocumentContext document = appender.writingDocument())
        {
            document.wire().bytes().write(bytes);
        }
    }

    private JournalAppender open() throws IOException
    {
        return JournalAppender.open(directory, new JournalContext());
    }

    private long append(final JournalAppender appender, final int number)
    {
        return appender.append(events.ring(1, 128L * number).mark(number).mark(number).batch());
    }

    private static List<Long> read(final JournalTailer tailer)
    {
        final List<Long> sequences = new ArrayList<>();
        while (tailer.poll(batch -> sequences.add(batch.sequence())))
        {
            assertTrue(sequences.size() < 10_000);
        }
        return sequences;
    }

    private void refusal(final String part)
    {
        final JournalException refusal =
            assertThrows(JournalException.class, () -> JournalTailer.open(directory));
        assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
    }

    private void appendRefusal(final String part)
    {
        final JournalException refusal = assertThrows(JournalException.class, this::open);
        assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
    }

    private long countFiles() throws IOException
    {
        try (var files = Files.list(directory.journal()))
        {
            return files.count();
        }
    }
}
