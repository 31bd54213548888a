package io.github.ttalloc.cli.view;

import java.util.Locale;

/**
 * Sizes as people read them: KB is 2^10 bytes, MB 2^20.
 */
public final class Sizes
{
    private static final int KB = 1 << 10;
    private static final double MB = 1 << 20;
    private static final double SMALL = 0.1;

    private Sizes()
    {
    }

    /**
     * A total.
     *
     * @param bytes zero or more.
     * @return such as {@code 127.45 MB}; four decimals below a tenth.
     */
    public static String mb(final long bytes)
    {
        final double value = bytes / MB;
        return String.format(Locale.ROOT, 0 == bytes || value >= SMALL ? "%.2f MB" : "%.4f MB", value);
    }

    /**
     * The size of one buffer.
     *
     * @param bytes zero or more.
     * @return such as {@code 4 KB}, {@code 0.5 KB} rounded to two decimals, or bytes below one KB.
     */
    public static String kb(final long bytes)
    {
        if (bytes < KB)
        {
            return bytes + " B";
        }
        return 0 == bytes % KB ? bytes / KB + " KB" : String.format(Locale.ROOT, "%.2f KB", bytes / (double)KB);
    }

    /**
     * How many buffers.
     *
     * @param count zero or more.
     * @return such as {@code 1 buffer} or {@code 143 buffers}.
     */
    public static String buffers(final long count)
    {
        return count + (1 == count ? " buffer" : " buffers");
    }
}
