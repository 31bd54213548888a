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
import java.nio.MappedByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Processes that are stopped, come late, leave early or meet where they should not.
 */
class ProcessFaultsTest
{
    private static final long EVENTS = 60_000;
    /** So many that it is stopped long before the last. */
    private static final long EVENTS_OF_STOPPED = 2_000_000;
    private static final long EVENTS_OF_A_RING = ProducerMain.RING_BYTES / RingDescriptor.RECORD_LENGTH;
    private static final long SNAPSHOT_EVENTS = 25_000;
    private static final long POLL_NANOS = 100_000L;
    private static final long DEADLINE_NANOS = 60_000_000_000L;
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
            awaitStopped(STOP_NANOS);
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
            awaitStopped(STOP_NANOS);
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
            assertEquals(3, rings(path));
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
            await("the recorder to be seen alive", status::isAlive);
            assertEquals(recorder.pid(), status.pid());
            Children.awaitExit(startProducer(children, path, 1, 3_000), 0);
            await("the events", () -> 3_003 == status.ledgerSequence());
            Children.kill(recorder);
            await("the recorder to be seen gone", () -> !status.isAlive());
        }
        assertAllOf(path, Map.of("producer-1", 3_000L));
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
        await("the rings to go", () -> 0 == rings(directory));
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

    private void awaitProgress(final int producer, final long events)
    {
        await("progress", () -> progress.get(producer).getLong(0) >= events);
    }

    private static void awaitStopped(final long nanos)
    {
        final long end = System.nanoTime() + nanos;
        await("the time to pass", () -> System.nanoTime() >= end);
    }

    private static long rings(final Path directory) throws IOException
    {
        long count = 0;
        try (DirectoryStream<Path> rings = Files.newDirectoryStream(directory.resolve("rings"), "*.ring"))
        {
            for (final Path ring : rings)
            {
                count += Files.exists(ring) ? 1 : 0;
            }
        }
        return count;
    }

    private interface Condition
    {
        boolean holds() throws IOException;
    }

    private static void await(final String what, final Condition condition)
    {
        final long deadline = System.nanoTime() + DEADLINE_NANOS;
        try
        {
            while (!condition.holds())
            {
                assertTrue(System.nanoTime() < deadline, () -> "waited " +
                    TimeUnit.NANOSECONDS.toSeconds(DEADLINE_NANOS) + " s for " + what);
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
        catch (final IOException ex)
        {
            throw new AssertionError(what, ex);
        }
    }
}
