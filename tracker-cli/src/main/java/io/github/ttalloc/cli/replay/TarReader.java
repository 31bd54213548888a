package io.github.ttalloc.cli.replay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads the entries of a tar archive one after another: ustar, GNU long names and sizes, pax paths and sizes. Trusts
 * nothing that it reads: every header has its checksum, and lengths their bounds. Not threadsafe.
 */
final class TarReader
{
    private static final int BLOCK_LENGTH = 512;
    private static final int NAME_OFFSET = 0;
    private static final int NAME_LENGTH = 100;
    private static final int SIZE_OFFSET = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int CHECKSUM_OFFSET = 148;
    private static final int CHECKSUM_LENGTH = 8;
    private static final int TYPE_OFFSET = 156;
    private static final int MAGIC_OFFSET = 257;
    private static final int PREFIX_OFFSET = 345;
    private static final int PREFIX_LENGTH = 155;
    private static final int MAX_EXTENSION_LENGTH = 1 << 20;
    private static final int COPY_LENGTH = 1 << 16;
    private static final String USTAR = "ustar";

    private final InputStream in;
    private final byte[] block = new byte[BLOCK_LENGTH];
    private String name;
    private long size;
    private boolean isFile;
    private long unread;
    private String nextName;
    private long nextSize = -1;

    TarReader(final InputStream in)
    {
        this.in = in;
    }

    /** Goes to the next entry: false after the last. */
    boolean next() throws IOException
    {
        while (true)
        {
            in.skipNBytes(unread + padding(size));
            unread = 0;
            size = 0;
            if (!readHeader())
            {
                return false;
            }
            switch (block[TYPE_OFFSET])
            {
                case 'L' -> nextName = text(extension(), 0, (int)size);
                case 'x' -> readPax(extension());
                case 'g' -> unread = size;
                default ->
                {
                    beginEntry();
                    return true;
                }
            }
        }
    }

    /** Path of the entry, as the archive has it. */
    String name()
    {
        return name;
    }

    /** Bytes of the entry. */
    long size()
    {
        return size;
    }

    /** Whether the entry is an ordinary file. */
    boolean isFile()
    {
        return isFile;
    }

    /** Copies the entry, once. */
    void copyTo(final OutputStream out) throws IOException
    {
        final byte[] bytes = new byte[COPY_LENGTH];
        while (unread > 0)
        {
            final int read = in.read(bytes, 0, (int)Math.min(bytes.length, unread));
            if (read < 0)
            {
                throw new IOException("it ends inside " + name);
            }
            out.write(bytes, 0, read);
            unread -= read;
        }
    }

    private boolean readHeader() throws IOException
    {
        final int read = in.readNBytes(block, 0, BLOCK_LENGTH);
        if (read < BLOCK_LENGTH)
        {
            throw new IOException("it ends without the mark of its end");
        }
        int sum = 0;
        int filled = 0;
        for (int i = 0; i < BLOCK_LENGTH; i++)
        {
            final boolean inChecksum = i >= CHECKSUM_OFFSET && i < CHECKSUM_OFFSET + CHECKSUM_LENGTH;
            sum += inChecksum ? ' ' : block[i] & 0xFF;
            filled |= block[i];
        }
        if (0 == filled)
        {
            return false;
        }
        if (octal(CHECKSUM_OFFSET, CHECKSUM_LENGTH) != sum)
        {
            throw new IOException("a header of it has a wrong checksum");
        }
        size = number(SIZE_OFFSET, SIZE_LENGTH);
        return true;
    }

    private void beginEntry() throws IOException
    {
        final String ownName = text(block, NAME_OFFSET, NAME_LENGTH);
        final boolean isUstar = USTAR.equals(text(block, MAGIC_OFFSET, USTAR.length()));
        final String prefix = isUstar && 0 == block[MAGIC_OFFSET + USTAR.length()] ?
            text(block, PREFIX_OFFSET, PREFIX_LENGTH) : "";
        name = null != nextName ? nextName : prefix.isEmpty() ? ownName : prefix + '/' + ownName;
        size = nextSize >= 0 ? nextSize : size;
        isFile = '0' == block[TYPE_OFFSET] || 0 == block[TYPE_OFFSET];
        unread = size;
        nextName = null;
        nextSize = -1;
    }

    private byte[] extension() throws IOException
    {
        if (size > MAX_EXTENSION_LENGTH)
        {
            throw new IOException("a header of it claims " + size + " B, more than " + MAX_EXTENSION_LENGTH);
        }
        final byte[] bytes = in.readNBytes((int)size);
        if (bytes.length < size)
        {
            throw new IOException("it ends inside a header");
        }
        return bytes;
    }

    private void readPax(final byte[] bytes) throws IOException
    {
        int from = 0;
        while (from < bytes.length)
        {
            int space = from;
            while (space < bytes.length && ' ' != bytes[space])
            {
                space++;
            }
            final long length = decimal(new String(bytes, from, space - from, StandardCharsets.US_ASCII));
            if (length <= space + 1 - from || length > bytes.length - from)
            {
                throw new IOException("a header of it has a record of a wrong length");
            }
            final int end = from + (int)length;
            final String entry = new String(bytes, space + 1, end - space - 2, StandardCharsets.UTF_8);
            final int equals = entry.indexOf('=');
            if (entry.startsWith("path="))
            {
                nextName = entry.substring(equals + 1);
            }
            else if (entry.startsWith("size="))
            {
                nextSize = decimal(entry.substring(equals + 1));
            }
            from = end;
        }
    }

    private long number(final int offset, final int length) throws IOException
    {
        if (block[offset] >= 0)
        {
            return octal(offset, length);
        }
        long value = 0;
        for (int i = offset + 1; i < offset + length; i++)
        {
            if (value > Long.MAX_VALUE >> Byte.SIZE)
            {
                throw new IOException("a header of it claims an impossible size");
            }
            value = value << Byte.SIZE | block[i] & 0xFF;
        }
        return value;
    }

    private long octal(final int offset, final int length) throws IOException
    {
        final String digits = text(block, offset, length).trim();
        try
        {
            final long value = digits.isEmpty() ? 0 : Long.parseLong(digits, Byte.SIZE);
            if (value >= 0)
            {
                return value;
            }
        }
        catch (final NumberFormatException ex)
        {
            throw new IOException("it is no tar archive, or damaged", ex);
        }
        throw new IOException("it is no tar archive, or damaged");
    }

    private static long decimal(final String digits) throws IOException
    {
        try
        {
            final long value = Long.parseLong(digits);
            if (value >= 0)
            {
                return value;
            }
        }
        catch (final NumberFormatException ex)
        {
            throw new IOException("a header of it has a wrong number", ex);
        }
        throw new IOException("a header of it has a wrong number");
    }

    private static String text(final byte[] bytes, final int offset, final int length)
    {
        int end = offset;
        while (end < offset + length && 0 != bytes[end])
        {
            end++;
        }
        return new String(bytes, offset, end - offset, StandardCharsets.UTF_8);
    }

    private static long padding(final long bytes)
    {
        return -bytes & BLOCK_LENGTH - 1;
    }
}
