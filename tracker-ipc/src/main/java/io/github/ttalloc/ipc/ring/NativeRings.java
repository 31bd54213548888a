package io.github.ttalloc.ipc.ring;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files of rings that reporters of the C header hold in this very process. Closing one would drop the lock of its
 * reporter, so each is opened once and stays open until that reporter has closed it or the file was deleted. Safe for
 * any number of threads.
 */
final class NativeRings
{
    private static final Map<Object, NativeRing> OPEN = new ConcurrentHashMap<>();

    private record NativeRing(Path path, FileChannel channel)
    {
    }

    private NativeRings()
    {
    }

    static FileChannel open(final Path path) throws IOException
    {
        closeDeleted();
        final Object identity = identity(path);
        final NativeRing known = OPEN.get(identity);
        if (null != known && known.channel.isOpen())
        {
            return known.channel;
        }
        final FileChannel channel = FileChannel.open(
            path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        OPEN.put(identity, new NativeRing(path, channel));
        return channel;
    }

    /** Closes the file of a ring that its reporter has closed. */
    static void close(final FileChannel channel) throws IOException
    {
        OPEN.values().removeIf(ring -> channel == ring.channel);
        channel.close();
    }

    private static void closeDeleted() throws IOException
    {
        for (final Iterator<Map.Entry<Object, NativeRing>> it = OPEN.entrySet().iterator(); it.hasNext(); )
        {
            final Map.Entry<Object, NativeRing> ring = it.next();
            if (!isAt(ring.getValue().path, ring.getKey()))
            {
                it.remove();
                ring.getValue().channel.close();
            }
        }
    }

    private static boolean isAt(final Path path, final Object identity) throws IOException
    {
        try
        {
            return identity.equals(identity(path));
        }
        catch (final NoSuchFileException ex)
        {
            return false;
        }
    }

    private static Object identity(final Path path) throws IOException
    {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    }
}
