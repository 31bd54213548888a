package io.github.ttalloc.device;

/**
 * A rectangle of cores packed into 32 bits, corners inclusive; zero means every core.
 * <pre>
 *   31      24 23      16 15       8 7        0
 *  +----------+----------+----------+----------+
 *  |  y1 + 1  |  x1 + 1  |    y0    |    x0    |
 *  +----------+----------+----------+----------+
 * </pre>
 * Little-endian, its bytes in memory are x0, y0, x1 + 1, y1 + 1.
 */
public final class CoreRange
{
    /** Every core of the device. */
    public static final int ALL = 0;

    /** Largest coordinate of a corner. */
    public static final int MAX_COORDINATE = 254;

    private static final int MASK = 0xFF;
    private static final int Y0_SHIFT = 8;
    private static final int X1_SHIFT = 16;
    private static final int Y1_SHIFT = 24;

    private CoreRange()
    {
    }

    /**
     * A rectangle.
     *
     * @param x0 left, 0 to {@link #MAX_COORDINATE}.
     * @param y0 top.
     * @param x1 right, not less than {@code x0}.
     * @param y1 bottom, not less than {@code y0}.
     * @return the packed range.
     * @throws IllegalArgumentException if a corner is out of its range or the corners are the wrong way round.
     */
    public static int of(final int x0, final int y0, final int x1, final int y1)
    {
        if (x0 < 0 || y0 < 0 || x1 < x0 || y1 < y0 || x1 > MAX_COORDINATE || y1 > MAX_COORDINATE)
        {
            throw new IllegalArgumentException("range=(" + x0 + "," + y0 + ")-(" + x1 + "," + y1 +
                ") must have 0 <= x0 <= x1 <= " + MAX_COORDINATE + " and 0 <= y0 <= y1 <= " + MAX_COORDINATE);
        }
        return x0 | y0 << Y0_SHIFT | (x1 + 1) << X1_SHIFT | (y1 + 1) << Y1_SHIFT;
    }

    /**
     * One core.
     *
     * @param x its x, 0 to {@link #MAX_COORDINATE}.
     * @param y its y, 0 to {@link #MAX_COORDINATE}.
     * @return the packed range.
     * @throws IllegalArgumentException if a coordinate is out of its range.
     */
    public static int of(final int x, final int y)
    {
        return of(x, y, x, y);
    }

    /**
     * Whether a packed value is {@link #ALL} or a well-formed rectangle.
     *
     * @param range packed range, from anywhere.
     * @return true if it can be decoded.
     */
    public static boolean isValid(final int range)
    {
        return range == ALL || x1(range) >= x0(range) && y1(range) >= y0(range);
    }

    /**
     * Left edge.
     *
     * @param range packed range.
     * @return its smallest x.
     */
    public static int x0(final int range)
    {
        return range & MASK;
    }

    /**
     * Top edge.
     *
     * @param range packed range.
     * @return its smallest y.
     */
    public static int y0(final int range)
    {
        return range >>> Y0_SHIFT & MASK;
    }

    /**
     * Right edge.
     *
     * @param range packed range.
     * @return its largest x, or -1 for {@link #ALL}.
     */
    public static int x1(final int range)
    {
        return (range >>> X1_SHIFT & MASK) - 1;
    }

    /**
     * Bottom edge.
     *
     * @param range packed range.
     * @return its largest y, or -1 for {@link #ALL}.
     */
    public static int y1(final int range)
    {
        return (range >>> Y1_SHIFT & MASK) - 1;
    }

    /**
     * How many cores a rectangle holds.
     *
     * @param range packed range.
     * @return the count, 0 for {@link #ALL}.
     */
    public static int size(final int range)
    {
        return range == ALL ? 0 : (x1(range) - x0(range) + 1) * (y1(range) - y0(range) + 1);
    }
}
