package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingDescriptor;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.journal.BatchDescriptor;
import io.github.ttalloc.ipc.ring.RingFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The recorder agent step by step: out of space, dropped and damaged at every point of its work.
 */
class RecorderAgentTest
{
    private static final int EVENTS = 2 * BatchDescriptor.MAX_COUNT + 500;

    private static final int DEAD_RING_APPENDS = 8;

    @TempDir
    private Path parent;

    private TrackerDirectory directory;

    @BeforeEach
    void create() throws IOException
    {
        directory = TrackerDirectory.of(parent.resolve("tracker")).create();
    }

    @Test
    void shouldJournalADeadProducerAndRemoveItsRing() throws IOException
    {
        final Path ring = writeDeadRing(directory);
        try (SteppedRecorder recorder = new SteppedRecorder(directory))
        {
            recorder.until(() -> !Files.exists(ring));
            assertEquals(List.of(), recorder.warnings);
            assertEquals(0, recorder.status().rings());
        }
        assertDeadRing(directory, "once");
    }

    @Test
    void shouldStopWithOneWarningAndLoseNothingWhereverSpaceRunsOut() throws IOException
    {
        for (int appends = 0; appends <= DEAD_RING_APPENDS; appends++)
        {
            final TrackerDirectory own = TrackerDirectory.of(parent.resolve("space-" + appends)).create();
            final Path ring = writeDeadRing(own);
            try (SteppedRecorder recorder = new SteppedRecorder(own))
            {
                recorder.store.leftCalls = appends;
                recorder.until(() -> recorder.store.refusals > 2 || !Files.exists(ring));
                if (Files.exists(ring))
                {
                    assertTrue(recorder.status().isOutOfSpace());
                    assertEquals(1, recorder.warnings.size(), recorder.warnings::toString);
                    assertTrue(recorder.warnings.get(0).contains("999 bytes are free and the margin is 1000 bytes"),
                        recorder.warnings.get(0));
                    recorder.store.leftCalls = Long.MAX_VALUE;
                    recorder.until(() -> !Files.exists(ring));
                    assertEquals("there is space for the journal again", recorder.warnings.get(1));
                }
                assertFalse(recorder.status().isOutOfSpace());
            }
            assertDeadRing(own, "space for " + appends + " appends");
        }
    }

    @Test
    void shouldGoOnWhereverARecorderWasDropped() throws IOException
    {
        int drops = 0;
        for (int appends = 0; appends <= DEAD_RING_APPENDS; appends++)
        {
            final TrackerDirectory own = TrackerDirectory.of(parent.resolve("drop-" + appends)).create();
            final Path ring = writeDeadRing(own);
            final SteppedRecorder first = new SteppedRecorder(own);
            first.store.callsUntilFailure = appends;
            try
            {
                first.until(() -> !Files.exists(ring));
            }
            catch (final UncheckedIOException ex)
            {
                drops++;
            }
            first.drop();
            try (SteppedRecorder second = new SteppedRecorder(own))
            {
                second.until(() -> !Files.exists(ring));
                assertEquals(List.of(), second.warnings);
            }
            assertDeadRing(own, "dropped after " + appends + " appends");
        }
        assertEquals(DEAD_RING_APPENDS, drops);
    }

    @Test
    void shouldNotJournalAgainWhatADroppedRecorderHadJournaledAndNotReleased() throws IOException
    {
        final ByteBuffer image = deadImage();
        for (int events = 1; events <= EVENTS; events += 777)
        {
            final TrackerDirectory own = TrackerDirectory.of(parent.resolve("unreleased-" + events)).create();
            final Path ring = RingFiles.write(image, own.rings().resolve("1-1-1.ring"));
            final SteppedRecorder first = new SteppedRecorder(own);
            for (int moved = 0; moved < events; )
            {
                moved += first.step();
            }
            first.drop();
            Files.deleteIfExists(ring);
            RingFiles.write(image, ring);
            try (SteppedRecorder second = new SteppedRecorder(own))
            {
                second.until(() -> !Files.exists(ring));
                assertEquals(List.of(), second.warnings);
            }
            assertDeadRing(own, "dropped after " + events + " events");
        }
    }

    @Test
    void shouldRemoveARingWhoseEndIsJournaledAndAppendNothing() throws IOException
    {
        final ByteBuffer image = deadImage();
        final Path ring = RingFiles.write(image, directory.rings().resolve("1-1-1.ring"));
        try (SteppedRecorder first = new SteppedRecorder(directory))
        {
            first.until(() -> !Files.exists(ring));
        }
        RingFiles.write(image, ring);
        try (SteppedRecorder second = new SteppedRecorder(directory))
        {
            second.until(() -> !Files.exists(ring));
            assertEquals(List.of(), second.warnings);
        }
        assertDeadRing(directory, "once");
    }

    @Test
    void shouldEndAtStartAJournaledProcessThatHasNoRingOnceThereIsSpace() throws IOException
    {
        try (RingReporter reporter = RingFiles.reporter(directory.path()))
        {
            reporter.allocate(0, BufferType.DRAM, 64, 100);
            try (SteppedRecorder first = new SteppedRecorder(directory))
            {
                first.until(() -> first.status().journalSequence() == 3);
            }
            Files.delete(reporter.ring());
            try (SteppedRecorder second = new SteppedRecorder(directory))
            {
                second.store.leftCalls = 0;
                second.until(() -> second.store.refusals > 0);
                second.store.leftCalls = Long.MAX_VALUE;
                second.until(() -> second.status().journalSequence() == 4);
            }
            try (SteppedRecorder third = new SteppedRecorder(directory))
            {
                third.step();
            }
        }
        assertEquals(List.of("start at 0", "text", "0 kind 2 id 64", "end 0"), JournalText.of(directory));
    }

    @Test
    void shouldNeverEndAReplayAndRemoveItsRingOnceItIsDrained() throws IOException
    {
        final RingReporter reporter = RingReporter.create(new ReporterContext()
            .directory(directory.path()).ringBytes(RingFiles.CAPACITY).replayed(true));
        reporter.allocate(0, BufferType.DRAM, 64, 100);
        reporter.close();
        try (SteppedRecorder first = new SteppedRecorder(directory))
        {
            first.until(() -> !Files.exists(reporter.ring()));
            assertEquals(3, first.status().journalSequence());
        }
        try (SteppedRecorder second = new SteppedRecorder(directory))
        {
            second.step();
            assertEquals(3, second.status().journalSequence());
        }
        assertEquals(List.of("start at 0", "text", "0 kind 2 id 64"), JournalText.of(directory));
    }

    @Test
    void shouldTurnDroppedEventsIntoGapsOnceOverRestarts() throws IOException
    {
        try (RingReporter reporter = RingFiles.reporter(directory.path()))
        {
            reject(reporter, 3);
            recordUntil(3);
            recordUntil(3);
            reject(reporter, 2);
            recordUntil(4);
            try (SteppedRecorder recorder = new SteppedRecorder(directory))
            {
                recorder.until(() -> recorder.status().rings() == 1);
                reject(reporter, 1);
                recorder.until(() -> recorder.status().journalSequence() == 5);
                assertEquals(1, recorder.status().lostEvents());
            }
            reject(reporter, 4);
        }
        recordUntil(7);
        assertEquals(
            List.of("start at 0", "text", "gap 3 of 3", "gap 2 of 5", "gap 1 of 6", "gap 4 of 10", "end clean 0"),
            JournalText.of(directory));
    }

    @Test
    void shouldGoOnWithARingWhoseBeginningIsInNoJournal() throws IOException
    {
        try (RingReporter reporter = RingFiles.reporter(directory.path()))
        {
            reporter.mark(0);
            reporter.mark(0);
            recordUntil(4);
            try (Stream<Path> files = Files.walk(directory.journal()))
            {
                files.filter(Files::isRegularFile).forEach(file -> assertTrue(file.toFile().delete()));
            }
            recordUntil(3);
            recordUntil(3);
            reporter.mark(0);
            recordUntil(4);
        }
        recordUntil(5);
        assertEquals(
            List.of("start at 2", "text", "gap 2 of 0", "2 kind 8 id 0", "end clean 0"), JournalText.of(directory));
    }

    @Test
    void shouldLeaveAloneWhatIsNoRingAndServeTheOthers() throws IOException
    {
        Files.createDirectory(directory.rings().resolve("1-directory.ring"));
        Files.createFile(directory.rings().resolve("2-empty.ring"));
        Files.createSymbolicLink(directory.rings().resolve("3-nowhere.ring"), parent.resolve("nowhere"));
        Files.createSymbolicLink(directory.rings().resolve("4-loop.ring"), directory.rings().resolve("4-loop.ring"));
        Files.writeString(directory.rings().resolve("5-text.ring"), "text");
        try (RingReporter reporter = RingFiles.reporter(directory.path());
            SteppedRecorder recorder = new SteppedRecorder(directory))
        {
            reporter.mark(0);
            recorder.until(() -> recorder.status().journalSequence() == 3);
            for (int i = 0; i < 100; i++)
            {
                recorder.step();
            }
            assertEquals(5, recorder.warnings.size(), recorder.warnings::toString);
            assertEquals(5, recorder.status().ringErrors());
            recorder.warnings.forEach(warning -> assertTrue(
                warning.contains(directory.rings().toString()) && warning.contains("it is left alone"), warning));
            assertEquals(1, recorder.status().rings());
        }
        assertTrue(Files.exists(directory.rings().resolve("5-text.ring")));
    }

    @Test
    void shouldQuarantineARingThatIsDamagedWhileOthersGoOn() throws IOException
    {
        try (RingReporter bad = RingFiles.reporter(directory.path());
            RingReporter good = RingFiles.reporter(directory.path());
            SteppedRecorder recorder = new SteppedRecorder(directory))
        {
            bad.mark(0);
            recorder.until(() -> recorder.status().journalSequence() == 5);
            RingFiles.memory(bad).putLong(RingFiles.trailer(RingDescriptor.TRAILER_TAIL_OFFSET), 17);
            good.mark(0);
            recorder.until(() -> recorder.status().journalSequence() == 7 && 1 == recorder.status().ringErrors());
            assertEquals(1, recorder.warnings.size(), recorder.warnings::toString);
            assertTrue(recorder.warnings.get(0).contains(bad.ring() + " is damaged"), recorder.warnings.get(0));
            assertTrue(Files.exists(bad.ring()));
            good.mark(0);
            recorder.until(() -> recorder.status().journalSequence() == 8);
        }
    }

    @RepeatedTest(20)
    void shouldQuarantineARingWhosePagesAreGoneWhileOthersGoOn() throws IOException
    {
        try (RingReporter bad = RingFiles.reporter(directory.path());
            RingReporter good = RingFiles.reporter(directory.path());
            SteppedRecorder recorder = new SteppedRecorder(directory))
        {
            recorder.until(() -> recorder.status().journalSequence() == 4);
            final long length = Files.size(bad.ring());
            try (FileChannel file = FileChannel.open(bad.ring(), StandardOpenOption.WRITE))
            {
                file.truncate(0);
                good.mark(0);
                recorder.until(() -> recorder.status().journalSequence() >= 5 &&
                    1 == recorder.status().ringErrors());
                assertEquals(1, recorder.warnings.stream().filter(warning ->
                    warning.contains("ring " + bad.ring()) && warning.contains("it is left alone")).count(),
                    recorder.warnings::toString);
                file.write(ByteBuffer.allocate(1), length - 1);
            }
        }
    }

    @Test
    void shouldGoOnWhenTheFilesOfRingsAreDeleted() throws IOException
    {
        try (SteppedRecorder recorder = new SteppedRecorder(directory))
        {
            final RingReporter reporter = RingFiles.reporter(directory.path());
            recorder.until(() -> recorder.status().rings() == 1);
            Files.delete(reporter.ring());
            reporter.mark(0);
            recorder.until(() -> recorder.status().journalSequence() == 3);
            reporter.close();
            recorder.until(() -> recorder.status().journalSequence() == 4 && 0 == recorder.status().rings());
            assertEquals(List.of(), recorder.warnings);
        }
        assertEquals(List.of("start at 0", "text", "0 kind 8 id 0", "end clean 0"), JournalText.of(directory));
    }

    @Test
    void shouldShowProducersThatItIsThereAndThatItIsGone() throws IOException
    {
        try (RingReporter reporter = RingFiles.reporter(directory.path()))
        {
            final ByteBuffer memory = RingFiles.memory(reporter);
            final int heartbeat = RingFiles.trailer(RingDescriptor.TRAILER_HEARTBEAT_OFFSET);
            final long before = System.nanoTime();
            try (SteppedRecorder recorder = new SteppedRecorder(directory))
            {
                recorder.until(() -> memory.getLong(heartbeat) >= before);
                final long first = memory.getLong(heartbeat);
                recorder.until(() -> memory.getLong(heartbeat) > first);
                recorder.store.leftCalls = 0;
                reporter.mark(0);
                recorder.until(() -> recorder.status().isOutOfSpace());
                final long stopped = memory.getLong(heartbeat);
                recorder.until(() -> memory.getLong(heartbeat) > stopped);
                assertTrue(recorder.status().isAlive());
            }
            assertEquals(0, memory.getLong(heartbeat));
        }
    }

    @Test
    void shouldLeaveTheEventsOfItsLastMomentsToTheNextRecorderWhereThereIsNoSpace() throws IOException
    {
        try (RingReporter reporter = RingFiles.reporter(directory.path()))
        {
            try (SteppedRecorder recorder = new SteppedRecorder(directory))
            {
                recorder.until(() -> recorder.status().rings() == 1);
                recorder.store.leftCalls = 0;
                reporter.mark(0);
            }
            recordUntil(3);
        }
        assertEquals(List.of("start at 0", "text", "0 kind 8 id 0"), JournalText.of(directory));
    }

    @Test
    void shouldSayThatItHasStoppedAndLetItsRingsGoWhateverStoppedIt() throws IOException
    {
        try (RingReporter reporter = RingFiles.reporter(directory.path()))
        {
            final ByteBuffer memory = RingFiles.memory(reporter);
            final SteppedRecorder recorder = new SteppedRecorder(directory);
            recorder.until(() -> recorder.status().rings() == 1);
            recorder.store.callsUntilFailure = 0;
            reporter.mark(0);
            assertThrows(UncheckedIOException.class, () -> recorder.until(() -> false));
            recorder.close();
            assertFalse(recorder.status().isAlive());
            assertEquals(0, memory.getLong(RingFiles.trailer(RingDescriptor.TRAILER_HEARTBEAT_OFFSET)));
            recordUntil(3);
        }
    }

    @Test
    void shouldCountOnceWhatItRescuedThoughItCouldNotJournalTheEnd() throws IOException
    {
        final Path ring = writeDeadRing(directory);
        try (SteppedRecorder recorder = new SteppedRecorder(directory))
        {
            recorder.store.leftCalls = DEAD_RING_APPENDS - 1;
            recorder.until(() -> recorder.store.refusals > 2);
            assertTrue(Files.exists(ring));
            recorder.store.leftCalls = Long.MAX_VALUE;
            recorder.until(() -> !Files.exists(ring));
            assertEquals(3, recorder.status().rescues());
            assertEquals(5, recorder.status().lostEvents());
        }
    }

    @Test
    void shouldRefuseARingThatHasLessThanTheJournalHolds() throws IOException
    {
        final ByteBuffer image = deadImage();
        final Path ring = RingFiles.write(image, directory.rings().resolve("1-1-1.ring"));
        final SteppedRecorder first = new SteppedRecorder(directory);
        assertTrue(first.step() > 0);
        first.drop();
        Files.deleteIfExists(ring);
        image.putLong(RingFiles.trailer(RingDescriptor.TRAILER_TAIL_OFFSET), 64);
        RingFiles.write(image, ring);
        try (SteppedRecorder second = new SteppedRecorder(directory))
        {
            second.until(() -> 1 == second.status().ringErrors());
            assertTrue(second.warnings.get(0).contains("the journal holds it up to position="),
                second.warnings.get(0));
        }
        final List<String> text = JournalText.of(directory);
        assertEquals("end 0", text.get(text.size() - 1));
        assertTrue(Files.exists(ring));
    }

    @Test
    void shouldGoOnWhenARingThatWasNeverBornCannotBeClearedAway() throws IOException
    {
        final Path birth = Files.createFile(directory.rings().resolve(".birth-1"));
        Files.setLastModifiedTime(birth, FileTime.fromMillis(0));
        try (RingReporter reporter = RingFiles.reporter(directory.path());
            FileChannel channel = FileChannel.open(birth, StandardOpenOption.WRITE);
            FileLock lock = channel.lock();
            SteppedRecorder recorder = new SteppedRecorder(directory))
        {
            assertTrue(lock.isValid());
            reporter.mark(0);
            recorder.until(() -> recorder.status().journalSequence() == 3);
            assertEquals(List.of(), recorder.warnings);
        }
        assertTrue(Files.exists(birth));
    }

    @Test
    void shouldEndAProcessWhoseRingWasReplacedByALink() throws IOException
    {
        final Path ring = writeDeadRing(directory);
        final SteppedRecorder first = new SteppedRecorder(directory);
        assertTrue(first.step() > 0);
        first.drop();
        Files.delete(ring);
        Files.createSymbolicLink(directory.rings().resolve("1-1-2.ring"), directory.path().resolve("recorder.lock"));
        try (SteppedRecorder second = new SteppedRecorder(directory))
        {
            second.until(() -> 1 == second.status().ringErrors());
        }
        final List<String> text = JournalText.of(directory);
        assertEquals("end 0", text.get(text.size() - 1));
    }

    @Test
    void shouldStopWithAClearErrorWhenTheDirectoryIsGone() throws IOException
    {
        final SteppedRecorder recorder = new SteppedRecorder(directory);
        recorder.step();
        Files.delete(directory.rings());
        final IOException error =
            assertThrows(IOException.class, () -> recorder.until(() -> false));
        assertTrue(error.getMessage().contains("rings"), error.getMessage());
        recorder.drop();
    }

    /* A producer that died with three unfinished records, and had dropped five events. */
    private ByteBuffer deadImage() throws IOException
    {
        final Path elsewhere = parent.resolve("elsewhere");
        try (RingReporter reporter = RingFiles.reporter(elsewhere))
        {
            for (int i = 0; i < EVENTS; i++)
            {
                reporter.free(0, BufferType.DRAM, i);
            }
            reject(reporter, 5);
            final ByteBuffer image = RingFiles.image(reporter);
            image.putLong(RingFiles.record(64L * 100), 0);
            image.putLong(RingFiles.record(64L * 1_500), 0);
            image.putLong(RingFiles.record(64L * (EVENTS - 1)), 0);
            return image;
        }
    }

    private Path writeDeadRing(final TrackerDirectory own) throws IOException
    {
        return RingFiles.write(deadImage(), own.rings().resolve("1-1-1.ring"));
    }

    private static void assertDeadRing(final TrackerDirectory own, final String message) throws IOException
    {
        final List<String> expected = new ArrayList<>(List.of("start at 0", "text"));
        for (int i = 0; i < EVENTS; i++)
        {
            if (i != 100 && i != 1_500 && i != EVENTS - 1)
            {
                expected.add(i + " kind 3 id " + i);
            }
        }
        expected.add("end 3");
        final List<String> text = JournalText.of(own);
        final int gap = text.indexOf("gap 5 of 5");
        assertTrue(gap > 1 && gap < text.size() - 1, () -> message + ": the gap is at " + gap);
        text.remove(gap);
        assertEquals(expected, text, message);
    }

    private void recordUntil(final long sequence) throws IOException
    {
        try (SteppedRecorder recorder = new SteppedRecorder(directory))
        {
            recorder.until(() -> recorder.status().journalSequence() >= sequence);
            recorder.step();
            assertEquals(List.of(), recorder.warnings);
        }
    }

    private static void reject(final RingReporter reporter, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            assertTrue(reporter.free(64, BufferType.DRAM, 0) < 0);
        }
    }
}
