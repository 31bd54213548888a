package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.direct.DirectReporter;
import io.github.ttalloc.ipc.recorder.RecorderStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Producers in direct mode, and runtimes that embed the recorder, whose processes are killed.
 */
@Timeout(120)
class DirectAndEmbeddedTest
{
    private static final int ROUNDS =
        Integer.getInteger("ttalloc.rounds", Boolean.getBoolean("ttalloc.deep") ? 100 : 1);
    private static final long DEADLINE_NANOS = 60_000_000_000L;
    private static final long POLL_NANOS = 1_000_000;
    private static final long SNAPSHOT_EVENTS = 5_000;
    private static final long LOCK_NANOS = 300_000_000L;
    private static final long OPEN_NANOS = 5_000_000_000L;

    @TempDir
    private Path parent;

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    @Timeout(3_600)
    void shouldJournalDirectEventsExactlyOnceWhoeverIsKilled() throws IOException, InterruptedException
    {
        for (int round = 0; round < ROUNDS; round++)
        {
            final long seed = System.nanoTime();
            killDirect(new SplittableRandom(seed), parent.resolve("direct-" + round), "seed " + seed);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void shouldSayAtTheStartWhichFlagOfTheJvmAStandbyLacks() throws IOException, InterruptedException
    {
        final Path path = parent.resolve("flags");
        final Path errors = parent.resolve("errors");
        try (Children children = new Children())
        {
            final Process recorder = children.start(RecorderMain.class, path, SNAPSHOT_EVENTS);
            Children.awaitLine(recorder, "READY");
            final List<String> command =
                Children.java(List.of(), EmbeddingMain.class, path, 1, 1, parent.resolve("progress"));
            command.removeIf(word -> word.startsWith("--add-opens=java.base/sun.nio.ch"));
            Children.awaitExit(children.run(command, errors), 1);
        }
        final String said = Files.readString(errors);
        assertTrue(said.contains("start it with --add-opens=java.base/sun.nio.ch=ALL-UNNAMED"), said);
    }

    private static void killDirect(final SplittableRandom random, final Path path, final String seed)
        throws IOException, InterruptedException
    {
        final long events = 10_000;
        final TrackerDirectory directory = TrackerDirectory.of(path).create();
        try (Children children = new Children())
        {
            Process recorder = children.start(RecorderMain.class, path, SNAPSHOT_EVENTS);
            Children.awaitLine(recorder, "READY");
            final Process victim =
                children.start(DirectProducerMain.class, path, 1, 1_000_000_000L, path.resolve("progress-1"));
            final Process direct =
                children.start(DirectProducerMain.class, path, 2, events, path.resolve("progress-2"));
            final Process ring = children.start(ProducerMain.class, path, 3, events, path.resolve("progress-3"));
            final MappedByteBuffer progress = ProducerMain.mapProgress(path.resolve("progress-1"));
            awaitAtLeast(progress, random.nextLong(1, events));
            Children.kill(recorder);
            awaitAtLeast(progress, progress.getLong(0) + random.nextLong(events / 4));
            Children.kill(victim);
            final long reported = progress.getLong(0);
            recorder = children.start(RecorderMain.class, path, SNAPSHOT_EVENTS);
            Children.awaitLine(recorder, "READY");
            Children.awaitExit(direct, 0);
            Children.awaitExit(ring, 0);
            awaitNoRings(directory);
            recorder.getOutputStream().close();
            Children.awaitExit(recorder, 0);
            final Map<String, Long> counts = JournalChecker.check(directory,
                Map.of("producer-1", 1L, "producer-2", 2L, "producer-3", 3L));
            assertEquals(events, counts.get("producer-2"), seed);
            assertEquals(events, counts.get("producer-3"), seed);
            final long journaled = counts.get("producer-1");
            assertTrue(reported <= journaled && journaled <= reported + 1,
                () -> seed + ": " + reported + " reported, " + journaled + " journaled");
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void shouldLoseNothingWhileAnotherIsStoppedInsideItsAppend() throws IOException, InterruptedException
    {
        final long events = 3;
        final Path path = parent.resolve("stopped");
        final TrackerDirectory directory = TrackerDirectory.of(path).create();
        try (Children children = new Children())
        {
            final Process recorder = children.start(RecorderMain.class, path, SNAPSHOT_EVENTS);
            Children.awaitLine(recorder, "READY");
            final Process victim = children.run(Children.java(StoppedAtLine.OPTIONS,
                DirectProducerMain.class, path, 1, 1_000_000_000L, path.resolve("progress-1")));
            try (StoppedAtLine line = StoppedAtLine.launch(victim,
                "io.github.ttalloc.ipc.journal.JournalClock", "currentTimeMillis", new SplittableRandom(1), 100))
            {
                assertTrue(line.await(() -> !victim.isAlive()));
                final Process other =
                    children.start(DirectProducerMain.class, path, 2, events, path.resolve("progress-2"));
                Children.awaitLine(other, "READY");
                final long start = System.nanoTime();
                Children.awaitExit(other, 0);
                assertTrue(System.nanoTime() - start > LOCK_NANOS, "it had the lock of the queue");
                await(() -> 1 == ringsOf(directory), "the other is not ended");
                Children.kill(victim);
            }
            awaitNoRings(directory);
            recorder.getOutputStream().close();
            Children.awaitExit(recorder, 0);
            final Map<String, Long> counts =
                JournalChecker.check(directory, Map.of("producer-1", 1L, "producer-2", 2L));
            assertEquals(events, counts.get("producer-2"));
            final long reported = ProducerMain.mapProgress(path.resolve("progress-1")).getLong(0);
            assertTrue(counts.get("producer-1") >= reported && counts.get("producer-1") <= reported + 1,
                () -> reported + " reported, " + counts);
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void shouldRefuseToOpenTheQueueWhileAnotherIsStoppedThereAndOpenItOnceThatIsGone()
        throws IOException, InterruptedException
    {
        final Path path = parent.resolve("opening");
        final TrackerDirectory directory = TrackerDirectory.of(path).create();
        try (Children children = new Children())
        {
            final Process victim = children.run(Children.java(StoppedAtLine.OPTIONS,
                DirectProducerMain.class, path, 1, 1, path.resolve("progress-1")));
            try (StoppedAtLine line = StoppedAtLine.launch(victim,
                "io.github.ttalloc.ipc.journal.DirectAppender", "<init>", new SplittableRandom(1), 1))
            {
                assertTrue(line.await(() -> !victim.isAlive()));
                final long start = System.nanoTime();
                final IOException refusal = assertThrows(
                    IOException.class, () -> DirectReporter.create(new ReporterContext().directory(path)));
                final long nanos = System.nanoTime() - start;
                assertTrue(nanos >= OPEN_NANOS && nanos < DEADLINE_NANOS / 2, () -> "it took " + nanos + " ns");
                assertTrue(refusal.getMessage().startsWith("lock " + path.resolve("direct.lock") +
                    " is held for over 5 s by a process that opens the direct queue: "), refusal.getMessage());
                assertEquals(0, ringsOf(directory));
                Children.kill(victim);
            }
            try (DirectReporter reporter = DirectReporter.create(new ReporterContext().directory(path)))
            {
                assertTrue(reporter.mark(0) >= 0);
                assertEquals(1, ringsOf(directory));
            }
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void shouldTakeOverWhenTheProcessThatRecordsIsKilled() throws IOException, InterruptedException
    {
        final long events = 20_000;
        final Path path = parent.resolve("embedded");
        final TrackerDirectory directory = TrackerDirectory.of(path).create();
        try (Children children = new Children())
        {
            final Process holder =
                children.start(EmbeddingMain.class, path, 1, 1_000_000_000L, path.resolve("progress-1"));
            Children.awaitLine(holder, "RECORDING");
            final Process other = children.start(EmbeddingMain.class, path, 2, events, path.resolve("progress-2"));
            Children.awaitLine(other, "STANDING BY");
            begin(holder);
            begin(other);
            final MappedByteBuffer progress = ProducerMain.mapProgress(path.resolve("progress-1"));
            awaitAtLeast(progress, 5_000);
            Children.kill(holder);
            final long reported = progress.getLong(0);
            final RecorderStatus status = RecorderStatus.openReadOnly(directory);
            await(() -> status.isAlive() && status.pid() == other.pid(), "nobody took over");
            awaitAtLeast(ProducerMain.mapProgress(path.resolve("progress-2")), events);
            other.getOutputStream().close();
            Children.awaitExit(other, 0);
            final Process last = children.start(RecorderMain.class, path, SNAPSHOT_EVENTS);
            Children.awaitLine(last, "READY");
            awaitNoRings(directory);
            last.getOutputStream().close();
            Children.awaitExit(last, 0);
            final Map<String, Long> counts =
                JournalChecker.check(directory, Map.of("producer-1", 1L, "producer-2", 2L));
            assertEquals(events, counts.get("producer-2"));
            final long journaled = counts.get("producer-1");
            assertTrue(reported <= journaled && journaled <= reported + 1,
                () -> reported + " reported, " + journaled + " journaled");
        }
    }

    private static void begin(final Process process) throws IOException
    {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    private static void awaitAtLeast(final MappedByteBuffer progress, final long wanted)
    {
        await(() -> progress.getLong(0) >= wanted, "the producer does not come to event " + wanted);
    }

    private static void awaitNoRings(final TrackerDirectory directory)
    {
        await(() -> 0 == ringsOf(directory), "rings are left");
    }

    private static int ringsOf(final TrackerDirectory directory)
    {
        final String[] rings = directory.rings().toFile().list((folder, name) -> name.endsWith(".ring"));
        return null == rings ? -1 : rings.length;
    }

    private static void await(final BooleanSupplier condition, final String otherwise)
    {
        final long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!condition.getAsBoolean())
        {
            assertTrue(System.nanoTime() < deadline, otherwise);
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
