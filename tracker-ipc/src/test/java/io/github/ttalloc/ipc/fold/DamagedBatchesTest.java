package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.client.EventDescriptor;
import io.github.ttalloc.client.RingDescriptor;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.journal.BatchDescriptor;
import io.github.ttalloc.ipc.journal.JournalAppender;
import io.github.ttalloc.ipc.journal.JournalContext;
import io.github.ttalloc.ipc.journal.TestEvents;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Damaged batches of two processes, and what a fold says of them: how many events are lost, and whose they were.
 */
class DamagedBatchesTest
{
    private static final long ONE = 0x1111_2222_3333_4444L;
    private static final long TWO = 0x5555_6666_7777_8888L;

    /** Producer, position and sequence of each batch; the first two are the starts of the processes. */
    private static final long[][] BATCHES = {
        {ONE, 0, 1}, {TWO, 0, 3}, {ONE, 0, 5}, {TWO, 0, 7}, {ONE, 128, 10}, {TWO, 192, 11}};

    @TempDir
    private Path parent;

    private final TestEvents events = new TestEvents();
    private TrackerDirectory directory;

    @BeforeEach
    void fill() throws IOException
    {
        directory = TrackerDirectory.of(parent.resolve("tracker")).create();
        try (JournalAppender appender = JournalAppender.open(directory, new JournalContext()))
        {
            appender.append(events.start(ONE, 101, "one"));
            appender.append(events.start(TWO, 102, "two"));
            append(appender, ONE, 0, 2);
            append(appender, TWO, 0, 3);
            append(appender, ONE, 2, 1);
            append(appender, TWO, 3, 2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2, 2, 2, 0, 2, 0", "3, 3, 0, 3, 0, 3", "5, 2, 0, 0, 0, 2", "3 5, 5, 0, 0, 0, 5", "4 5, 3, 0, 0, 1, 2",
        "2 3 4 5, 8, 0, 0, 3, 5", "0, 2, 0, 0, 0, 0"})
    void shouldSayHowManyEventsAreLostAndWhoseOnceThatIsKnown(
        final String damaged, final long lost, final long ofOne, final long ofTwo, final long ofOneLater,
        final long ofTwoLater) throws IOException
    {
        for (final String batch : damaged.split(" "))
        {
            damage(Integer.parseInt(batch));
        }
        final boolean startOfOneIsLost = "0".equals(damaged);
        try (FoldTailer tailer = FoldTailer.openOldest(directory, null).catchUp())
        {
            assertLost(tailer, lost, ofOne, ofTwo, !startOfOneIsLost);
            final long snapshot = tailer.fold().sequence();
            new SnapshotStore(directory).write(tailer.fold());
            goOn();
            assertLost(tailer.catchUp(), lost, ofOneLater, ofTwoLater, !startOfOneIsLost);
            try (FoldTailer fresh = FoldTailer.openOldest(directory, null).catchUp();
                FoldTailer newest = FoldTailer.openNewest(directory, null))
            {
                assertEquals(snapshot, newest.fold().sequence());
                FoldText.assertSame(
                    FoldText.of(tailer.fold()), FoldText.of(newest.catchUp().fold()), () -> "from a snapshot");
                FoldText.assertSame(FoldText.of(tailer.fold()), FoldText.of(fresh.fold()), () -> "anew");
                assertLost(newest, lost, ofOneLater, ofTwoLater, !startOfOneIsLost);
            }
        }
    }

    @Test
    void shouldNotSayThatAProcessLacksEventsWhichHadEndedBefore() throws IOException
    {
        try (JournalAppender appender = JournalAppender.open(directory, new JournalContext()))
        {
            appender.continueAfter(12, 0);
            appender.append(events.end(ONE, true, 0));
            append(appender, TWO, 5, 1);
            append(appender, TWO, 6, 1);
        }
        damage(TWO, 5 * RingDescriptor.RECORD_LENGTH, 14);
        try (FoldTailer tailer = FoldTailer.openOldest(directory, null).catchUp())
        {
            assertFalse(tailer.fold().processes().find(ONE).isIncomplete());
            assertTrue(tailer.fold().processes().find(TWO).isIncomplete());
            assertEquals(1, tailer.fold().processes().find(TWO).lostEvents());
        }
    }

    @Test
    void shouldCountOnlyWhatIsLostUpToTheEventThatIsAskedFor() throws IOException
    {
        damage(3);
        damage(5);
        try (FoldTailer tailer = FoldTailer.openOldest(directory, null).catchUp())
        {
            assertTrue(tailer.fold().processes().find(ONE).isIncomplete());
            new SnapshotStore(directory).write(tailer.fold());
        }
        for (final long event : new long[]{6, 8, 10})
        {
            try (FoldTailer fresh = FoldTailer.openOldest(directory, null).catchUpTo(event);
                FoldTailer newest = FoldTailer.openAt(directory, event, null).catchUpTo(event))
            {
                FoldText.assertSame(FoldText.of(fresh.fold()), FoldText.of(newest.fold()), () -> "at " + event);
            }
        }
        try (FoldTailer tailer = FoldTailer.openOldest(directory, null).catchUpTo(8))
        {
            assertEquals(2, tailer.fold().counters().lostEvents());
        }
        try (FoldTailer tailer = FoldTailer.openOldest(directory, null).catchUpTo(11))
        {
            assertEquals(4, tailer.fold().counters().lostEvents());
        }
        try (FoldTailer tailer = FoldTailer.openOldest(directory, null).catchUpTo(6))
        {
            assertEquals(0, tailer.fold().counters().lostEvents());
            assertFalse(tailer.fold().processes().find(ONE).isIncomplete());
        }
    }

    private static void assertLost(
        final FoldTailer tailer, final long lost, final long ofOne, final long ofTwo, final boolean twoIsIncomplete)
    {
        final ProcessTable processes = tailer.fold().processes();
        assertEquals(lost, tailer.fold().counters().lostEvents(), "in all");
        assertEquals(ofOne, processes.find(ONE).lostEvents(), "of one");
        assertEquals(ofTwo, processes.find(TWO).lostEvents(), "of two");
        assertTrue(processes.find(ONE).isIncomplete());
        assertEquals(twoIsIncomplete, processes.find(TWO).isIncomplete());
    }

    /** Appends one more event of each process. */
    private void goOn() throws IOException
    {
        try (JournalAppender appender = JournalAppender.open(directory, new JournalContext()))
        {
            appender.continueAfter(12, 0);
            append(appender, ONE, 3, 1);
            append(appender, TWO, 5, 1);
        }
    }

    private void append(
        final JournalAppender appender, final long producer, final int record, final int count)
    {
        events.ring(producer, (long)record * RingDescriptor.RECORD_LENGTH);
        for (int i = record; i < record + count; i++)
        {
            events.allocate(0, BufferType.DRAM, 64L * (i + 1), 32);
        }
        appender.append(events.batch());
    }

    /** Turns one bit of an event of a batch, the batches counted from 0. */
    private void damage(final int number) throws IOException
    {
        damage(BATCHES[number]);
    }

    private void damage(final long... header) throws IOException
    {
        final ByteBuffer words = ByteBuffer.allocate(3 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (final long word : header)
        {
            words.putLong(word);
        }
        final Path file = directory.journal().toFile().listFiles((folder, name) -> name.endsWith(".cq4"))[0].toPath();
        final byte[] bytes = Files.readAllBytes(file);
        final int producerAt = new String(bytes, StandardCharsets.ISO_8859_1)
            .indexOf(new String(words.array(), StandardCharsets.ISO_8859_1));
        assertTrue(producerAt > 0);
        final int at = producerAt - BatchDescriptor.PRODUCER_ID_OFFSET + BatchDescriptor.EVENTS_OFFSET +
            EventDescriptor.BYTES_OFFSET;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
        {
            channel.write(ByteBuffer.wrap(new byte[]{(byte)(bytes[at] ^ 1)}), at);
        }
    }
}
