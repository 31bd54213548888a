package io.github.ttalloc.cli.replay;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TarReaderTest
{
    private static final byte[] CONTENT = "some content".getBytes(StandardCharsets.UTF_8);
    private static final String LONG_NAME = "a/".repeat(80) + "db.sqlite";

    @Test
    void shouldReadEntriesReadOrPassedOver() throws IOException
    {
        final TarReader reader = reader(new TarBuilder()
            .entry("folder/", '5', TarBuilder.octal(0), new byte[0])
            .file("folder/first", new byte[1_000])
            .file("folder/second", CONTENT)
            .file("empty", new byte[0])
            .tar());

        assertTrue(reader.next());
        assertFalse(reader.isFile());
        assertTrue(reader.next());
        assertEquals("folder/first", reader.name());
        assertEquals(1_000, reader.size());
        assertTrue(reader.next());
        assertTrue(reader.isFile());
        assertArrayEquals(CONTENT, content(reader));
        assertTrue(reader.next());
        assertEquals("empty", reader.name());
        assertEquals(0, content(reader).length);
        assertFalse(reader.next());
    }

    @Test
    void shouldReadLongNamesOfGnu() throws IOException
    {
        final byte[] name = (LONG_NAME + '\0').getBytes(StandardCharsets.UTF_8);
        final TarReader reader = reader(new TarBuilder()
            .entry("././@LongLink", 'L', TarBuilder.octal(name.length), name)
            .file(LONG_NAME.substring(0, 99), CONTENT)
            .file("next", CONTENT)
            .tar());

        assertTrue(reader.next());
        assertEquals(LONG_NAME, reader.name());
        assertArrayEquals(CONTENT, content(reader));
        assertTrue(reader.next());
        assertEquals("next", reader.name());
    }

    @Test
    void shouldReadNamesAndSizesOfPax() throws IOException
    {
        final String path = " path=" + LONG_NAME + '\n';
        final byte[] records = ((path.length() + 3) + path + "11 size=12\n" + "19 mtime=123456.78\n")
            .getBytes(StandardCharsets.UTF_8);
        final TarReader reader = reader(new TarBuilder()
            .entry("global", 'g', TarBuilder.octal(3), new byte[3])
            .entry("pax", 'x', TarBuilder.octal(records.length), records)
            .entry("short", '0', TarBuilder.octal(0), CONTENT)
            .file("next", CONTENT)
            .tar());

        assertTrue(reader.next());
        assertEquals(LONG_NAME, reader.name());
        assertArrayEquals(CONTENT, content(reader));
        assertTrue(reader.next());
        assertEquals("next", reader.name());
    }

    @Test
    void shouldReadBinarySizes() throws IOException
    {
        final TarReader reader = reader(new TarBuilder()
            .entry("big", '0', TarBuilder.base256(CONTENT.length), CONTENT).file("next", CONTENT).tar());

        assertTrue(reader.next());
        assertArrayEquals(CONTENT, content(reader));
        assertTrue(reader.next());
        assertEquals("next", reader.name());
    }

    @Test
    void shouldRefuseImpossibleSizes()
    {
        final byte[] huge = new byte[12];
        Arrays.fill(huge, (byte)0xFF);

        assertThrows(IOException.class, () -> all(new TarBuilder().entry("a", '0', huge, CONTENT).tar()));
        assertThrows(IOException.class, () -> all(
            new TarBuilder().entry("a", 'L', TarBuilder.octal(1L << 30), CONTENT).tar()));
        assertThrows(IOException.class, () -> all(
            new TarBuilder().entry("a", 'x', TarBuilder.octal(7), "9 a=bcd".getBytes(StandardCharsets.UTF_8)).tar()));
        assertThrows(IOException.class, () -> all(
            new TarBuilder().entry("a", 'x', TarBuilder.octal(3), "xyz".getBytes(StandardCharsets.UTF_8)).tar()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 511, 512, 513, 523, 1_023})
    void shouldRefuseAnArchiveThatEndsTooEarly(final int length)
    {
        final byte[] tar = new TarBuilder().file("a", CONTENT).tar();

        assertThrows(IOException.class, () -> all(Arrays.copyOf(tar, length)));
    }

    @Test
    void shouldRefuseADamagedHeader()
    {
        final byte[] tar = new TarBuilder().file("a", CONTENT).tar();
        tar[5] ^= 1;

        assertThrows(IOException.class, () -> all(tar));
    }

    private static TarReader reader(final byte[] tar)
    {
        return new TarReader(new ByteArrayInputStream(tar));
    }

    private static void all(final byte[] tar) throws IOException
    {
        final TarReader reader = reader(tar);
        while (reader.next())
        {
            content(reader);
        }
    }

    private static byte[] content(final TarReader reader) throws IOException
    {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        reader.copyTo(out);
        return out.toByteArray();
    }
}
