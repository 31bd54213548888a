package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.fold.SnapshotStore;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Four producers, one of which is killed, and a recorder that is killed once.
 */
class KillTest
{
    private static final int PRODUCERS = 4;
    private static final long EVENTS = 400_000;
    private static final int DEEP_ROUNDS = 100;
    private static final long DEEP_LEAST_EVENTS = 20_000;
    private static final long STALL_NANOS = 50_000_000L;
    /** A stall by a kill would be in each; one by the load of the host is not. */
    private static final int STALL_ROUNDS = 5;
    private static final int VICTIMS = 2;
    private static final long EVENTS_OF_VICTIM = 30_000;
    private static final int EXIT_OF_KILLED = 137;
    private static final long SNAPSHOT_EVENTS = 150_000;

    @TempDir
    private Path parent;

    @Test
    void shouldJournalEachCommittedEventOnceWhenAProducerAndTheRecorderAreKilled()
        throws IOException, InterruptedException
    {
        killAtRandom(parent, Long.getLong("ttalloc.seed", System.nanoTime()), EVENTS);
    }

    @Test
    @Tag("deep")
    void shouldDoSoInManyRounds() throws IOException, InterruptedException
    {
        final SplittableRandom seeds = new SplittableRandom(Long.getLong("ttalloc.seed", System.nanoTime()));
        final int rounds = Integer.getInteger("ttalloc.rounds", DEEP_ROUNDS);
        for (int round = 0; round < rounds; round++)
        {
            final Path folder = Files.createDirectory(parent.resolve("round-" + round));
            killAtRandom(folder, seeds.nextLong(), seeds.nextLong(DEEP_LEAST_EVENTS, EVENTS));
            deleteAll(folder);
        }
    }

    @Test
    void shouldStallNoSurvivorWhenProducersAreKilled() throws IOException, InterruptedException
    {
        final Path path = parent.resolve("tracker");
        final MappedByteBuffer longest = ProducerMain.mapProgress(parent.resolve("longest"));
        final Map<String, Long> seeds = new HashMap<>(Map.of("producer-0", 0L));
        try (Children children = new Children())
        {
            final Process recorder = children.start(RecorderMain.class, path, SNAPSHOT_EVENTS);
            Children.awaitLine(recorder, "READY");
            final Process survivor = children.start(SurvivorMain.class, path, parent.resolve("longest"), 0);
            Children.awaitLine(survivor, "READY");
            boolean isWithin = false;
            final StringBuilder gaps = new StringBuilder();
            for (int round = 0; round < STALL_ROUNDS && !isWithin; round++)
            {
                final long usual = longestReportBeside(children, path, longest, seeds, false);
                final long withKills = longestReportBeside(children, path, longest, seeds, true);
                isWithin = withKills <= Math.max(STALL_NANOS, 3 * usual);
                gaps.append(' ').append(withKills).append(" ns, ").append(usual).append(" ns without a kill;");
            }
            assertTrue(isWithin, "a survivor was held up in each round:" + gaps);
            survivor.getOutputStream().write('\n');
            survivor.getOutputStream().flush();
            Children.awaitExit(survivor, 0);
            Await.noRings(path);
            recorder.getOutputStream().close();
            Children.awaitExit(recorder, 0);
        }
        assertEquals(seeds.keySet(), JournalChecker.check(TrackerDirectory.of(path), seeds).keySet());
    }

    private long longestReportBeside(
        final Children children, final Path path, final MappedByteBuffer longest, final Map<String, Long> seeds,
        final boolean isKilled) throws IOException, InterruptedException
    {
        longest.putLong(0, 0);
        for (int i = 0; i < VICTIMS; i++)
        {
            final long seed = seeds.size();
            seeds.put("producer-" + seed, seed);
            final Path file = parent.resolve("victim-" + seed);
            final MappedByteBuffer progress = ProducerMain.mapProgress(file);
            final Process victim = children.start(
                ProducerMain.class, path, seed, isKilled ? EVENTS_OF_VICTIM * 100 : EVENTS_OF_VICTIM, file);
            awaitProgress(progress, EVENTS_OF_VICTIM);
            if (isKilled)
            {
                Children.kill(victim);
            }
            Children.awaitExit(victim, isKilled ? EXIT_OF_KILLED : 0);
        }
        return longest.getLong(0);
    }

    private static void killAtRandom(final Path parent, final long seed, final long events)
        throws IOException, InterruptedException
    {
        final SplittableRandom random = new SplittableRandom(seed);
        final Path path = parent.resolve("tracker");
        final Map<String, Long> seeds = new HashMap<>();
        final List<Process> producers = new ArrayList<>();
        final List<MappedByteBuffer> progress = new ArrayList<>();
        try (Children children = new Children())
        {
            final Process firstRecorder = children.start(RecorderMain.class, path, SNAPSHOT_EVENTS);
            Children.awaitLine(firstRecorder, "READY");
            for (int i = 0; i < PRODUCERS; i++)
            {
                final long producerSeed = random.nextInt(Integer.MAX_VALUE);
                seeds.put("producer-" + producerSeed, producerSeed);
                final Path file = parent.resolve("progress-" + i);
                progress.add(ProducerMain.mapProgress(file));
                producers.add(children.start(ProducerMain.class, path, producerSeed, events, file));
            }
            for (final Process producer : producers)
            {
                Children.awaitLine(producer, "READY");
            }
            awaitProgress(progress.get(0), random.nextLong(events / 2));
            Children.kill(producers.get(0));
            final long acknowledged = progress.get(0).getLong(0);
            awaitProgress(progress.get(1), random.nextLong(events / 2, events));
            Children.kill(firstRecorder);
            final Process secondRecorder = children.start(RecorderMain.class, path, SNAPSHOT_EVENTS);
            for (final Process producer : producers.subList(1, PRODUCERS))
            {
                Children.awaitExit(producer, 0);
            }
            Await.noRings(path);
            secondRecorder.getOutputStream().close();
            Children.awaitExit(secondRecorder, 0);
            check(TrackerDirectory.of(path), seeds, producers.get(0).pid(), acknowledged, events);
        }
        catch (final AssertionError ex)
        {
            throw new AssertionError("seed=" + seed + " (-Dttalloc.seed): " + ex.getMessage(), ex);
        }
    }

    private static void check(
        final TrackerDirectory directory, final Map<String, Long> seeds, final long killedPid, final long acknowledged,
        final long events) throws IOException
    {
        final Map<String, Long> counts = JournalChecker.check(directory, seeds);
        assertEquals(seeds.keySet(), counts.keySet());
        try (FoldTailer fresh = FoldTailer.openOldest(directory, null))
        {
            final LedgerFold fold = fresh.catchUp().fold();
            for (final TrackedProcess process : fold.processes().all())
            {
                final long count = counts.get(process.name());
                final Script script = scriptAfter(seeds.get(process.name()), count);
                if (process.pid() == killedPid)
                {
                    assertTrue(count >= acknowledged && count <= acknowledged + 1,
                        "the killed producer had " + acknowledged + " acknowledged, the journal has " + count);
                    assertTrue(acknowledged == events || !process.endedCleanly(), "killed, and ended cleanly");
                }
                else
                {
                    assertEquals(events, count);
                    assertTrue(process.endedCleanly(), process.name());
                }
                assertEquals(script.live(), process.leaks().buffers(), "what is left of " + process.name());
            }
            assertEquals(0, fold.ledger().size());
            final SnapshotStore snapshots = new SnapshotStore(directory);
            try (LedgerFold recorded = snapshots.read(snapshots.sequences().get(0), null))
            {
                assertEquals(FoldText.of(fold), FoldText.of(recorded));
            }
        }
    }

    private static void deleteAll(final Path folder) throws IOException
    {
        try (Stream<Path> files = Files.walk(folder))
        {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList())
            {
                Files.delete(file);
            }
        }
    }

    private static Script scriptAfter(final long seed, final long events)
    {
        final Script script = new Script(seed);
        for (long i = 0; i < events; i++)
        {
            script.next();
        }
        return script;
    }

    private static void awaitProgress(final MappedByteBuffer progress, final long events)
    {
        Await.until("progress", () -> progress.getLong(0) >= events);
    }
}
