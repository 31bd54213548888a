package io.github.ttalloc.device;

/**
 * The packed 64-bit id of a buffer: where it lies on its device.
 * <pre>
 *   63          48 47          32 31                       0
 *  +--------------+--------------+--------------------------+
 *  |    core x    |    core y    |     device address       |
 *  +--------------+--------------+--------------------------+
 * </pre>
 * Core (5,3) at address 0x20000 is {@code 0x0005000300020000}. A buffer of the whole device has x = y = 0.
 */
public final class BufferId
{
    /** Largest core coordinate that an id can hold. */
    public static final int MAX_COORDINATE = 0xFFFF;

    /** Largest address that an id can hold. */
    public static final long MAX_ADDRESS = 0xFFFF_FFFFL;

    private static final int X_SHIFT = 48;
    private static final int Y_SHIFT = 32;

    private BufferId()
    {
    }

    /**
     * The id of a buffer on one core.
     *
     * @param x       core x, 0 to {@link #MAX_COORDINATE}.
     * @param y       core y, 0 to {@link #MAX_COORDINATE}.
     * @param address address in the core's L1, 0 to {@link #MAX_ADDRESS}.
     * @return the packed id.
     * @throws IllegalArgumentException if a field is out of its range.
     */
    public static long of(final int x, final int y, final long address)
    {
        checkCoordinate("x", x);
        checkCoordinate("y", y);
        if (address < 0 || address > MAX_ADDRESS)
        {
            throw new IllegalArgumentException("address=" + address + " must be 0 to " + MAX_ADDRESS);
        }
        return (long)x << X_SHIFT | (long)y << Y_SHIFT | address;
    }

    /**
     * The id of a buffer of the whole device.
     *
     * @param address its device address, 0 to {@link #MAX_ADDRESS}.
     * @return the packed id, equal to the address.
     * @throws IllegalArgumentException if the address is out of its range.
     */
    public static long of(final long address)
    {
        return of(0, 0, address);
    }

    /**
     * The core x of an id.
     *
     * @param id packed id.
     * @return 0 to {@link #MAX_COORDINATE}.
     */
    public static int x(final long id)
    {
        return (int)(id >>> X_SHIFT);
    }

    /**
     * The core y of an id.
     *
     * @param id packed id.
     * @return 0 to {@link #MAX_COORDINATE}.
     */
    public static int y(final long id)
    {
        return (int)(id >>> Y_SHIFT) & MAX_COORDINATE;
    }

    /**
     * The address, or the handle of a wide id, in an id.
     *
     * @param id packed id.
     * @return 0 to {@link #MAX_ADDRESS}.
     */
    public static long address(final long id)
    {
        return id & MAX_ADDRESS;
    }

    /**
     * The id as people and programs read it.
     *
     * @param id packed id.
     * @return lower-case hexadecimal with {@code 0x} and no padding, such as {@code 0x1a0000}.
     */
    public static String toString(final long id)
    {
        return "0x" + Long.toHexString(id);
    }

    private static void checkCoordinate(final String name, final int value)
    {
        if (value < 0 || value > MAX_COORDINATE)
        {
            throw new IllegalArgumentException(name + "=" + value + " must be 0 to " + MAX_COORDINATE);
        }
    }
}
