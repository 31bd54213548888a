package io.github.ttalloc.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How much all rings of a directory may take together. A new ring gets its whole length first and counts all lengths
 * then, its own included: of rings that are born at once the last to get its length counts all others, so those that
 * stay never pass the quota. They take turns at it by a lock, or else many at once would all refuse each other; a turn
 * that does not come, as its holder is stopped, is not waited for.
 */
final class RingQuota
{
    static final String LOCK_NAME = "births.lock";
    static final String REFUSED_NAME = "refused";

    private static final long MAX_REFUSED_LENGTH = 64 * 1024;
    private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    private final TrackerDirectory directory;
    private final ProcessIdentity process;
    private final long bytes;

    RingQuota(final TrackerDirectory directory, final ProcessIdentity process, final long bytes)
    {
        this.directory = directory;
        this.process = process;
        this.bytes = bytes;
    }

    /** Creates the file of a ring at its full length, its pages not yet at hand, unless that passes the quota. */
    FileChannel create(final Path birth, final int length) throws IOException
    {
        synchronized (RingQuota.class)
        {
            try (FileChannel turn = directory.open(
                directory.path().resolve(LOCK_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock ours = takeTurn(turn))
            {
                return createIn(birth, length, null != ours);
            }
        }
    }

    private FileChannel createIn(final Path birth, final int length, final boolean isTurn) throws IOException
    {
        final FileChannel channel = directory.open(
            birth, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try
        {
            channel.write(ByteBuffer.allocate(1), length - 1);
            final long taken = taken() - length;
            if (taken + length > bytes)
            {
                final String reason = "rings in " + directory.rings() + " take " + taken + " bytes and one more of " +
                    length + " would pass the quota of " + bytes + " bytes: start a recorder ('ttalloc serve'), or " +
                    "raise " + ReporterContext.RING_QUOTA_VARIABLE +
                    (isTurn ? "" : "; another process holds " + LOCK_NAME);
                noteRefusal(reason);
                throw new IOException(reason);
            }
            return channel;
        }
        catch (final IOException | RuntimeException | Error ex)
        {
            channel.close();
            Files.deleteIfExists(birth);
            throw ex;
        }
    }

    private static FileLock takeTurn(final FileChannel channel) throws IOException
    {
        final long deadline = System.nanoTime() + TURN_NANOS;
        FileLock lock = tryLock(channel);
        while (null == lock && System.nanoTime() - deadline < 0)
        {
            LockSupport.parkNanos(POLL_NANOS);
            lock = tryLock(channel);
        }
        return lock;
    }

    private static FileLock tryLock(final FileChannel channel) throws IOException
    {
        try
        {
            return channel.tryLock();
        }
        catch (final OverlappingFileLockException ex)
        {
            return null;
        }
    }

    private long taken() throws IOException
    {
        long taken = 0;
        try (DirectoryStream<Path> rings = Files.newDirectoryStream(directory.rings()))
        {
            for (final Path ring : rings)
            {
                taken += sizeOrZero(ring);
            }
        }
        return taken;
    }

    private void noteRefusal(final String reason) throws IOException
    {
        final Path refused = directory.rings().resolve(REFUSED_NAME);
        if (sizeOrZero(refused) < MAX_REFUSED_LENGTH)
        {
            final String line = System.currentTimeMillis() + " pid=" + process.pid() + " " + reason + "\n";
            try (FileChannel channel =
                directory.open(refused, StandardOpenOption.CREATE, StandardOpenOption.APPEND))
            {
                channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    private static long sizeOrZero(final Path file) throws IOException
    {
        try
        {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).size();
        }
        catch (final NoSuchFileException ex)
        {
            return 0;
        }
    }
}
