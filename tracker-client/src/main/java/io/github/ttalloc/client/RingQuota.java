package io.github.ttalloc.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * How much all rings of a directory may take together. A new ring gets its whole length first and counts all lengths
 * then, its own included, while it has its {@link BirthTurn}.
 */
final class RingQuota
{
    static final String REFUSED_NAME = "refused";

    private static final long MAX_REFUSED_LENGTH = 64 * 1024;

    private final TrackerDirectory directory;
    private final ProcessIdentity process;
    private final long bytes;

    RingQuota(final TrackerDirectory directory, final ProcessIdentity process, final long bytes)
    {
        this.directory = directory;
        this.process = process;
        this.bytes = bytes;
    }

    /**
     * Creates the file of a ring at its full length, its pages not yet at hand, unless that passes the quota. For the
     * holder of the turn, who keeps it until the ring has its name: a listing may miss a file that is renamed.
     */
    FileChannel create(final Path birth, final int length, final BirthTurn turn) throws IOException
    {
        final FileChannel channel = directory.open(
            birth, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try
        {
            RingFile.write(channel, ByteBuffer.allocate(1), length - 1, birth, length);
            final long taken = taken() - length;
            if (taken + length > bytes)
            {
                final String reason = "rings in " + directory.rings() + " take " + taken + " bytes and one more of " +
                    length + " would pass the quota of " + bytes + " bytes: start a recorder ('ttalloc serve'), or " +
                    "raise " + ReporterContext.RING_QUOTA_VARIABLE +
                    (turn.isOurs() ? "" : "; another process holds " + BirthTurn.LOCK_NAME);
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
