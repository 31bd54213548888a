package io.github.ttalloc.ipc.ring;

import io.github.ttalloc.client.LocalRings;
import io.github.ttalloc.client.RingDescriptor;
import org.agrona.IoUtil;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The memory of a ring, and whether its producer lives: it does while it holds the lock on the first byte. The ring of
 * a reporter in this very process is taken from {@link LocalRings}, and its file is never opened, because closing it
 * would drop the lock. That of a reporter of the C header in this process is one of {@link NativeRings}: it lives until
 * it has closed its ring. Not thread-safe.
 */
final class RingMapping implements AutoCloseable
{
    private final Path path;
    private final LocalRings.LocalRing local;
    private final FileChannel channel;
    private final MappedByteBuffer mapping;
    private final AtomicBuffer buffer;

    private RingMapping(final Path path, final LocalRings.LocalRing local)
    {
        this.path = path;
        this.local = local;
        this.channel = null;
        this.mapping = null;
        this.buffer = new UnsafeBuffer(local.mapping());
    }

    private RingMapping(final Path path, final FileChannel channel, final MappedByteBuffer mapping)
    {
        this.path = path;
        this.local = null;
        this.channel = channel;
        this.mapping = mapping;
        this.buffer = new UnsafeBuffer(mapping);
    }

    static RingMapping open(final Path path) throws RingException, IOException
    {
        final LocalRings.LocalRing local = LocalRings.find(path);
        if (null != local)
        {
            return new RingMapping(path, local);
        }
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isRegularFile())
        {
            throw new RingException("ring " + path + " is no file");
        }
        final boolean isNative = LocalRings.isNative(path);
        final FileChannel channel = isNative ? NativeRings.open(path) : FileChannel.open(
            path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try
        {
            final long length = Math.min(Integer.MAX_VALUE, channel.size());
            return new RingMapping(path, channel, channel.map(FileChannel.MapMode.READ_WRITE, 0, length));
        }
        catch (final IOException | RuntimeException | Error ex)
        {
            if (!isNative)
            {
                channel.close();
            }
            throw ex;
        }
    }

    AtomicBuffer buffer()
    {
        return buffer;
    }

    boolean producerIsAlive() throws IOException
    {
        if (null != local)
        {
            return local.isOpen();
        }
        if (LocalRings.isNative(path))
        {
            return !isClosed();
        }
        try (FileLock lock = channel.tryLock(0, 1, false))
        {
            return null == lock;
        }
        catch (final OverlappingFileLockException ex)
        {
            return true;
        }
    }

    /** Length of the file now; a file that was deleted under its name counts as long as it was. */
    long fileLength() throws IOException
    {
        try
        {
            return null == local ? channel.size() : Files.size(path);
        }
        catch (final NoSuchFileException ex)
        {
            return buffer.capacity();
        }
    }

    @Override
    public void close() throws IOException
    {
        if (null != local)
        {
            return;
        }
        try
        {
            if (!LocalRings.isNative(path))
            {
                channel.close();
            }
            else if (isClosed())
            {
                NativeRings.close(channel);
            }
        }
        finally
        {
            IoUtil.unmap(mapping);
        }
    }

    /** False if the header is not all there any more. */
    private boolean isClosed() throws IOException
    {
        final long length = Math.min(buffer.capacity(), channel.size());
        return length >= RingDescriptor.DATA_OFFSET && 0 != buffer.getIntVolatile(RingDescriptor.CLOSED_OFFSET);
    }
}
