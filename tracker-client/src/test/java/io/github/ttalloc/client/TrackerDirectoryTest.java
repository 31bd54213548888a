package io.github.ttalloc.client;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class TrackerDirectoryTest
{
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @TempDir
    private Path parent;

    @Test
    void shouldMakeADirectoryThatKeepsOthersOutAndItsParents() throws IOException
    {
        final TrackerDirectory directory = TrackerDirectory.of(parent.resolve("a/b/tracker")).create();
        assertEquals("rwx------", modeOf(directory.path()));
        assertEquals("rwx------", modeOf(directory.rings()));
        assertFalse(Files.exists(directory.journal()));
        directory.create().check();
    }

    @Test
    void shouldSayThatAnAbsentDirectoryIsAbsent()
    {
        refusal("does not exist", "--dir");
        assertFalse(Files.exists(path()));
    }

    @Test
    void shouldRefuseALinkEvenToADirectoryOfItsOwn() throws IOException
    {
        TrackerDirectory.of(parent.resolve("real")).create();
        Files.createSymbolicLink(path(), parent.resolve("real"));
        refusal("is a symbolic link", "name the directory itself");
        createRefusal("is a symbolic link");
    }

    @Test
    void shouldRefuseALinkToNowhereAndMakeNothingThere() throws IOException
    {
        Files.createSymbolicLink(path(), parent.resolve("nowhere"));
        createRefusal("is a symbolic link");
        assertFalse(Files.exists(parent.resolve("nowhere")));
    }

    @Test
    void shouldRefuseAFile() throws IOException
    {
        Files.createFile(path());
        refusal("is not a directory", "--dir");
        createRefusal("is not a directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxr-x---", "rwx-----x", "rwx--x---", "rwxrwxrwx", "rwx---r--"})
    void shouldRefuseWhatIsOpenToOthers(final String mode) throws IOException
    {
        Files.createDirectory(path());
        Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString(mode));
        refusal("has mode " + mode, "chmod 0700 " + path());
        createRefusal("has mode " + mode);
        assertFalse(Files.exists(path().resolve("rings")));
    }

    @Test
    void shouldRefuseADirectoryOfSomebodyElse() throws IOException
    {
        final Path foreign = Path.of(0 == ProcessIdentity.userId() ? foreignDirectory() : "/");
        final IOException refusal =
            assertThrows(IOException.class, () -> TrackerDirectory.of(foreign).check());
        assertTrue(refusal.getMessage().contains("belongs to uid="), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(TrackerDirectory.GROUP_VARIABLE + "=1"), refusal.getMessage());
    }

    @Test
    void shouldLetOnlyAGroupOfThisProcessIn() throws IOException
    {
        assumeTrue(0 == ProcessIdentity.userId(), "only root can give a directory away");
        final TrackerDirectory shared = new TrackerDirectory(path(), true).create();
        Files.setAttribute(path(), "unix:uid", 65_534);
        shared.check();
        Files.setAttribute(path(), "unix:gid", 65_534);
        final IOException refusal = assertThrows(IOException.class, shared::check);
        assertTrue(refusal.getMessage().contains(path() + " belongs to uid=65534 and gid=65534"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("--dir"), refusal.getMessage());
        Files.setAttribute(path(), "unix:uid", 0);
        shared.check();
    }

    @Test
    void shouldKnowTheGroupsOfThisProcess() throws IOException
    {
        assertTrue(ProcessIdentity.groupIds().contains((int)Files.getAttribute(
            Files.createDirectory(path()), "unix:gid")), () -> "the group of what it makes");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldFollowNoLinkToAFile(final boolean openToGroup) throws IOException
    {
        final TrackerDirectory directory = new TrackerDirectory(path(), openToGroup).create();
        final Path victim = victim();
        Files.createSymbolicLink(directory.recorderLock(), victim);
        final IOException refusal = assertThrows(IOException.class, () -> directory.open(
            directory.recorderLock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE).close());
        assertTrue(refusal.getMessage().startsWith(directory.recorderLock() + " is a symbolic link"),
            refusal.getMessage());
        assertTrue(refusal.getMessage().contains("remove it"), refusal.getMessage());
        assertTrue(assertThrows(IOException.class, () -> directory.checkFiles(path()))
            .getMessage().startsWith(directory.recorderLock() + " is a symbolic link"));
        if (openToGroup)
        {
            assertThrows(IOException.class, () -> directory.share(directory.recorderLock()));
        }
        assertEquals("rw-------", modeOf(victim));
        assertEquals("precious", Files.readString(victim));
    }

    @Test
    void shouldOpenNoPipe() throws IOException, InterruptedException
    {
        final TrackerDirectory directory = TrackerDirectory.of(path()).create();
        assertEquals(0, new ProcessBuilder("mkfifo", directory.recorderLock().toString()).start().waitFor());
        for (final StandardOpenOption option : List.of(StandardOpenOption.READ, StandardOpenOption.WRITE))
        {
            assertPipe(directory, () -> directory.open(directory.recorderLock(), option).close());
        }
        assertPipe(directory, () -> directory.checkFiles(path()));
    }

    private static void assertPipe(final TrackerDirectory directory, final Executable opening)
    {
        final String refusal = assertThrows(IOException.class,
            () -> assertTimeoutPreemptively(DEADLINE, opening)).getMessage();
        assertTrue(refusal.startsWith(directory.recorderLock() + " is a pipe, a socket or a device"), refusal);
    }

    @Test
    void shouldFollowNoLinkToADirectory() throws IOException
    {
        final TrackerDirectory directory = new TrackerDirectory(path(), true).create();
        final Path victim = Files.createDirectory(parent.resolve("victim"));
        final String mode = modeOf(victim);
        Files.delete(directory.rings());
        Files.createSymbolicLink(directory.rings(), victim);
        final IOException refusal = assertThrows(IOException.class, directory::create);
        assertTrue(refusal.getMessage().startsWith(directory.rings() + " is a symbolic link"), refusal.getMessage());
        assertEquals(mode, modeOf(victim));
    }

    private Path victim() throws IOException
    {
        final Path victim = Files.writeString(parent.resolve("victim"), "precious");
        Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rw-------"));
        return victim;
    }

    private String foreignDirectory() throws IOException
    {
        Files.createDirectory(path());
        Files.setAttribute(path(), "unix:uid", 65_534);
        return path().toString();
    }

    private Path path()
    {
        return parent.resolve("tracker");
    }

    private void refusal(final String... parts)
    {
        final IOException refusal = assertThrows(IOException.class, () -> TrackerDirectory.of(path()).check());
        for (final String part : parts)
        {
            assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
        }
        assertTrue(refusal.getMessage().contains(path().toString()), refusal.getMessage());
    }

    private void createRefusal(final String part)
    {
        final IOException refusal = assertThrows(IOException.class, () -> TrackerDirectory.of(path()).create());
        assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
    }

    private static String modeOf(final Path path) throws IOException
    {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
