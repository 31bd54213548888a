package io.github.ttalloc.cli.replay;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The database of a report on disk: the file given, the one in the folder given, or a private copy out of the archive
 * given, which {@link #close()} deletes.
 */
final class ReportFile implements AutoCloseable
{
    static final String DATABASE_NAME = "db.sqlite";

    private static final String REMEDY = "give a db.sqlite, the folder that holds it, or a .tar.gz of that folder";
    private static final byte[] SQLITE_MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int SQLITE_HEADER_LENGTH = 100;
    private static final int PAGE_SIZE_OFFSET = 16;
    private static final int CHANGE_COUNTER_OFFSET = 24;
    private static final int PAGE_COUNT_OFFSET = 28;
    private static final int VALID_FOR_OFFSET = 92;
    private static final int LARGEST_PAGE = 65_536;
    private static final int GZIP_MAGIC = 0x1F8B;
    private static final long SPACE_MARGIN = 64L << 20;

    private final Path source;
    private final Path database;
    private final Path temporaryFolder;

    private ReportFile(final Path source, final Path database, final Path temporaryFolder)
    {
        this.source = source;
        this.database = database;
        this.temporaryFolder = temporaryFolder;
    }

    /**
     * Finds the database of what somebody calls a report, unpacking it to a folder of its own under a temporary one at
     * need; throws a {@link ReportException} where there is none.
     */
    static ReportFile find(final Path source, final Path temporary)
    {
        try
        {
            if (Files.isDirectory(source))
            {
                return checked(new ReportFile(source, inFolder(source), null));
            }
            if (!Files.isRegularFile(source))
            {
                throw new ReportException(source + ": no such file; " + REMEDY);
            }
            return checked(isGzip(source) ? unpacked(source, temporary) : new ReportFile(source, source, null));
        }
        catch (final IOException ex)
        {
            throw new ReportException(source + ": cannot be read: " + ex.getMessage() + "; " + REMEDY, ex);
        }
    }

    /** What was given. */
    Path source()
    {
        return source;
    }

    /** The SQLite file. */
    Path database()
    {
        return database;
    }

    @Override
    public void close()
    {
        if (null != temporaryFolder)
        {
            deleteQuietly(database);
            deleteQuietly(temporaryFolder);
        }
    }

    private static Path inFolder(final Path folder) throws IOException
    {
        final Path own = folder.resolve(DATABASE_NAME);
        if (Files.isRegularFile(own))
        {
            return own;
        }
        final List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, Files::isDirectory))
        {
            for (final Path entry : entries)
            {
                final Path nested = entry.resolve(DATABASE_NAME);
                if (Files.isRegularFile(nested))
                {
                    found.add(nested);
                }
            }
        }
        if (1 != found.size())
        {
            final String what = found.isEmpty() ? "no report" : found.size() + " reports";
            throw new ReportException(folder + ": holds " + what + "; " + REMEDY);
        }
        return found.get(0);
    }

    private static boolean isGzip(final Path file) throws IOException
    {
        try (InputStream in = Files.newInputStream(file))
        {
            return (in.read() << Byte.SIZE | in.read()) == GZIP_MAGIC;
        }
    }

    private static ReportFile unpacked(final Path archive, final Path temporary) throws IOException
    {
        final Path folder = Files.createTempDirectory(temporary, "ttalloc-report-");
        final Path database = folder.resolve(DATABASE_NAME);
        folder.toFile().deleteOnExit();
        database.toFile().deleteOnExit();
        final ReportFile file = new ReportFile(archive, database, folder);
        try
        {
            unpack(archive, database);
            return file;
        }
        catch (final IOException ex)
        {
            file.close();
            throw new ReportException(archive + ": is truncated, damaged or no .tar.gz: " + reason(ex) +
                "; copy it again, or unpack it and give the folder", ex);
        }
        catch (final ReportException ex)
        {
            file.close();
            throw ex;
        }
    }

    private static void unpack(final Path archive, final Path database) throws IOException
    {
        String found = null;
        try (InputStream in = new BufferedInputStream(new GZIPInputStream(Files.newInputStream(archive), 1 << 16)))
        {
            final TarReader tar = new TarReader(in);
            while (tar.next())
            {
                if (tar.isFile() && isDatabase(tar.name()))
                {
                    if (null != found)
                    {
                        throw new ReportException(archive + ": holds more than one report, " + found + " and " +
                            tar.name() + "; unpack it and give one folder");
                    }
                    found = tar.name();
                    checkSpace(archive, database, tar.size());
                    try (OutputStream out = Files.newOutputStream(database))
                    {
                        tar.copyTo(out);
                    }
                }
            }
            in.transferTo(OutputStream.nullOutputStream());
        }
        if (null == found)
        {
            throw new ReportException(archive + ": holds no " + DATABASE_NAME + "; " + REMEDY);
        }
    }

    private static boolean isDatabase(final String name)
    {
        return name.equals(DATABASE_NAME) || name.endsWith('/' + DATABASE_NAME);
    }

    private static void checkSpace(final Path archive, final Path database, final long bytes) throws IOException
    {
        final long usable = Files.getFileStore(database.getParent()).getUsableSpace();
        if (bytes > usable - SPACE_MARGIN)
        {
            throw new ReportException(archive + ": its " + DATABASE_NAME + " claims " + bytes + " B, and " +
                database.getParent().getParent() + " has " + usable +
                " B left; unpack it elsewhere and give the folder");
        }
    }

    private static ReportFile checked(final ReportFile file) throws IOException
    {
        try
        {
            file.checkHeader();
            return file;
        }
        catch (final IOException | ReportException ex)
        {
            file.close();
            throw ex;
        }
    }

    private void checkHeader() throws IOException
    {
        final long length = Files.size(database);
        final ByteBuffer header;
        try (InputStream in = Files.newInputStream(database))
        {
            header = ByteBuffer.wrap(in.readNBytes(SQLITE_HEADER_LENGTH));
        }
        if (header.limit() < SQLITE_HEADER_LENGTH || !startsWithMagic(header))
        {
            throw new ReportException(source + ": is no SQLite database; " + REMEDY);
        }
        final int storedPageSize = header.getShort(PAGE_SIZE_OFFSET) & 0xFFFF;
        final long pageSize = 1 == storedPageSize ? LARGEST_PAGE : storedPageSize;
        final long pages = header.getInt(PAGE_COUNT_OFFSET) & 0xFFFF_FFFFL;
        final boolean isCounted = header.getInt(CHANGE_COUNTER_OFFSET) == header.getInt(VALID_FOR_OFFSET);
        if (isCounted && length < pages * pageSize)
        {
            throw new ReportException(source + ": is truncated: " + length + " B of " + pages * pageSize +
                "; copy it again");
        }
    }

    private static boolean startsWithMagic(final ByteBuffer header)
    {
        return ByteBuffer.wrap(SQLITE_MAGIC).equals(header.slice(0, SQLITE_MAGIC.length));
    }

    private static String reason(final IOException ex)
    {
        return ex instanceof EOFException ? "it ends too early" : ex.getMessage();
    }

    private static void deleteQuietly(final Path path)
    {
        try
        {
            Files.deleteIfExists(path);
        }
        catch (final IOException ex)
        {
            path.toFile().deleteOnExit();
        }
    }
}
