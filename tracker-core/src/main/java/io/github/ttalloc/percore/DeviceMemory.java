package io.github.ttalloc.percore;

import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.Chip;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.device.L1Map;
import io.github.ttalloc.device.L1Region;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerRecord;

/**
 * The memory that a device has, as far as it is known, and what buffers take of it. Immutable.
 */
public final class DeviceMemory
{
    /** A device of which nothing is known. */
    public static final DeviceMemory UNKNOWN = new DeviceMemory(null, null, CoreRange.ALL, null);

    private final Architecture architecture;
    private final L1Map l1Map;
    private final int computeRange;
    private final Chip chip;

    /**
     * The memory of a device.
     *
     * @param architecture what the device is, or null where that is not known.
     * @param l1Map        where the regions of its L1 lie; null only where the architecture is not known.
     * @param computeRange cores that compute and hold L1 banks, packed {@link CoreRange} in LOGICAL coordinates up to
     *                     {@link LedgerKey#MAX_COORDINATE}, or {@link CoreRange#ALL} where they are not known.
     * @param chip         which of its rows or columns are harvested, or null where that is not known.
     */
    public DeviceMemory(
        final Architecture architecture, final L1Map l1Map, final int computeRange, final Chip chip)
    {
        if (CoreRange.ALL != computeRange && (CoreRange.x1(computeRange) > LedgerKey.MAX_COORDINATE ||
            CoreRange.y1(computeRange) > LedgerKey.MAX_COORDINATE))
        {
            throw new IllegalArgumentException("computeRange=" + BufferPlace.toString(computeRange) +
                " must end at (" + LedgerKey.MAX_COORDINATE + "," + LedgerKey.MAX_COORDINATE + ") or before");
        }
        this.architecture = architecture;
        this.l1Map = l1Map;
        this.computeRange = computeRange;
        this.chip = chip;
    }

    /**
     * The architecture.
     *
     * @return the architecture, or null where it is not known.
     */
    public Architecture architecture()
    {
        return architecture;
    }

    /**
     * Where the regions of the L1 of a worker lie.
     *
     * @return the map, or null where the architecture is not known.
     */
    public L1Map l1Map()
    {
        return l1Map;
    }

    /**
     * What of the device is harvested.
     *
     * @return the chip, or null where that is not known.
     */
    public Chip chip()
    {
        return chip;
    }

    /**
     * The cores that compute and hold the L1 banks, in LOGICAL coordinates.
     *
     * @return packed {@link CoreRange}, or {@link CoreRange#ALL} where they are not known.
     */
    public int computeRange()
    {
        return computeRange;
    }

    /**
     * Whether a core computes and holds an L1 bank.
     *
     * @param x LOGICAL x.
     * @param y LOGICAL y.
     * @return false for cores that dispatch, and where the compute cores are not known.
     */
    public boolean isCompute(final int x, final int y)
    {
        return x >= CoreRange.x0(computeRange) && x <= CoreRange.x1(computeRange) &&
            y >= CoreRange.y0(computeRange) && y <= CoreRange.y1(computeRange);
    }

    /**
     * The banks over which buffers of a type spread in lock-step.
     *
     * @param type what a buffer takes.
     * @return their number; 0 where it is not known, or where the type is not allocated in lock-step.
     */
    public int banks(final BufferType type)
    {
        return switch (type)
        {
            case L1, L1_SMALL -> CoreRange.size(computeRange);
            case DRAM, TRACE -> null != chip ? chip.dramBanks() : null == architecture ? 0 : architecture.dramBanks();
            default -> 0;
        };
    }

    /**
     * What a buffer keeps others from using.
     *
     * @param record the buffer.
     * @return bytes per bank on every bank, where both are known; an L1 buffer of unknown spread counts as spread
     * evenly; bytes per core on each core of a circular buffer; else the bytes that were asked for.
     */
    public long reserved(final LedgerRecord record)
    {
        final BufferType type = BufferType.of(LedgerKey.typeCode(record.key()));
        return switch (type)
        {
            case L1, L1_SMALL, CB -> parts(type, record) * bytesPerCore(record);
            case DRAM, TRACE -> 0 == banks(type) || 0 == record.bytesPerBank() ?
                record.bytes() : banks(type) * record.bytesPerBank();
            default -> record.bytes();
        };
    }

    /**
     * What a buffer in L1 keeps others from using on each of its cores.
     *
     * @param record the buffer.
     * @return bytes.
     */
    public long bytesPerCore(final LedgerRecord record)
    {
        final BufferType type = BufferType.of(LedgerKey.typeCode(record.key()));
        final int parts = parts(type, record);
        return 0 != record.bytesPerBank() && (parts > 1 || BufferType.CB == type) ?
            record.bytesPerBank() : record.bytes() / parts + (0 == record.bytes() % parts ? 0 : 1);
    }

    /**
     * What there is for a type on the whole device. L1 buffers and circular buffers share theirs.
     *
     * @param type what a buffer takes.
     * @return bytes, or 0 where that is not known.
     */
    public long capacity(final BufferType type)
    {
        if (null == architecture)
        {
            return 0;
        }
        final long cores = CoreRange.size(computeRange);
        return switch (type)
        {
            case DRAM -> banks(type) * architecture.dramBankBytes();
            case L1, CB -> cores * l1Map.bytes(L1Region.BUFFERS);
            case L1_SMALL -> cores * l1Map.bytes(L1Region.L1_SMALL);
            default -> 0;
        };
    }

    private int parts(final BufferType type, final LedgerRecord record)
    {
        final int parts = BufferType.CB == type ? CoreRange.size(record.cores()) :
            BufferPlace.isOnCore(type, LedgerKey.bufferId(record.key()), record.cores()) ? 1 : banks(type);
        return Math.max(1, parts);
    }
}
