package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.ProcessIdentity;
import io.github.ttalloc.client.TrackerDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What processes of one group may read of each other's, and what they may not do to each other.
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
        final String c = CProducer.asC().toString();
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
                    assertLetsTheGroupIn(file);
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

    /** A file that was renamed or deleted meanwhile lets nobody in. */
    private static void assertLetsTheGroupIn(final Path file) throws IOException
    {
        try
        {
            assertEquals(Files.isDirectory(file) ? "rwxrwx---" : "rw-rw----",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(file)), file::toString);
        }
        catch (final NoSuchFileException ex)
        {
            assertFalse(Files.exists(file));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"recorder.lock", "rings", "journal", "journal/metadata.cq4t"})
    void shouldNotRecordThroughALinkThatAMemberOfTheGroupHasPut(final String name)
        throws IOException, InterruptedException
    {
        final Path path = Files.createDirectory(parent.resolve("tracker"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwx---"));
        final boolean isFile = name.contains(".");
        final Path victim = parent.resolve("victim");
        final Path link = path.resolve(name);
        if (isFile)
        {
            Files.writeString(victim, "precious");
            Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rw-------"));
        }
        else
        {
            Files.createDirectory(victim);
        }
        if (!link.getParent().equals(path))
        {
            Files.createDirectories(link.getParent());
            Files.writeString(link.resolveSibling("format"), "ttalloc journal 2\nroll cycle FIVE_MINUTELY\n");
        }
        Files.createSymbolicLink(link, victim);
        final String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(victim));
        final Path errors = parent.resolve("errors");
        try (Children children = new Children())
        {
            Children.awaitExit(children.run(
                shared(Children.java(List.of(), RecorderMain.class, path, SNAPSHOT_EVENTS)), errors), 1);
        }
        final String said = Files.readString(errors);
        assertTrue(said.contains(link + " is a symbolic link"), said);
        assertEquals(mode, PosixFilePermissions.toString(Files.getPosixFilePermissions(victim)));
        if (isFile)
        {
            assertEquals("precious", Files.readString(victim));
        }
        else
        {
            assertTrue(isEmpty(victim), "something was made where the link points");
        }
    }

    @Test
    void shouldKeepAProducerInCOutOfADirectoryOfAnotherGroup() throws IOException, InterruptedException
    {
        assumeTrue(0 == ProcessIdentity.userId(), "only root can give a directory away");
        final String c = CProducer.asC().toString();
        final Path path = Files.createDirectory(parent.resolve("tracker"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwx---"));
        Files.setAttribute(path, "unix:uid", 65_534);
        try (Children children = new Children())
        {
            Children.awaitLine(
                children.run(shared(List.of(c, "many", path.toString(), "1"))), "1 with and 0 without a ring");
            Files.setAttribute(path, "unix:gid", 65_534);
            Children.awaitLine(
                children.run(shared(List.of(c, "many", path.toString(), "1"))), "0 with and 1 without a ring");
        }
    }

    private static boolean isEmpty(final Path folder) throws IOException
    {
        try (Stream<Path> files = Files.list(folder))
        {
            return files.findAny().isEmpty();
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
