package io.github.ttalloc.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The birth and the life of a ring file. The file is made under a temporary name, every page of it is written, its
 * first byte is locked, its header is filled, and then it gets its name: a recorder never sees a half-made ring, and a
 * ring without a lock has no producer.
 */
final class RingFile implements AutoCloseable
{
    static final String SUFFIX = ".ring";
    static final String TEMPORARY_PREFIX = ".birth-";

    private static final int FREE_SPACE_SHARE = 16;
    private static final int ZEROS_LENGTH = 64 * 1024;
    private static final AtomicInteger NEXT_NUMBER = new AtomicInteger();

    private final Path path;
    private final MappedWords words;
    private final LocalRings.LocalRing local;
    private final int capacity;

    private RingFile(final Path path, final LocalRings.LocalRing local, final int capacity)
    {
        this.path = path;
        this.words = new MappedWords(local.mapping());
        this.local = local;
        this.capacity = capacity;
    }

    static RingFile create(
        final TrackerDirectory directory, final ProcessIdentity process, final ReporterContext context)
        throws IOException
    {
        final FileStore store = Files.getFileStore(directory.rings());
        int capacity = context.direct() ? RingDescriptor.MIN_CAPACITY : context.ringBytes();
        while (capacity > RingDescriptor.MIN_CAPACITY && capacity > store.getUsableSpace() / FREE_SPACE_SHARE)
        {
            capacity >>= 1;
        }
        final RingQuota quota = new RingQuota(directory, process, context.ringQuotaFor(store.getTotalSpace()));
        final long producerId = newProducerId();
        final Path birth = directory.rings().resolve(TEMPORARY_PREFIX + Long.toHexString(producerId));
        try (BirthTurn turn = BirthTurn.take(directory))
        {
            return create(directory, process, context, birth, producerId,
                quota.create(birth, RingDescriptor.fileLength(capacity), turn), capacity);
        }
    }

    private static RingFile create(
        final TrackerDirectory directory,
        final ProcessIdentity process,
        final ReporterContext context,
        final Path birth,
        final long producerId,
        final FileChannel channel,
        final int capacity) throws IOException
    {
        try
        {
            final MappedByteBuffer mapping = writeAndMap(channel, birth, RingDescriptor.fileLength(capacity));
            final FileLock lock = channel.tryLock(0, 1, false);
            if (null == lock)
            {
                throw new IOException("ring " + birth + " is locked by another process");
            }
            writeHeader(new MappedWords(mapping), process, context, producerId, capacity);
            return named(directory, process, birth, LocalRings.opened(birth, mapping, lock), capacity);
        }
        catch (final IOException | RuntimeException | Error ex)
        {
            channel.close();
            Files.deleteIfExists(birth);
            throw ex;
        }
    }

    MappedWords words()
    {
        return words;
    }

    int capacity()
    {
        return capacity;
    }

    Path path()
    {
        return path;
    }

    @Override
    public void close()
    {
        words.putIntRelease(RingDescriptor.CLOSED_OFFSET, 1);
        abandon();
    }

    /** Leaves the ring without its producer, as the death of the process would. */
    void abandon()
    {
        try
        {
            local.close();
        }
        catch (final IOException ex)
        {
            System.err.println("ttalloc: closing ring " + path + " failed: " + ex.getMessage());
        }
    }

    private static long newProducerId()
    {
        final SecureRandom random = new SecureRandom();
        long id = 0;
        while (0 == id)
        {
            id = random.nextLong();
        }
        return id;
    }

    private static MappedByteBuffer writeAndMap(final FileChannel channel, final Path birth, final int length)
        throws IOException
    {
        final ByteBuffer zeros = ByteBuffer.allocateDirect(ZEROS_LENGTH);
        for (long written = 0; written < length; )
        {
            zeros.clear().limit((int)Math.min(ZEROS_LENGTH, length - written));
            written += write(channel, zeros, written, birth, length);
        }
        return channel.map(FileChannel.MapMode.READ_WRITE, 0, length).load();
    }

    /** Writes to a ring that is being born: how many bytes. What the file system says names neither file nor remedy. */
    static int write(
        final FileChannel channel, final ByteBuffer bytes, final long position, final Path birth, final int length)
        throws IOException
    {
        try
        {
            return channel.write(bytes, position);
        }
        catch (final ClosedByInterruptException ex)
        {
            throw ex;
        }
        catch (final IOException ex)
        {
            throw new IOException("ring " + birth + " of " + length + " bytes cannot be made (" + ex.getMessage() +
                "): free some space on its file system, lower " + ReporterContext.RING_BYTES_VARIABLE +
                ", or name another directory with " + TrackerDirectory.DIRECTORY_VARIABLE, ex);
        }
    }

    static void writeHeader(
        final MappedWords words,
        final ProcessIdentity process,
        final ReporterContext context,
        final long producerId,
        final int capacity)
    {
        final String name = null == context.processName() ? process.name() : context.processName();
        final byte[] nameBytes = Utf8.cut(name, RingDescriptor.MAX_NAME_LENGTH);
        words.putInt(RingDescriptor.HEADER_LENGTH_OFFSET, RingDescriptor.DATA_OFFSET);
        words.putLong(RingDescriptor.MAGIC_OFFSET, RingDescriptor.MAGIC);
        words.putLong(RingDescriptor.PRODUCER_ID_OFFSET, producerId);
        words.putLong(RingDescriptor.CAPACITY_OFFSET, capacity);
        words.putLong(RingDescriptor.PID_OFFSET, process.pid());
        words.putLong(RingDescriptor.START_TICKS_OFFSET, process.startTicks());
        words.putLong(RingDescriptor.START_TIME_OFFSET, process.startTimeNanos());
        words.putLong(RingDescriptor.PID_NAMESPACE_OFFSET, process.pidNamespace());
        words.putLong(RingDescriptor.BOOT_ID_OFFSET, process.bootId().getMostSignificantBits());
        words.putLong(RingDescriptor.BOOT_ID_OFFSET + Long.BYTES, process.bootId().getLeastSignificantBits());
        words.putInt(RingDescriptor.UID_OFFSET, process.uid());
        words.putInt(RingDescriptor.FLAGS_OFFSET, (context.replayed() ? RingDescriptor.FLAG_REPLAYED : 0) |
            (context.direct() ? RingDescriptor.FLAG_DIRECT : 0));
        words.putInt(RingDescriptor.NAME_LENGTH_OFFSET, nameBytes.length);
        words.putBytes(RingDescriptor.NAME_OFFSET, nameBytes, 0, nameBytes.length);
        words.putIntRelease(RingDescriptor.VERSION_OFFSET, RingDescriptor.VERSION);
    }

    private static RingFile named(
        final TrackerDirectory directory,
        final ProcessIdentity process,
        final Path birth,
        final LocalRings.LocalRing local,
        final int capacity) throws IOException
    {
        try
        {
            return new RingFile(giveName(directory, birth, process), local, capacity);
        }
        catch (final IOException | RuntimeException ex)
        {
            local.close();
            throw ex;
        }
    }

    /** A name is taken by a link, which never replaces another ring: pids and start times recur between namespaces. */
    private static Path giveName(final TrackerDirectory directory, final Path birth, final ProcessIdentity process)
        throws IOException
    {
        Path name;
        do
        {
            name = directory.rings().resolve(
                process.pid() + "-" + process.startTicks() + "-" + NEXT_NUMBER.getAndIncrement() + SUFFIX);
        }
        while (!isLinked(name, birth));
        Files.deleteIfExists(birth);
        return name;
    }

    private static boolean isLinked(final Path name, final Path birth) throws IOException
    {
        try
        {
            Files.createLink(name, birth);
            return true;
        }
        catch (final FileAlreadyExistsException ex)
        {
            return false;
        }
    }
}
