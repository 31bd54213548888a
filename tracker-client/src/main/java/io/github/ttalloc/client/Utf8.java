package io.github.ttalloc.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * UTF-8 that fits a bound.
 */
final class Utf8
{
    private static final int CONTINUATION_MASK = 0xC0;
    private static final int CONTINUATION = 0x80;

    private Utf8()
    {
    }

    /** The bytes of a text, cut before the first character that would pass the bound. */
    static byte[] cut(final String text, final int maxLength)
    {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= maxLength)
        {
            return bytes;
        }
        int end = maxLength;
        while (end > 0 && CONTINUATION == (bytes[end] & CONTINUATION_MASK))
        {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }
}
