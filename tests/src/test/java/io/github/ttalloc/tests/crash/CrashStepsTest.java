package io.github.ttalloc.tests.crash;

import io.github.ttalloc.ipc.recorder.Recorder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

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
    private static final int DEEP_ROUNDS = 200;

    @TempDir
    private Path parent;

    /** What is reported meanwhile. */
    private enum Way
    {
        RING, GROWING, ROLLING, DIRECT
    }

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
        GROWTH("io.github.ttalloc.ledger.OneWriterLedger", "grow", 1, Way.GROWING),
        FINISH("io.github.ttalloc.ipc.recorder.DrainedRing", "finish", 1),
        END("io.github.ttalloc.ipc.recorder.DrainedRing", "appendEnd", 1),
        DISCARD("io.github.ttalloc.ipc.recorder.DrainedRing", "discard", 1),
        RETENTION("io.github.ttalloc.ipc.journal.JournalRetention", "apply", 6, Way.ROLLING),
        PRUNE_AND_RETENTION("io.github.ttalloc.ipc.recorder.LedgerAgent", "takeSnapshot", 6, Way.ROLLING),
        DIRECT_DRAIN("io.github.ttalloc.ipc.recorder.DirectEvents", "pollOnce", 500, Way.DIRECT),
        DIRECT_JOURNAL("io.github.ttalloc.ipc.recorder.DirectEvents", "journal", 500, Way.DIRECT),
        DIRECT_DELETE("io.github.ttalloc.ipc.journal.JournalTailer", "deletePassed", 4, Way.DIRECT),
        DIRECT_TAKE_OVER("io.github.ttalloc.ipc.recorder.DrainedRing", "takeOver", 1, Way.DIRECT);

        private final String typeName;
        private final String methodName;
        private final int passes;
        private final Way way;

        Step(final String typeName, final String methodName, final int passes)
        {
            this(typeName, methodName, passes, Way.RING);
        }

        Step(final String typeName, final String methodName, final int passes, final Way way)
        {
            this.typeName = typeName;
            this.methodName = methodName;
            this.passes = passes;
            this.way = way;
        }
    }

    @ParameterizedTest
    @EnumSource
    @Execution(ExecutionMode.CONCURRENT)
    void shouldGoOnWhereverInAStepTheRecorderIsKilled(final Step step) throws IOException, InterruptedException
    {
        killIn(step, parent.resolve("tracker"), Long.getLong("ttalloc.seed", System.nanoTime()));
    }

    @Test
    @Tag("deep")
    void shouldDoSoInManyRounds() throws IOException, InterruptedException
    {
        final SplittableRandom seeds = new SplittableRandom(Long.getLong("ttalloc.seed", System.nanoTime()));
        final int rounds = Integer.getInteger("ttalloc.rounds", DEEP_ROUNDS);
        int killedInStep = 0;
        for (int round = 0; round < rounds; round++)
        {
            final Step step = Step.values()[round % Step.values().length];
            killedInStep += killIn(step, parent.resolve("round-" + round), seeds.nextLong()) ? 1 : 0;
        }
        assertTrue(killedInStep > rounds / 4, "of " + rounds + " rounds reached their line " + killedInStep);
    }

    private static Reports reports(final Way way, final Path path, final long seed) throws IOException
    {
        return switch (way)
        {
            case RING -> new Reports(path, seed, EVENTS);
            case GROWING -> new Reports(path, seed, EVENTS_OF_GROWTH);
            case ROLLING -> new RollingReports(path, seed);
            case DIRECT -> new DirectReports(path, seed);
        };
    }

    /** Whether the recorder came to the line that was drawn: those of rare branches it passes by. */
    private static boolean killIn(final Step step, final Path path, final long seed)
        throws IOException, InterruptedException
    {
        final SplittableRandom random = new SplittableRandom(seed);
        final Reports reports = reports(step.way, path, random.nextInt(Integer.MAX_VALUE));
        String place = "";
        try (Children children = new Children())
        {
            final Process recorder = children.run(
                Children.java(StoppedAtLine.OPTIONS, RecorderMain.class, reports.recorderArguments().toArray()));
            final boolean wasReached;
            try (StoppedAtLine line = StoppedAtLine.launch(
                recorder, step.typeName, step.methodName, random, 1 + random.nextInt(step.passes)))
            {
                final CompletableFuture<Void> made = CompletableFuture.runAsync(reports);
                wasReached = line.await(
                    () -> made.isCompletedExceptionally() || made.isDone() && reports.areRecorded());
                place = line.place();
                Children.kill(recorder);
                try (Recorder next = Recorder.launch(path, reports.recorder()))
                {
                    made.join();
                    Await.until("all to be recorded", reports::areRecorded);
                    assertNull(next.failure());
                }
            }
            reports.check();
            return wasReached;
        }
        catch (final AssertionError | RuntimeException ex)
        {
            throw new AssertionError("killed at " + place + ", seed=" + seed + " (-Dttalloc.seed): " +
                ex.getMessage(), ex);
        }
    }
}
