package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.RingDescriptor;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import io.github.ttalloc.ipc.recorder.RecorderStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Processes that are stopped, come late, leave early or meet where they should not.
 */
class ProcessFaultsTest
{
    private static final long EVENTS = 60_000;
    /** So many that it is stopped long before the last. */
    private static final long EVENTS_OF_STOPPED = 2_000_000;
    /** So many that snapshots are due meanwhile. */
    private static final long EVENTS_OF_LIMITED = 500_000;
    /** Some batches of the journal. */
    private static final long FEW_EVENTS = 3_000;
    private static final long EVENTS_OF_A_RING = ProducerMain.RING_BYTES / RingDescriptor.RECORD_LENGTH;
    private static final long SNAPSHOT_EVENTS = 25_000;
    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");
    private static final int NO_FILES = 3;
    private static final int ENOUGH_FILES = 1024;
    private static final long STOP_NANOS = 1_000_000_000L;

    @TempDir
    private Path parent;

    private final Map<String, Long> seeds = new HashMap<>();
    private final List<MappedByteBuffer> progress = new ArrayList<>();
    private Path path;

    @BeforeEach
    void createPath()
    {
        path = parent.resolve("tracker");
    }

    @Test
    void shouldServeOthersWhileAProducerIsStoppedAndLoseNothing() throws IOException, InterruptedException
    {
        try (Children children = new Children())
        {
            final Process recorder = startRecorder(children, path);
            final Process stopped = startProducer(children, path, 1, EVENTS_OF_STOPPED);
            awaitProgress(0, 1_000);
            Children.signal(stopped, "STOP");
            final Process other = startProducer(children, path, 2, EVENTS);
            Children.awaitExit(other, 0);
            Await.time(STOP_NANOS);
            assertTrue(stopped.isAlive());
            assertTrue(progress.get(0).getLong(0) < EVENTS_OF_STOPPED);
            Children.signal(stopped, "CONT");
            Children.awaitExit(stopped, 0);
            end(recorder, path);
        }
        assertAllOf(path, Map.of("producer-1", EVENTS_OF_STOPPED, "producer-2", EVENTS));
    }

    @Test
    void shouldLoseNothingWhileTheRecorderIsStoppedAndProducersWait() throws IOException, InterruptedException
    {
        try (Children children = new Children())
        {
            final Process recorder = startRecorder(children, path);
            final Process first = startProducer(children, path, 1, EVENTS);
            final Process second = startProducer(children, path, 2, EVENTS);
            awaitProgress(0, 5_000);
            awaitProgress(1, 5_000);
            Children.signal(recorder, "STOP");
            Await.time(STOP_NANOS);
            awaitProgress(0, EVENTS_OF_A_RING);
            awaitProgress(1, EVENTS_OF_A_RING);
            Children.signal(recorder, "CONT");
            Children.awaitExit(first, 0);
            Children.awaitExit(second, 0);
            end(recorder, path);
        }
        assertAllOf(path, Map.of("producer-1", EVENTS, "producer-2", EVENTS));
    }

    @Test
    void shouldEndAProducerThatExitsWithoutClosingItsReporter() throws IOException, InterruptedException
    {
        try (Children children = new Children())
        {
            final Process recorder = startRecorder(children, path);
            Children.awaitExit(startProducer(children, path, 1, 3_000, "unclosed"), 0);
            Children.awaitExit(startProducer(children, path, 2, 3_000), 0);
            end(recorder, path);
        }
        assertAllOf(path, Map.of("producer-1", 3_000L, "producer-2", 3_000L));
        try (FoldTailer tailer = FoldTailer.openOldest(TrackerDirectory.of(path), null))
        {
            for (final TrackedProcess process : tailer.catchUp().fold().processes().ended())
            {
                assertEquals("producer-2".equals(process.name()), process.endedCleanly(), process.name());
                assertFalse(process.isIncomplete());
                assertTrue(process.leaks().buffers() > 0);
            }
        }
    }

    @Test
    void shouldRecordProducersThatAreAllGone() throws IOException, InterruptedException
    {
        try (Children children = new Children())
        {
            Children.awaitExit(startProducer(children, path, 1, EVENTS_OF_A_RING), 0);
            Children.awaitExit(startProducer(children, path, 2, EVENTS_OF_A_RING - 1, "unclosed"), 0);
            final Process killed = startProducer(children, path, 3, EVENTS_OF_A_RING);
            awaitProgress(2, EVENTS_OF_A_RING / 2);
            Children.kill(killed);
            assertEquals(3, Await.rings(path));
            end(startRecorder(children, path), path);
        }
        final long acknowledged = progress.get(2).getLong(0);
        final Map<String, Long> counts = JournalChecker.check(TrackerDirectory.of(path), seeds);
        assertEquals(EVENTS_OF_A_RING, counts.get("producer-1"));
        assertEquals(EVENTS_OF_A_RING - 1, counts.get("producer-2"));
        assertTrue(counts.get("producer-3") - acknowledged <= 1 && counts.get("producer-3") >= acknowledged,
            () -> acknowledged + " acknowledged, " + counts);
    }

    @Test
    void shouldKeepTwoDirectoriesApart() throws IOException, InterruptedException
    {
        final Path other = parent.resolve("other");
        try (Children children = new Children())
        {
            final Process recorder = startRecorder(children, path);
            final Process otherRecorder = startRecorder(children, other);
            final Process first = startProducer(children, path, 1, EVENTS);
            final Process second = startProducer(children, other, 2, EVENTS);
            Children.awaitExit(first, 0);
            Children.awaitExit(second, 0);
            end(recorder, path);
            end(otherRecorder, other);
        }
        assertAllOf(path, Map.of("producer-1", EVENTS));
        assertAllOf(other, Map.of("producer-2", EVENTS));
    }

    @Test
    void shouldRefuseTheRecorderOfASecondProcessAndLeaveTheFirstAtWork() throws IOException, InterruptedException
    {
        try (Children children = new Children())
        {
            final Process recorder = startRecorder(children, path);
            final Process second = children.start(RecorderMain.class, path, SNAPSHOT_EVENTS);
            Children.awaitExit(second, 1);
            Children.awaitExit(startProducer(children, path, 1, 3_000), 0);
            end(recorder, path);
        }
        assertAllOf(path, Map.of("producer-1", 3_000L));
    }

    @Test
    void shouldShowOtherProcessesHowTheRecorderIsAndThatItWasKilled() throws IOException, InterruptedException
    {
        try (Children children = new Children())
        {
            final Process recorder = startRecorder(children, path);
            final RecorderStatus status = RecorderStatus.openReadOnly(TrackerDirectory.of(path));
            assertNotNull(status);
            Await.until("the recorder to be seen alive", status::isAlive);
            assertEquals(recorder.pid(), status.pid());
            Children.awaitExit(startProducer(children, path, 1, 3_000), 0);
            Await.until("the events", () -> 3_003 == status.ledgerSequence());
            Children.kill(recorder);
            Await.until("the recorder to be seen gone", () -> !status.isAlive());
        }
        assertAllOf(path, Map.of("producer-1", 3_000L));
    }

    @Test
    void shouldServeOnceItCanAProducerThatComesWhileNoFileCanBeOpened() throws IOException, InterruptedException
    {
        final Path errors = parent.resolve("errors");
        try (Children children = new Children())
        {
            final Process recorder = startLimited(children, errors, SNAPSHOT_EVENTS);
            final Process first = startProducer(children, path, 1, EVENTS_OF_LIMITED);
            awaitJournaled(FEW_EVENTS);
            limitFiles(recorder, NO_FILES);
            final Process late = startProducer(children, path, 2, EVENTS_OF_A_RING);
            Await.until("the warning", () -> Files.readString(errors).contains("rings cannot be looked for"));
            awaitProgress(1, EVENTS_OF_A_RING);
            assertTrue(recorder.isAlive());
            limitFiles(recorder, ENOUGH_FILES);
            Children.awaitExit(first, 0);
            Children.awaitExit(late, 0);
            end(recorder, path);
        }
        assertAllOf(path, Map.of("producer-1", EVENTS_OF_LIMITED, "producer-2", EVENTS_OF_A_RING));
    }

    /** A listing takes two files for a moment, and a ring takes one for as long as it lives. */
    @Test
    void shouldServeOnceItCanARingForWhichNoFileWasLeft() throws IOException, InterruptedException
    {
        final Path errors = parent.resolve("errors");
        final Map<String, Long> expected = new HashMap<>(Map.of("producer-1", FEW_EVENTS));
        try (Children children = new Children())
        {
            final Process recorder = startLimited(children, errors, SNAPSHOT_EVENTS);
            Children.awaitExit(startProducer(children, path, 1, FEW_EVENTS), 0);
            Await.noRings(path);
            Children.signal(recorder, "STOP");
            final List<Process> producers = new ArrayList<>();
            for (long seed = 2; seed <= 4; seed++)
            {
                producers.add(startProducer(children, path, seed, FEW_EVENTS, "lingering"));
                expected.put("producer-" + seed, FEW_EVENTS);
            }
            limitFiles(recorder, secondFreeFile(recorder) + 1);
            Children.signal(recorder, "CONT");
            Await.until("the warning", () -> Files.readString(errors).contains(".ring cannot be opened ("));
            for (final Process producer : producers)
            {
                producer.getOutputStream().close();
                Children.awaitExit(producer, 0);
            }
            limitFiles(recorder, ENOUGH_FILES);
            end(recorder, path);
        }
        assertAllOf(path, expected);
    }

    @Test
    void shouldJournalOnceItCanWhatComesWhileTheNextFileOfTheJournalCannotBeOpened()
        throws IOException, InterruptedException
    {
        final Path errors = parent.resolve("errors");
        final MappedByteBuffer clockMillis = ProducerMain.mapProgress(parent.resolve("clock"));
        try (Children children = new Children())
        {
            final Process recorder = startLimited(children, errors, Long.MAX_VALUE, parent.resolve("clock"));
            final Process producer = startProducer(children, path, 1, EVENTS_OF_LIMITED);
            awaitJournaled(FEW_EVENTS);
            limitFiles(recorder, NO_FILES);
            clockMillis.putLong(0, TimeUnit.MINUTES.toMillis(10));
            Await.until("the warning", () -> Files.readString(errors).contains("no space for the journal"));
            assertTrue(recorder.isAlive());
            limitFiles(recorder, ENOUGH_FILES);
            Children.awaitExit(producer, 0);
            end(recorder, path);
        }
        assertAllOf(path, Map.of("producer-1", EVENTS_OF_LIMITED));
        assertFalse(Files.readString(errors).contains("damaged"));
    }

    @Test
    void shouldServeADirectProducerWhileNoFileCanBeOpened() throws IOException, InterruptedException
    {
        final Path errors = parent.resolve("errors");
        try (Children children = new Children())
        {
            final Process recorder = startLimited(children, errors, SNAPSHOT_EVENTS);
            final Path file = parent.resolve("progress-direct");
            progress.add(ProducerMain.mapProgress(file));
            seeds.put("producer-1", 1L);
            final Process producer = children.start(DirectProducerMain.class, path, 1, EVENTS, file);
            awaitJournaled(FEW_EVENTS);
            limitFiles(recorder, NO_FILES);
            Await.time(STOP_NANOS);
            assertTrue(recorder.isAlive(), () -> "the recorder stopped: " + read(errors));
            limitFiles(recorder, ENOUGH_FILES);
            Children.awaitExit(producer, 0);
            end(recorder, path);
        }
        assertAllOf(path, Map.of("producer-1", EVENTS));
    }

    private static String read(final Path file)
    {
        try
        {
            return Files.readString(file);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static int secondFreeFile(final Process process)
    {
        int file = -1;
        for (int free = 0; free < 2; )
        {
            free += Files.exists(Path.of("/proc", Long.toString(process.pid()), "fd", Integer.toString(++file)),
                LinkOption.NOFOLLOW_LINKS) ? 0 : 1;
        }
        return file;
    }

    /** One whose files can be limited, and whose warnings go to a file. */
    private Process startLimited(final Children children, final Path errors, final Object... context) throws IOException
    {
        assumeTrue(Files.isExecutable(PRLIMIT), PRLIMIT + " is not there");
        final List<Object> arguments = new ArrayList<>(List.of(path));
        arguments.addAll(List.of(context));
        final Process recorder =
            children.run(Children.java(List.of(), RecorderMain.class, arguments.toArray()), errors);
        Children.awaitLine(recorder, "READY");
        return recorder;
    }

    private static void limitFiles(final Process process, final int count) throws IOException, InterruptedException
    {
        assertEquals(0, new ProcessBuilder(
            PRLIMIT.toString(), "--pid", Long.toString(process.pid()), "--nofile=" + count + ":" + ENOUGH_FILES)
            .inheritIO().start().waitFor());
    }

    private Process startRecorder(final Children children, final Path directory) throws IOException
    {
        final Process recorder = children.start(RecorderMain.class, directory, SNAPSHOT_EVENTS);
        Children.awaitLine(recorder, "READY");
        return recorder;
    }

    private Process startProducer(
        final Children children, final Path directory, final long seed, final long events, final Object... more)
        throws IOException
    {
        final Path file = parent.resolve("progress-" + progress.size());
        progress.add(ProducerMain.mapProgress(file));
        seeds.put("producer-" + seed, seed);
        final List<Object> arguments = new ArrayList<>(List.of(directory, seed, events, file));
        arguments.addAll(List.of(more));
        final Process producer = children.start(ProducerMain.class, arguments.toArray());
        Children.awaitLine(producer, "READY");
        return producer;
    }

    private static void end(final Process recorder, final Path directory) throws IOException, InterruptedException
    {
        Await.noRings(directory);
        recorder.getOutputStream().close();
        Children.awaitExit(recorder, 0);
    }

    private void assertAllOf(final Path directory, final Map<String, Long> expected) throws IOException
    {
        assertEquals(expected, JournalChecker.check(TrackerDirectory.of(directory), seeds));
        try (FoldTailer fresh = FoldTailer.openOldest(TrackerDirectory.of(directory), null);
            FoldTailer newest = FoldTailer.openNewest(TrackerDirectory.of(directory), null))
        {
            assertEquals(FoldText.of(fresh.catchUp().fold()), FoldText.of(newest.catchUp().fold()));
            assertEquals(0, fresh.fold().ledger().size());
            assertEquals(0, fresh.fold().counters().lostEvents());
        }
    }

    private void awaitJournaled(final long events) throws IOException
    {
        final RecorderStatus status = RecorderStatus.openReadOnly(TrackerDirectory.of(path));
        assertNotNull(status);
        Await.until("events in the journal", () -> status.journalSequence() > events);
    }

    private void awaitProgress(final int producer, final long events)
    {
        Await.until("progress", () -> progress.get(producer).getLong(0) >= events);
    }
}
