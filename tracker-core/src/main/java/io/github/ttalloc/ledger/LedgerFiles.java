package io.github.ttalloc.ledger;

import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;

/**
 * Ledgers in mapped files, {@code ledger-<generation>.dat} in one directory: header, totals, lines, spill lines and
 * slots, each segment at a whole page. A file is made under another name with every page written, so that no later
 * store can find the file system full; its version is written last and then it gets its name. A file is open to the
 * group of its directory if that may write there.
 */
final class LedgerFiles
{
    static final long MAGIC = 0x5245_4744_454C_5454L;
    static final int VERSION = 2;

    private static final String PREFIX = "ledger-";
    private static final String SUFFIX = ".dat";
    private static final int PAGE = 4096;
    private static final int CHUNK = 1 << 20;
    private static final int ATTEMPTS = 100;

    private LedgerFiles()
    {
    }

    static Path file(final Path directory, final long generation)
    {
        return directory.resolve(PREFIX + generation + SUFFIX);
    }

    /* The highest generation that has a file in the directory, 0 for none. */
    static long newest(final Path directory) throws IOException
    {
        long newest = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX))
        {
            for (final Path file : files)
            {
                newest = Math.max(newest, generation(file));
            }
        }
        return newest;
    }

    /* A generation that no reader sees before it is finished. */
    static LedgerMemory create(
        final Path directory, final LedgerGeometry geometry, final int mode, final long generation)
        throws IOException
    {
        final Path unfinished = unfinished(directory, generation);
        Files.deleteIfExists(unfinished);
        try (FileChannel channel = FileChannel.open(unfinished,
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))))
        {
            if (Files.getPosixFilePermissions(directory).contains(PosixFilePermission.GROUP_WRITE))
            {
                Files.setPosixFilePermissions(unfinished, PosixFilePermissions.fromString("rw-rw----"));
            }
            fill(channel, length(geometry));
            final LedgerMemory memory = map(channel, FileChannel.MapMode.READ_WRITE, geometry);
            HeaderDescriptor.initialise(memory.header(), geometry, mode, generation,
                ThreadLocalRandom.current().nextLong());
            return memory;
        }
        catch (final IOException e)
        {
            Files.deleteIfExists(unfinished);
            throw e;
        }
    }

    static void finish(final Path directory, final LedgerMemory memory) throws IOException
    {
        HeaderDescriptor.heartbeatRelease(memory.header(), System.nanoTime());
        HeaderDescriptor.versionRelease(memory.header());
        Files.move(unfinished(directory, memory.generation()), file(directory, memory.generation()),
            StandardCopyOption.ATOMIC_MOVE);
    }

    /* Marks every older generation as superseded, so that its readers go on to the one that has just been made. */
    static void supersedeOlderThan(final Path directory, final long generation) throws IOException
    {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, PREFIX + "*" + SUFFIX))
        {
            for (final Path file : files)
            {
                if (generation(file) < generation)
                {
                    markSuperseded(file);
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /* The newest generation, read-only. */
    static LedgerMemory open(final Path directory) throws IOException
    {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++)
        {
            final long newest = Files.isDirectory(directory) ? newest(directory) : 0;
            if (0 == newest)
            {
                throw new LedgerFileException(directory, "holds no ledger: start a recorder on it, or check the name");
            }
            final LedgerMemory memory = openIfPresent(file(directory, newest));
            if (null != memory)
            {
                return memory;
            }
        }
        throw new LedgerFileException(directory, "ledgers come and go faster than they can be opened: " + ATTEMPTS +
            " of them were gone at once; see what else writes there");
    }

    private static LedgerMemory openIfPresent(final Path file) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ)))
        {
            return map(channel, FileChannel.MapMode.READ_ONLY, check(file, channel));
        }
        catch (final NoSuchFileException e)
        {
            return null;
        }
    }

    private static LedgerGeometry check(final Path file, final FileChannel channel) throws IOException
    {
        if (channel.size() < HeaderDescriptor.HEADER_LENGTH)
        {
            throw new LedgerFileException(file, "length=" + channel.size() + " is too short for a ledger; delete it");
        }
        final UnsafeBuffer header = new UnsafeBuffer(ByteBuffer.allocateDirect(HeaderDescriptor.HEADER_LENGTH));
        channel.read(header.byteBuffer(), 0);
        if (MAGIC != header.getLong(HeaderDescriptor.MAGIC_OFFSET))
        {
            throw new LedgerFileException(file, "is no ledger; delete it or choose another directory");
        }
        final int version = header.getInt(HeaderDescriptor.VERSION_OFFSET);
        if (VERSION != version)
        {
            throw new LedgerFileException(file, 0 == version ? "is not finished: its writer stopped while making it; " +
                "start a recorder" : "version=" + version + " is not " + VERSION + ": use the release that wrote it");
        }
        final LedgerGeometry geometry;
        try
        {
            geometry = HeaderDescriptor.geometry(header);
        }
        catch (final IllegalArgumentException e)
        {
            throw new LedgerFileException(file, "is damaged (" + e.getMessage() + "); delete it and start a recorder");
        }
        if (channel.size() != length(geometry))
        {
            throw new LedgerFileException(file, "length=" + channel.size() + " but its header says " +
                length(geometry) + ": it is damaged; delete it and start a recorder");
        }
        return geometry;
    }

    private static void markSuperseded(final Path file) throws IOException
    {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
        {
            return;
        }
        try (FileChannel channel = FileChannel.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))
        {
            if (channel.size() >= HeaderDescriptor.HEADER_LENGTH)
            {
                final MappedByteBuffer mapped =
                    channel.map(FileChannel.MapMode.READ_WRITE, 0, HeaderDescriptor.HEADER_LENGTH);
                HeaderDescriptor.stateRelease(new UnsafeBuffer(mapped), HeaderDescriptor.STATE_SUPERSEDED);
                BufferUtil.free(mapped);
            }
        }
    }

    private static Path unfinished(final Path directory, final long generation)
    {
        return directory.resolve(PREFIX + generation + ".new");
    }

    private static long generation(final Path file)
    {
        final String name = file.getFileName().toString();
        final String number = name.substring(PREFIX.length(), name.length() - SUFFIX.length());
        return number.matches("[1-9][0-9]{0,17}") ? Long.parseLong(number) : 0;
    }

    private static long length(final LedgerGeometry geometry)
    {
        long length = HeaderDescriptor.HEADER_LENGTH + pages(TotalsDescriptor.areaLength(geometry.totalsBlocks()));
        for (int i = 0; i < geometry.lineSegments(); i++)
        {
            length += 2 * pages(geometry.lineSegmentLength(i));
        }
        for (int i = 0; i < geometry.slotSegments(); i++)
        {
            length += pages(geometry.slotSegmentLength(i));
        }
        return length;
    }

    private static long pages(final int length)
    {
        return ((long)length + PAGE - 1) / PAGE * PAGE;
    }

    private static void fill(final FileChannel channel, final long length) throws IOException
    {
        final ByteBuffer zeros = ByteBuffer.allocateDirect((int)Math.min(length, CHUNK));
        long written = 0;
        while (written < length)
        {
            zeros.clear().limit((int)Math.min(zeros.capacity(), length - written));
            written += channel.write(zeros, written);
        }
    }

    private static LedgerMemory map(
        final FileChannel channel, final FileChannel.MapMode mode, final LedgerGeometry geometry) throws IOException
    {
        final UnsafeBuffer header = map(channel, mode, 0, HeaderDescriptor.HEADER_LENGTH);
        final int totalsLength = TotalsDescriptor.areaLength(geometry.totalsBlocks());
        final UnsafeBuffer totals = map(channel, mode, HeaderDescriptor.HEADER_LENGTH, totalsLength);
        final UnsafeBuffer[] lines = new UnsafeBuffer[geometry.lineSegments()];
        final UnsafeBuffer[] spills = new UnsafeBuffer[geometry.lineSegments()];
        final UnsafeBuffer[] slots = new UnsafeBuffer[geometry.slotSegments()];
        long position = HeaderDescriptor.HEADER_LENGTH + pages(totalsLength);
        position = map(channel, mode, position, lines, geometry::lineSegmentLength);
        position = map(channel, mode, position, spills, geometry::lineSegmentLength);
        map(channel, mode, position, slots, geometry::slotSegmentLength);
        return new LedgerMemory(geometry, header, totals, lines, spills, slots);
    }

    /* Maps an area in segments; the position after it. */
    private static long map(
        final FileChannel channel, final FileChannel.MapMode mode, final long position, final UnsafeBuffer[] segments,
        final IntUnaryOperator length) throws IOException
    {
        long at = position;
        for (int i = 0; i < segments.length; i++)
        {
            segments[i] = map(channel, mode, at, length.applyAsInt(i));
            at += pages(length.applyAsInt(i));
        }
        return at;
    }

    private static UnsafeBuffer map(
        final FileChannel channel, final FileChannel.MapMode mode, final long position, final int length)
        throws IOException
    {
        return new UnsafeBuffer(channel.map(mode, position, length));
    }
}
