package io.github.ttalloc.ledger;

import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;

/**
 * The key of one buffer in the ledger: the word of its {@link BufferId} with the bits that the id never uses put to
 * work, so that buffers of different processes, devices and types never meet.
 * <pre>
 *   63       54 53    48 47  44 43    38 37    32 31                       0
 *  +-----------+--------+------+--------+--------+--------------------------+
 *  |  slot:10  | x:6    |type:4|device:6|  y:6   |   address or handle:32   |
 *  +-----------+--------+------+--------+--------+--------------------------+
 * </pre>
 * With slot, device and type zero the key is the {@link BufferId} itself. Injective over its field ranges; a field out
 * of range is refused, never masked.
 */
public final class LedgerKey
{
    /** Largest process slot. Slot 0 is the in-process user. */
    public static final int MAX_SLOT = 1023;

    /** Largest core coordinate. */
    public static final int MAX_COORDINATE = 63;

    /** Largest device number. */
    public static final int MAX_DEVICE = 63;

    private static final int SLOT_SHIFT = 54;
    private static final int X_SHIFT = 48;
    private static final int TYPE_SHIFT = 44;
    private static final int DEVICE_SHIFT = 38;
    private static final int Y_SHIFT = 32;
    private static final int SIX_BITS = 0x3F;
    private static final int FOUR_BITS = 0xF;
    private static final long GROUP_MASK = 0xFFC0_FFC0_0000_0000L;

    private LedgerKey()
    {
    }

    /**
     * Whether the fields fit a key.
     *
     * @param slot     process slot.
     * @param device   device number.
     * @param typeCode {@link BufferType#code()}.
     * @param bufferId packed {@link BufferId}.
     * @return true if {@link #pack} may be called with them.
     */
    public static boolean isValid(final int slot, final int device, final int typeCode, final long bufferId)
    {
        return slot >= 0 && slot <= MAX_SLOT &&
            device >= 0 && device <= MAX_DEVICE &&
            typeCode >= 0 && typeCode < BufferType.COUNT &&
            BufferId.x(bufferId) <= MAX_COORDINATE && BufferId.y(bufferId) <= MAX_COORDINATE;
    }

    /**
     * The key of a buffer, unchecked: for callers that asked {@link #isValid} before.
     *
     * @param slot     process slot, 0 to {@link #MAX_SLOT}.
     * @param device   device number, 0 to {@link #MAX_DEVICE}.
     * @param typeCode {@link BufferType#code()}.
     * @param bufferId packed {@link BufferId} with coordinates up to {@link #MAX_COORDINATE}.
     * @return the key.
     */
    public static long pack(final int slot, final int device, final int typeCode, final long bufferId)
    {
        return (long)slot << SLOT_SHIFT | (long)typeCode << TYPE_SHIFT | (long)device << DEVICE_SHIFT | bufferId;
    }

    /**
     * The key of a buffer.
     *
     * @param slot     process slot, 0 to {@link #MAX_SLOT}.
     * @param device   device number, 0 to {@link #MAX_DEVICE}.
     * @param type     what the buffer is.
     * @param bufferId packed {@link BufferId} with coordinates up to {@link #MAX_COORDINATE}.
     * @return the key.
     * @throws IllegalArgumentException if a field is out of its range.
     */
    public static long of(final int slot, final int device, final BufferType type, final long bufferId)
    {
        if (!isValid(slot, device, type.code(), bufferId))
        {
            throw new IllegalArgumentException("slot=" + slot + " (0 to " + MAX_SLOT + ") device=" + device +
                " (0 to " + MAX_DEVICE + ") bufferId=" + BufferId.toString(bufferId) +
                " (core coordinates 0 to " + MAX_COORDINATE + ") do not fit a ledger key");
        }
        return pack(slot, device, type.code(), bufferId);
    }

    /**
     * The process slot of a key.
     *
     * @param key ledger key.
     * @return 0 to {@link #MAX_SLOT}.
     */
    public static int slot(final long key)
    {
        return (int)(key >>> SLOT_SHIFT);
    }

    /**
     * The type code of a key.
     *
     * @param key ledger key.
     * @return 0 to 15; a key of this ledger has the code of a {@link BufferType}.
     */
    public static int typeCode(final long key)
    {
        return (int)(key >>> TYPE_SHIFT) & FOUR_BITS;
    }

    /**
     * The device number of a key.
     *
     * @param key ledger key.
     * @return 0 to {@link #MAX_DEVICE}.
     */
    public static int device(final long key)
    {
        return (int)(key >>> DEVICE_SHIFT) & SIX_BITS;
    }

    /**
     * The process, device and type of a key.
     *
     * @param key ledger key.
     * @return the key with the bits of the buffer's id cleared.
     */
    static long group(final long key)
    {
        return key & GROUP_MASK;
    }

    /**
     * The packed id of the buffer of a key.
     *
     * @param key ledger key.
     * @return the {@link BufferId}.
     */
    public static long bufferId(final long key)
    {
        return (key >>> X_SHIFT & SIX_BITS) << X_SHIFT | (key >>> Y_SHIFT & SIX_BITS) << Y_SHIFT |
            key & BufferId.MAX_ADDRESS;
    }
}
