package io.github.ttalloc.cli.replay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Writes tar archives, right and wrong ones. */
final class TarBuilder
{
    private static final int BLOCK = 512;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    TarBuilder file(final String name, final byte[] content)
    {
        return entry(name, '0', octal(content.length), content);
    }

    TarBuilder entry(final String name, final char type, final byte[] size, final byte[] content)
    {
        final byte[] header = new byte[BLOCK];
        put(header, 0, name.getBytes(StandardCharsets.UTF_8));
        put(header, 124, size);
        header[156] = (byte)type;
        put(header, 257, "ustar\0".getBytes(StandardCharsets.UTF_8));
        put(header, 148, "        ".getBytes(StandardCharsets.UTF_8));
        int sum = 0;
        for (final byte b : header)
        {
            sum += b & 0xFF;
        }
        put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum).getBytes(StandardCharsets.UTF_8));
        out.writeBytes(header);
        out.writeBytes(content);
        out.writeBytes(new byte[-content.length & BLOCK - 1]);
        return this;
    }

    byte[] tar()
    {
        final ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(out.toByteArray());
        whole.writeBytes(new byte[2 * BLOCK]);
        return whole.toByteArray();
    }

    byte[] tarGz()
    {
        final ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(whole))
        {
            gzip.write(tar());
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        return whole.toByteArray();
    }

    Path write(final Path file)
    {
        try
        {
            return Files.write(file, tarGz());
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    static byte[] octal(final long size)
    {
        return String.format(Locale.ROOT, "%011o\0", size).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] base256(final long size)
    {
        final byte[] bytes = new byte[12];
        for (int i = 0; i < Long.BYTES; i++)
        {
            bytes[11 - i] = (byte)(size >>> i * Byte.SIZE);
        }
        bytes[0] = (byte)0x80;
        return bytes;
    }

    private static void put(final byte[] target, final int offset, final byte[] source)
    {
        System.arraycopy(source, 0, target, offset, source.length);
    }
}
