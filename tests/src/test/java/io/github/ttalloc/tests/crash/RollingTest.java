package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.journal.JournalTailer;
import io.github.ttalloc.ipc.recorder.RecorderStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A journal whose files roll and are deleted under a reader that is stopped, and whose clock steps over the edge of a
 * cycle and back.
 */
class RollingTest
{
    private static final long CYCLE_MILLIS = 300_000;
    private static final long SNAPSHOT_EVENTS = 500;
    private static final int EVENTS_OF_A_CYCLE = 1_000;
    private static final int CYCLES = 6;
    private static final int STEPS = 25;
    private static final long EVENTS_OF_A_STEP = 2_000;

    @TempDir
    private Path parent;

    private TrackerDirectory directory;
    private MappedByteBuffer clockMillis;

    @BeforeEach
    void createDirectory() throws IOException
    {
        directory = TrackerDirectory.of(parent.resolve("tracker")).create();
        clockMillis = ProducerMain.mapProgress(parent.resolve("clock"));
    }

    @Test
    void shouldGoOnFromASnapshotWhenAReaderWasStoppedAndTheJournalIsGoneUnderIt()
        throws IOException, InterruptedException
    {
        final Script script = new Script(1);
        final String read;
        try (Children children = new Children())
        {
            final Process recorder = startRecorder(children);
            final RecorderStatus status = RecorderStatus.openReadOnly(directory);
            final MappedByteBuffer progress = ProducerMain.mapProgress(parent.resolve("progress"));
            final Process reader = children.start(ReaderMain.class, directory.path(), parent.resolve("progress"));
            try (RingReporter reporter = RingReporter.create(
                new ReporterContext().directory(directory.path()).processName("producer-1")))
            {
                report(script, reporter, status);
                Await.until("the reader", () -> EVENTS_OF_A_CYCLE + 2 == progress.getLong(0));
                Children.signal(reader, "STOP");
                for (int cycle = 1; cycle < CYCLES; cycle++)
                {
                    clockMillis.putLong(0, cycle * CYCLE_MILLIS);
                    report(script, reporter, status);
                }
                Await.until("the cycle of the reader to be gone", () -> firstSequence() > EVENTS_OF_A_CYCLE + 3);
                Children.signal(reader, "CONT");
                awaitGoingOn(reader, () -> status.ledgerSequence() == progress.getLong(0));
            }
            Await.noRings(directory.path());
            recorder.getOutputStream().close();
            Children.awaitExit(recorder, 0);
            reader.getOutputStream().write('\n');
            reader.getOutputStream().flush();
            read = new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
            Children.awaitExit(reader, 0);
        }
        try (FoldTailer newest = FoldTailer.openNewest(directory, null).catchUp())
        {
            assertTrue(read.matches("[1-9][0-9]* missing, " + FoldText.of(newest.fold()).hashCode()), read);
            assertEquals(0, newest.fold().counters().lostEvents());
        }
    }

    @Test
    void shouldAppendWhileTheClockStepsOverTheEdgeOfACycleAndBack() throws IOException, InterruptedException
    {
        final long events = (STEPS + 1) * EVENTS_OF_A_STEP;
        final MappedByteBuffer progress = ProducerMain.mapProgress(parent.resolve("progress"));
        try (Children children = new Children())
        {
            final Process recorder = children.start(
                RecorderMain.class, directory.path(), Long.MAX_VALUE, parent.resolve("clock"));
            Children.awaitLine(recorder, "READY");
            final Process producer = children.start(
                ProducerMain.class, directory.path(), 1, events, parent.resolve("progress"));
            for (int step = 1; step <= STEPS; step++)
            {
                final long reached = Math.min(events, progress.getLong(0) + EVENTS_OF_A_STEP / 2);
                clockMillis.putLong(0, step * CYCLE_MILLIS);
                Await.until("events after a step forth", () -> progress.getLong(0) >= reached);
                clockMillis.putLong(0, (step % 2L) * (step - 1) * CYCLE_MILLIS - 1);
            }
            Children.awaitExit(producer, 0);
            Await.noRings(directory.path());
            recorder.getOutputStream().close();
            Children.awaitExit(recorder, 0);
        }
        assertEquals(Map.of("producer-1", events),
            JournalChecker.check(directory, Map.of("producer-1", 1L)));
    }

    /** Tells where the reader stands if it does not. */
    private static void awaitGoingOn(final Process reader, final Await.Condition goesOn)
        throws IOException, InterruptedException
    {
        try
        {
            Await.until("the reader to go on", () -> goesOn.holds() || !reader.isAlive());
            assertTrue(reader.isAlive(), "the reader has ended");
        }
        catch (final AssertionError ex)
        {
            throw new AssertionError(Children.stacks(reader), ex);
        }
    }

    private Process startRecorder(final Children children) throws IOException
    {
        final Process recorder = children.start(
            RecorderMain.class, directory.path(), SNAPSHOT_EVENTS, parent.resolve("clock"));
        Children.awaitLine(recorder, "READY");
        return recorder;
    }

    private static void report(final Script script, final RingReporter reporter, final RecorderStatus status)
    {
        for (int i = 0; i < EVENTS_OF_A_CYCLE; i++)
        {
            assertTrue(script.next().report(reporter) >= 0);
        }
        Await.until("the events", () -> script.number() + 2 == status.ledgerSequence());
    }

    private long firstSequence() throws IOException
    {
        try (JournalTailer tailer = JournalTailer.open(directory))
        {
            return tailer.firstSequence();
        }
    }
}
