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
import java.util.concurrent.locks.LockSupport;
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
    private static final long SNAPSHOT_EVENTS = 150_000;
    private static final long POLL_NANOS = 100_000L;
    private static final long DEADLINE_NANOS = 60_000_000_000L;

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
            awaitNoRings(path);
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
        final long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (progress.getLong(0) < events)
        {
            assertTrue(System.nanoTime() < deadline, "no progress past " + progress.getLong(0));
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static void awaitNoRings(final Path path) throws IOException
    {
        final long deadline = System.nanoTime() + DEADLINE_NANOS;
        boolean isEmpty = false;
        while (!isEmpty)
        {
            assertTrue(System.nanoTime() < deadline, "rings are left");
            LockSupport.parkNanos(POLL_NANOS);
            try (var rings = Files.newDirectoryStream(path.resolve("rings"), "*.ring"))
            {
                isEmpty = !rings.iterator().hasNext();
            }
        }
    }
}
