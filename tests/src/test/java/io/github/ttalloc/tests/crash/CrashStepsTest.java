package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.fold.SnapshotStore;
import io.github.ttalloc.ipc.recorder.Recorder;
import io.github.ttalloc.ipc.recorder.RecorderContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A recorder that is killed before a line of each of its steps, and the next recorder, which must make of it what it
 * would have made of a recorder that lived.
 */
class CrashStepsTest
{
    private static final long EVENTS = 60_000;
    /** So many that more buffers live than a new ledger holds. */
    private static final long EVENTS_OF_GROWTH = 800_000;
    private static final long SNAPSHOT_EVENTS = 10_000;
    private static final int RING_BYTES = 1 << 20;
    private static final int DEEP_ROUNDS = 200;

    @TempDir
    private Path parent;

    /** A step of the recorder: a method, and how often it runs at the least while the test reports. */
    private enum Step
    {
        ATTACH("io.github.ttalloc.ipc.recorder.DrainedRing", "start", 1),
        DRAIN("io.github.ttalloc.ipc.recorder.DrainedRing", "drain", 50),
        COPY("io.github.ttalloc.ipc.ring.RingReader", "copy", 50),
        RESERVE("io.github.ttalloc.ipc.journal.JournalPages", "reserve", 20),
        APPEND("io.github.ttalloc.ipc.journal.JournalAppender", "append", 20),
        COMMIT("io.github.ttalloc.ipc.journal.JournalAppender", "write", 20),
        ZERO_AND_RELEASE("io.github.ttalloc.ipc.ring.RingReader", "release", 20),
        FOLD("io.github.ttalloc.ipc.fold.FoldTailer", "poll", 20),
        SNAPSHOT("io.github.ttalloc.ipc.fold.SnapshotStore", "write", 2),
        WRITE_OF_SNAPSHOT("io.github.ttalloc.ipc.fold.SnapshotWriter", "write", 2),
        PRUNE("io.github.ttalloc.ipc.fold.SnapshotStore", "prune", 2),
        GROWTH("io.github.ttalloc.ledger.OneWriterLedger", "grow", 1),
        FINISH("io.github.ttalloc.ipc.recorder.DrainedRing", "finish", 1),
        END("io.github.ttalloc.ipc.recorder.DrainedRing", "appendEnd", 1),
        DISCARD("io.github.ttalloc.ipc.recorder.DrainedRing", "discard", 1);

        private final String typeName;
        private final String methodName;
        private final int passes;

        Step(final String typeName, final String methodName, final int passes)
        {
            this.typeName = typeName;
            this.methodName = methodName;
            this.passes = passes;
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGoOnWhereverInAStepTheRecorderIsKilled(final Step step) throws IOException, InterruptedException
    {
        killIn(step, parent.resolve("tracker"), Long.getLong("ttalloc.seed", System.nanoTime()));
    }

    @Test
    @Tag("deep")
    void shouldDoSoInManyRounds() throws IOException, InterruptedException
    {
        final SplittableRandom seeds = new SplittableRandom(Long.getLong("ttalloc.seed", System.nanoTime()));
        int killedInStep = 0;
        for (int round = 0; round < DEEP_ROUNDS; round++)
        {
            final Step step = Step.values()[round % Step.values().length];
            killedInStep += killIn(step, parent.resolve("round-" + round), seeds.nextLong()) ? 1 : 0;
        }
        assertTrue(killedInStep > DEEP_ROUNDS / 4, "of " + DEEP_ROUNDS + " rounds reached their line " + killedInStep);
    }

    /** Whether the recorder came to the line that was drawn: those of rare branches it passes by. */
    private static boolean killIn(final Step step, final Path path, final long seed)
        throws IOException, InterruptedException
    {
        final SplittableRandom random = new SplittableRandom(seed);
        final int scriptSeed = random.nextInt(Integer.MAX_VALUE);
        final long events = Step.GROWTH == step ? EVENTS_OF_GROWTH : EVENTS;
        String place = "";
        try (Children children = new Children())
        {
            final Process recorder = children.run(
                Children.java(StoppedAtLine.OPTIONS, RecorderMain.class, path, SNAPSHOT_EVENTS));
            final boolean wasReached;
            try (StoppedAtLine line = StoppedAtLine.launch(
                recorder, step.typeName, step.methodName, random, 1 + random.nextInt(step.passes)))
            {
                final CompletableFuture<Void> reports =
                    CompletableFuture.runAsync(() -> report(path, scriptSeed, events));
                wasReached = line.await(() -> reports.isDone() && isDrained(path));
                place = line.place();
                Children.kill(recorder);
                try (Recorder next = Recorder.launch(path, new RecorderContext().snapshotEvents(SNAPSHOT_EVENTS)))
                {
                    reports.join();
                    Await.noRings(path);
                    assertNull(next.failure());
                }
            }
            check(path, scriptSeed, events);
            return wasReached;
        }
        catch (final AssertionError | RuntimeException ex)
        {
            throw new AssertionError("killed at " + place + ", seed=" + seed + " (-Dttalloc.seed): " +
                ex.getMessage(), ex);
        }
    }

    private static void report(final Path path, final long seed, final long events)
    {
        final Script script = new Script(seed);
        try (RingReporter reporter = RingReporter.create(new ReporterContext()
            .directory(path)
            .ringBytes(RING_BYTES)
            .processName("producer-" + seed)
            .waitingForRecorder(true)))
        {
            for (long i = 1; i <= events; i++)
            {
                final long status = script.next().report(reporter);
                assertTrue(status >= 0, "event " + i + " got status " + status);
            }
        }
        catch (final IOException ex)
        {
            throw new AssertionError(ex);
        }
    }

    private static boolean isDrained(final Path path)
    {
        try
        {
            return 0 == Await.rings(path);
        }
        catch (final IOException ex)
        {
            throw new AssertionError(ex);
        }
    }

    private static void check(final Path path, final long seed, final long events) throws IOException
    {
        final TrackerDirectory directory = TrackerDirectory.of(path);
        final String name = "producer-" + seed;
        assertEquals(Map.of(name, events), JournalChecker.check(directory, Map.of(name, seed)));
        try (FoldTailer fresh = FoldTailer.openOldest(directory, null))
        {
            final LedgerFold fold = fresh.catchUp().fold();
            assertTrue(fold.processes().ended().iterator().next().endedCleanly());
            final SnapshotStore snapshots = new SnapshotStore(directory);
            try (LedgerFold recorded = snapshots.read(snapshots.sequences().get(0), null))
            {
                assertEquals(FoldText.of(fold), FoldText.of(recorded));
            }
        }
    }
}
