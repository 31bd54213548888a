package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Processes in pid and mount namespaces of their own.
 */
class NamespaceTest
{
    private static final long EVENTS = 50_000;
    private static final long EVENTS_OF_A_RING = 10_000;
    private static final long SNAPSHOT_EVENTS = 100_000;
    private static final long LONGER_THAN_SOME_PROBES_NANOS = 1_000_000_000L;
    private static final List<String> IN_PID_NAMESPACE = List.of("unshare", "-pf", "--kill-child", "--mount-proc");

    @TempDir
    private Path parent;

    @Test
    void shouldTellProducersOfOnePidApartAndKnowWhichLives() throws IOException, InterruptedException
    {
        assumeTrue(canRun(IN_PID_NAMESPACE), "this user may make no pid namespace here");
        final Path path = parent.resolve("tracker");
        final Map<String, Long> seeds = Map.of("producer-1", 1L, "producer-2", 2L);
        final long acknowledged;
        try (Children children = new Children())
        {
            final Process recorder = children.start(RecorderMain.class, path, SNAPSHOT_EVENTS);
            Children.awaitLine(recorder, "READY");
            final List<Process> producers = new ArrayList<>();
            final List<MappedByteBuffer> progress = new ArrayList<>();
            for (long seed = 1; seed <= 2; seed++)
            {
                final Path file = parent.resolve("progress-" + seed);
                progress.add(ProducerMain.mapProgress(file));
                final List<String> command = new ArrayList<>(IN_PID_NAMESPACE);
                command.addAll(Children.java(List.of(), ProducerMain.class, path, seed, EVENTS, file, "lingering"));
                producers.add(children.run(command));
            }
            for (final Process producer : producers)
            {
                Children.awaitLine(producer, "READY");
            }
            Await.until("all events", () ->
                EVENTS == progress.get(0).getLong(0) && EVENTS == progress.get(1).getLong(0));
            Await.time(LONGER_THAN_SOME_PROBES_NANOS);
            assertEquals(2, Await.rings(path), "both live, whatever their pid means to the recorder");
            final ProcessHandle killed = producers.get(0).children().findFirst().orElseThrow();
            assertTrue(killed.destroyForcibly());
            Await.until("the killed one to be ended", () -> 1 == Await.rings(path));
            producers.get(1).getOutputStream().close();
            Children.awaitExit(producers.get(1), 0);
            acknowledged = progress.get(0).getLong(0);
            Await.noRings(path);
            recorder.getOutputStream().close();
            Children.awaitExit(recorder, 0);
        }
        assertEquals(
            Map.of("producer-1", acknowledged, "producer-2", EVENTS),
            JournalChecker.check(TrackerDirectory.of(path), seeds));
        final Map<String, Boolean> cleanly = new HashMap<>();
        try (FoldTailer fresh = FoldTailer.openOldest(TrackerDirectory.of(path), null))
        {
            for (final TrackedProcess process : fresh.catchUp().fold().processes().ended())
            {
                assertEquals(1, process.pid());
                cleanly.put(process.name(), process.endedCleanly());
            }
        }
        assertFalse(cleanly.get("producer-1"));
        assertTrue(cleanly.get("producer-2"));
    }

    @Test
    void shouldKnowTheDeadFromTheLivingThatHasItsPid() throws IOException, InterruptedException
    {
        assumeTrue(canRun(IN_PID_NAMESPACE), "this user may make no pid namespace here");
        final Path path = parent.resolve("tracker");
        final List<String> command = new ArrayList<>(IN_PID_NAMESPACE);
        command.addAll(List.of("sh", "-c", "echo 99 > /proc/sys/kernel/ns_last_pid && \"$@\" 1 " + EVENTS_OF_A_RING +
            " " + parent.resolve("progress-1") + " unclosed && " +
            "echo 99 > /proc/sys/kernel/ns_last_pid && exec 3<&0 && \"$@\" 2 " + EVENTS_OF_A_RING + " " +
            parent.resolve("progress-2") + " lingering <&3", "sh"));
        command.addAll(Children.java(List.of(), ProducerMain.class, path));
        try (Children children = new Children())
        {
            final Process both = children.run(command);
            Await.until("two rings", () -> Files.isDirectory(path.resolve("rings")) && 2 == Await.rings(path));
            final Process recorder = children.start(RecorderMain.class, path, SNAPSHOT_EVENTS);
            Children.awaitLine(recorder, "READY");
            Await.until("the dead to be ended", () -> 1 == Await.rings(path));
            Await.time(LONGER_THAN_SOME_PROBES_NANOS);
            assertEquals(1, Await.rings(path), "the other lives");
            both.getOutputStream().close();
            Children.awaitExit(both, 0);
            Await.noRings(path);
            recorder.getOutputStream().close();
            Children.awaitExit(recorder, 0);
        }
        assertEquals(Map.of("producer-1", EVENTS_OF_A_RING, "producer-2", EVENTS_OF_A_RING),
            JournalChecker.check(TrackerDirectory.of(path), Map.of("producer-1", 1L, "producer-2", 2L)));
        try (FoldTailer fresh = FoldTailer.openOldest(TrackerDirectory.of(path), null))
        {
            for (final TrackedProcess process : fresh.catchUp().fold().processes().ended())
            {
                assertEquals(100, process.pid(), process.name());
                assertEquals("producer-2".equals(process.name()), process.endedCleanly(), process.name());
            }
        }
    }

    @Test
    void shouldSurviveAFullFileSystemAndLoseNothing() throws IOException, InterruptedException
    {
        final Path mount = parent.resolve("small");
        assertTrue(mount.toFile().mkdir());
        final List<String> command = new ArrayList<>(List.of(
            "unshare", "-m", "sh", "-c",
            "mount -t tmpfs -o size=48m,mode=700 small " + mount + " && exec \"$@\"", "sh"));
        assumeTrue(canRun(command), "this user may mount nothing here");
        command.addAll(Children.java(List.of(), FullFileSystemMain.class, mount));
        try (Children children = new Children())
        {
            Children.awaitExit(children.run(command), 0);
        }
    }

    private static boolean canRun(final List<String> prefix) throws InterruptedException
    {
        final List<String> command = new ArrayList<>(prefix);
        command.add("true");
        try
        {
            return 0 == new ProcessBuilder(command).start().waitFor();
        }
        catch (final IOException ex)
        {
            return false;
        }
    }
}
