package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.TrackerDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What processes of one group may read of each other's.
 */
class GroupTest
{
    private static final long EVENTS = 3_000;
    private static final long SNAPSHOT_EVENTS = 1_000;

    @TempDir
    private Path parent;

    @Test
    void shouldLetTheGroupIntoEveryFileWhateverTheUmask() throws IOException, InterruptedException
    {
        final Path path = parent.resolve("tracker");
        final String c = CProducer.compileAsC(parent).toString();
        try (Children children = new Children())
        {
            final Process recorder = children.run(
                shared(Children.java(List.of(), RecorderMain.class, path, SNAPSHOT_EVENTS)));
            Children.awaitLine(recorder, "READY");
            final Process lingering = children.run(shared(Children.java(
                List.of(), ProducerMain.class, path, 1, EVENTS, parent.resolve("progress-1"), "lingering")));
            Children.awaitExit(children.run(shared(Children.java(
                List.of(), DirectProducerMain.class, path, 2, EVENTS, parent.resolve("progress-2")))), 0);
            Children.awaitExit(children.run(shared(List.of(c, "throng", path.toString(), "2"))), 0);
            Await.until("a snapshot", () -> Files.exists(path.resolve("snapshots")));
            final Set<String> found = new TreeSet<>();
            try (Stream<Path> files = Files.walk(path))
            {
                for (final Path file : files.toList())
                {
                    found.add(file.getFileName().toString().replaceAll("[0-9]+", "N"));
                    assertEquals(Files.isDirectory(file) ? "rwxrwx---" : "rw-rw----",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)), file::toString);
                }
            }
            assertTrue(found.containsAll(Set.of(
                "N-N-N.ring", "births.lock", "ledger-N.dat", "recorder.dat", "recorder.lock", "metadata.cqNt", "direct",
                "snapshots")), found::toString);
            lingering.getOutputStream().close();
            Children.awaitExit(lingering, 0);
            recorder.getOutputStream().close();
            Children.awaitExit(recorder, 0);
        }
    }

    private static List<String> shared(final List<String> command)
    {
        final List<String> all = new ArrayList<>(List.of(
            "env", TrackerDirectory.GROUP_VARIABLE + "=1", "sh", "-c", "umask 077; exec \"$@\"", "sh"));
        all.addAll(command);
        return all;
    }
}
