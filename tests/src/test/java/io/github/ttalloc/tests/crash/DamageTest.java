package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingDescriptor;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import io.github.ttalloc.ipc.recorder.RecorderStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A journal whose last batch was changed, a ring that is damaged while its process lives, and a replay that is killed:
 * what the recorder says of them afterwards is true.
 */
class DamageTest
{
    private static final long SNAPSHOT_EVENTS = 1_000_000;
    private static final long EVENTS = 1_000;
    private static final long LAST_BUFFER = 0x5A5A_5A5AL;

    @TempDir
    private Path parent;

    private TrackerDirectory directory;
    private Path errors;

    @BeforeEach
    void createDirectory() throws IOException
    {
        directory = TrackerDirectory.of(parent.resolve("tracker")).create();
        errors = parent.resolve("errors");
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "stopped with a snapshot"})
    void shouldGoOnBehindALastBatchThatWasChangedAndCountItsEvents(final String end)
        throws IOException, InterruptedException
    {
        try (Children children = new Children();
            RingReporter reporter = RingReporter.create(new ReporterContext().directory(directory.path())))
        {
            final Process first = startRecorder(children);
            final RecorderStatus status = RecorderStatus.openReadOnly(directory);
            allocate(reporter, 64);
            Await.until("the first event", () -> 3 == status.ledgerSequence());
            Children.signal(first, "STOP");
            allocate(reporter, 128);
            allocate(reporter, LAST_BUFFER);
            Children.signal(first, "CONT");
            Await.until("the last batch", () -> 5 == status.ledgerSequence());
            if ("KILL".equals(end))
            {
                Children.kill(first);
            }
            else
            {
                stop(first);
            }
            changeLastBatch();
            allocate(reporter, 192);
            try (FoldTailer tailer = FoldTailer.openOldest(directory, null).catchUp())
            {
                assertEquals(3, tailer.fold().sequence());
                final Process second = startRecorder(children);
                Await.until("the tailer to go on", () -> !tailer.poll() && tailer.fold().sequence() >= 7);
                assertPassedOver(tailer);
                assertEquals(2, tailer.fold().ledger().size());
                stop(second);
            }
        }
        final String said = Files.readString(errors);
        assertTrue(said.matches("(?s).*journal " + directory.journal() + " is damaged in the file of cycle [0-9]+, " +
            "document [0-9]+: its bytes do not match its checksum; nothing that can be read follows, so the events 4 " +
            "to 5 are lost.*"), said);
        assertLostTwo();
        try (Children children = new Children())
        {
            final Process third = startRecorder(children);
            Await.noRings(directory.path());
            stop(third);
        }
        assertLostTwo();
    }

    @Test
    void shouldShowAProcessWhoseRingIsDamagedAsIncompleteAndEndItOnceItIsGone()
        throws IOException, InterruptedException
    {
        try (Children children = new Children())
        {
            final Process recorder = startRecorder(children);
            final Process other = startProducer(children, 1, "lingering");
            final Path otherRing = onlyRing();
            final Process victim = startProducer(children, 2, "lingering");
            Await.until("both", () -> 2 * (EVENTS + 2) == sequence());
            damage(ringBeside(otherRing));
            Await.until("the process to be incomplete", () -> process(2).isIncomplete());
            assertTrue(process(2).isAlive());
            assertFalse(process(1).isIncomplete());
            victim.getOutputStream().close();
            Children.awaitExit(victim, 0);
            Await.until("the process to be ended", () -> !process(2).isAlive());
            assertFalse(process(2).endedCleanly());
            other.getOutputStream().close();
            Children.awaitExit(other, 0);
            Await.until("the other to be ended", () -> !process(1).isAlive());
            assertTrue(process(1).endedCleanly());
            stop(recorder);
        }
        final String said = Files.readString(errors);
        assertTrue(said.contains(".ring is damaged: head="), said);
        assertTrue(said.contains("; it is left alone, remove it once its process has ended"), said);
    }

    @ParameterizedTest
    @CsvSource({
        "lingering, foreign, false", "replaying, truncated, false", "replaying, foreign, true",
        "lingering, pipe, true"})
    void shouldEndAProcessWhoseRingItCannotOpenAtItsStartOnlyOnceItIsGone(
        final String end, final String damage, final boolean isGoneBefore) throws IOException, InterruptedException
    {
        try (Children children = new Children())
        {
            final Process first = startRecorder(children);
            final Process other = startProducer(children, 1, "lingering");
            final Path otherRing = onlyRing();
            final Process victim = startProducer(children, 2, end);
            final Path ring = ringBeside(otherRing);
            Await.until("both", () -> 2 * (EVENTS + 2) == sequence());
            stop(first);
            damage(ring, damage);
            if (isGoneBefore)
            {
                Children.kill(victim);
            }
            final Process second = startRecorder(children);
            Await.until("the process to be incomplete", () -> process(2).isIncomplete());
            other.getOutputStream().close();
            Await.until("the other to be ended", () -> !process(1).isAlive());
            assertTrue(process(1).endedCleanly());
            assertFalse(process(1).isIncomplete());
            if (!isGoneBefore)
            {
                assertTrue(process(2).isAlive());
                Children.kill(victim);
            }
            Await.until("the process to be ended", () -> !process(2).isAlive());
            assertFalse(process(2).endedCleanly());
            assertEquals(EVENTS, process(2).events());
            stop(second);
        }
        assertTrue(Files.readString(errors).contains("; it is left alone, remove it once its process has ended"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldEndAReplayThatWasKilledAndNoneThatWasDone(final boolean isKilled)
        throws IOException, InterruptedException
    {
        try (Children children = new Children())
        {
            final Process recorder = startRecorder(children);
            final Process replay = startProducer(children, 1, "replaying");
            Await.until("its events", () -> EVENTS + 2 == sequence());
            if (isKilled)
            {
                Children.kill(replay);
            }
            else
            {
                replay.getOutputStream().close();
                Children.awaitExit(replay, 0);
            }
            Await.noRings(directory.path());
            assertEquals(isKilled, !process(1).isAlive());
            stop(recorder);
            stop(startRecorder(children));
        }
        final TrackedProcess replay = process(1);
        assertEquals(isKilled, !replay.isAlive());
        assertFalse(replay.endedCleanly());
        assertTrue(replay.isReplayed());
        assertEquals(isKilled, replay.leaks().buffers() > 0);
    }

    /** The two that are lost, or up to a snapshot that the second recorder had made by then. */
    private static void assertPassedOver(final FoldTailer tailer)
    {
        final long passedOver = tailer.missingEvents();
        assertTrue(passedOver >= 2 && passedOver <= tailer.fold().sequence() - 3,
            () -> passedOver + " events passed over up to event " + tailer.fold().sequence());
    }

    /** In what every reader sees: the two lost events are counted once, and all others are there. */
    private void assertLostTwo() throws IOException
    {
        try (FoldTailer fresh = FoldTailer.openOldest(directory, null).catchUp();
            FoldTailer newest = FoldTailer.openNewest(directory, null).catchUp())
        {
            assertEquals(FoldText.of(fresh.fold()), FoldText.of(newest.fold()));
            assertEquals(2, fresh.fold().counters().lostEvents());
            final TrackedProcess process = fresh.fold().processes().all().iterator().next();
            assertEquals(2, process.lostEvents());
            assertTrue(process.isIncomplete());
            assertEquals(0, process.unfinishedRecords());
            assertEquals(4, process.events());
        }
    }

    private static void allocate(final RingReporter reporter, final long buffer)
    {
        assertTrue(reporter.allocate(0, BufferType.DRAM, buffer, 32, 0, CoreRange.ALL, 0) >= 0);
    }

    private void changeLastBatch() throws IOException
    {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.journal(), "*.cq4"))
        {
            Path newest = null;
            for (final Path file : files)
            {
                newest = null == newest || file.compareTo(newest) > 0 ? file : newest;
            }
            final byte[] id =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(LAST_BUFFER).array();
            final int at = new String(Files.readAllBytes(newest), StandardCharsets.ISO_8859_1)
                .lastIndexOf(new String(id, StandardCharsets.ISO_8859_1));
            assertTrue(at > 0);
            put(newest, at, new byte[]{0x5B});
        }
    }

    private static void damage(final Path ring, final String how) throws IOException, InterruptedException
    {
        switch (how)
        {
            case "foreign" -> put(ring, 0, new byte[Long.BYTES * Long.BYTES]);
            case "truncated" -> truncate(ring, RingDescriptor.DATA_OFFSET);
            default ->
            {
                Files.delete(ring);
                assertEquals(0, new ProcessBuilder("mkfifo", ring.toString()).start().waitFor());
            }
        }
    }

    /** Sets the tail of a ring to where it cannot be. */
    private static void damage(final Path ring) throws IOException
    {
        final long trailer = RingDescriptor.DATA_OFFSET + ProducerMain.RING_BYTES;
        put(ring, trailer + RingDescriptor.TRAILER_TAIL_OFFSET, new byte[]{1, 2, 3, 4, 5});
    }

    private static void put(final Path file, final long position, final byte[] bytes) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
        {
            channel.write(ByteBuffer.wrap(bytes), position);
        }
    }

    private static void truncate(final Path file, final long length) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
        {
            channel.truncate(length);
        }
    }

    private Path onlyRing() throws IOException
    {
        return ringBeside(null);
    }

    private Path ringBeside(final Path other) throws IOException
    {
        try (DirectoryStream<Path> rings = Files.newDirectoryStream(directory.rings(), "*.ring"))
        {
            for (final Path ring : rings)
            {
                if (!ring.equals(other))
                {
                    return ring;
                }
            }
        }
        throw new AssertionError("no ring");
    }

    private long sequence() throws IOException
    {
        return RecorderStatus.openReadOnly(directory).ledgerSequence();
    }

    private TrackedProcess process(final long seed) throws IOException
    {
        try (FoldTailer tailer = FoldTailer.openOldest(directory, null).catchUp())
        {
            return tailer.fold().processes().all().stream()
                .filter(process -> process.name().equals("producer-" + seed)).findFirst().orElseThrow();
        }
    }

    private Process startRecorder(final Children children) throws IOException
    {
        final Process recorder = children.run(
            Children.java(List.of(), RecorderMain.class, directory.path(), SNAPSHOT_EVENTS), errors);
        Children.awaitLine(recorder, "READY");
        return recorder;
    }

    private Process startProducer(final Children children, final long seed, final String end) throws IOException
    {
        final Process producer = children.start(ProducerMain.class,
            directory.path(), seed, EVENTS, parent.resolve("progress-" + seed), end);
        Children.awaitLine(producer, "READY");
        return producer;
    }

    private static void stop(final Process recorder) throws IOException, InterruptedException
    {
        recorder.getOutputStream().close();
        Children.awaitExit(recorder, 0);
    }
}
