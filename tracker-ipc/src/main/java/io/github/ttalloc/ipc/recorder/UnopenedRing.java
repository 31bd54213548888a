package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.LocalRings;
import io.github.ttalloc.client.RingDescriptor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A ring that a recorder cannot open at its start, and a producer of the journal that is taken for its own. Its file is
 * opened for each look and never by the process of its producer, whose lock that would drop. Not thread-safe.
 *
 * @param path     of the ring.
 * @param producer whose ring it is.
 */
record UnopenedRing(Path path, JournaledProducer producer) implements QuarantinedRings.Ring
{
    private static final int UNKNOWN = 0;

    /**
     * Whether a ring may be that of a producer which has no other: the header says so or, if it names no producer of
     * the journal, the name of the file, which begins with the process id.
     */
    static boolean mayBeOf(final Path path, final JournaledProducer producer, final JournaledProducers producers)
    {
        final long producerId = producerId(path);
        return null == producers.find(producerId) ?
            path.getFileName().toString().startsWith(producer.pid() + "-") : producer.producerId() == producerId;
    }

    /** False once the lock of the ring is free or no file is there; as long as nobody can tell, it lives. */
    @Override
    public boolean producerIsAlive()
    {
        try
        {
            final LocalRings.LocalRing local = LocalRings.find(path);
            return null == local ? isFile(path) && (LocalRings.isNative(path) || isLocked()) : local.isOpen();
        }
        catch (final NoSuchFileException ex)
        {
            return false;
        }
        catch (final IOException ex)
        {
            return true;
        }
    }

    @Override
    public void close()
    {
    }

    private boolean isLocked() throws IOException
    {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            FileLock lock = channel.tryLock(0, 1, false))
        {
            return null == lock;
        }
        catch (final OverlappingFileLockException ex)
        {
            return true;
        }
    }

    /** Neither a link, which may lead anywhere, nor a pipe, which waits to be opened. */
    private static boolean isFile(final Path path)
    {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static long producerId(final Path path)
    {
        final ByteBuffer header = ByteBuffer.allocate(RingDescriptor.CAPACITY_OFFSET).order(ByteOrder.LITTLE_ENDIAN);
        try
        {
            if (!isFile(path) || Files.size(path) < header.capacity() || LocalRings.isNative(path))
            {
                return UNKNOWN;
            }
            final LocalRings.LocalRing local = LocalRings.find(path);
            if (null != local)
            {
                header.put(0, local.mapping(), 0, header.capacity());
                return header.getLong(RingDescriptor.PRODUCER_ID_OFFSET);
            }
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))
            {
                channel.read(header, 0);
                return header.getLong(RingDescriptor.PRODUCER_ID_OFFSET);
            }
        }
        catch (final IOException ex)
        {
            return UNKNOWN;
        }
    }
}
