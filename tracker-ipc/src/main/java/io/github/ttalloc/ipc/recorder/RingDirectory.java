package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.LocalRings;
import io.github.ttalloc.client.TrackerDirectory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Finds the rings of a directory, and clears away those whose birth was cut short. Not thread-safe.
 */
final class RingDirectory
{
    private static final String RING_PATTERN = "*.ring";
    private static final String BIRTH_PATTERN = ".birth-*";
    /** Two changes within one tick of the file system's clock have the same time. */
    private static final long CLOCK_TICK_MILLIS = 20;

    private static final long BIRTH_MILLIS = 60_000;

    private final Path rings;
    private FileTime lastChange;

    RingDirectory(final TrackerDirectory directory)
    {
        this.rings = directory.rings();
    }

    /** Whether rings may have come or gone since this was last asked. */
    boolean hasChanged() throws IOException
    {
        final FileTime change = Files.getLastModifiedTime(rings);
        final boolean hasChanged = !change.equals(lastChange) ||
            System.currentTimeMillis() - change.toMillis() < CLOCK_TICK_MILLIS;
        lastChange = change;
        return hasChanged;
    }

    /** All rings, in the order of their names. */
    List<Path> list() throws IOException
    {
        final List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(rings, RING_PATTERN))
        {
            files.forEach(found::add);
        }
        Collections.sort(found);
        return found;
    }

    /** Deletes half-made rings of processes that are gone; what cannot be deleted now is left to the next time. */
    void clearRemains()
    {
        final long latestMillis = System.currentTimeMillis() - BIRTH_MILLIS;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(rings, BIRTH_PATTERN))
        {
            for (final Path birth : files)
            {
                clearRemains(birth, latestMillis);
            }
        }
        catch (final IOException ex)
        {
            return;
        }
    }

    private static void clearRemains(final Path birth, final long latestMillis)
    {
        try
        {
            if (Files.isRegularFile(birth, LinkOption.NOFOLLOW_LINKS) &&
                Files.getLastModifiedTime(birth).toMillis() < latestMillis && null == LocalRings.find(birth))
            {
                try (FileChannel channel =
                        FileChannel.open(birth, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                    FileLock lock = channel.tryLock(0, 1, false))
                {
                    if (null != lock)
                    {
                        Files.deleteIfExists(birth);
                    }
                }
            }
        }
        catch (final IOException | OverlappingFileLockException ex)
        {
            return;
        }
    }
}
