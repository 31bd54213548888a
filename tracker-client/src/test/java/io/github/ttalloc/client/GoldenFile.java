package io.github.ttalloc.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

/**
 * Bytes that must never change, kept as text in {@code src/test/resources} beside their test. A new version of a layout
 * gets a new file; {@code -Dttalloc.golden.renew=true}, given to a test run, writes it.
 */
final class GoldenFile
{
    private static final int LINE_LENGTH = 16;

    private GoldenFile()
    {
    }

    static void assertBytes(final Class<?> test, final String name, final ByteBuffer bytes) throws IOException
    {
        final StringBuilder text = new StringBuilder();
        final byte[] line = new byte[LINE_LENGTH];
        for (int offset = 0; offset < bytes.limit(); offset += LINE_LENGTH)
        {
            final int length = Math.min(LINE_LENGTH, bytes.limit() - offset);
            bytes.get(offset, line, 0, length);
            text.append(String.format("%04x  ", offset))
                .append(HexFormat.ofDelimiter(" ").formatHex(line, 0, length))
                .append('\n');
        }
        if (Boolean.getBoolean("ttalloc.golden.renew"))
        {
            final Path file = Path.of("src/test/resources").resolve(test.getPackageName().replace('.', '/'))
                .resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        else
        {
            assertEquals(read(test, name), text.toString());
        }
    }

    private static String read(final Class<?> test, final String name) throws IOException
    {
        try (InputStream stream = test.getResourceAsStream(name))
        {
            assertNotNull(stream, name + " is missing");
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines()
                .collect(Collectors.joining("\n", "", "\n"));
        }
    }
}
