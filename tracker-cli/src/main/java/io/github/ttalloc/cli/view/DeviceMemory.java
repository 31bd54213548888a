package io.github.ttalloc.cli.view;

import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.Board;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.Chip;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.device.L1Region;
import io.github.ttalloc.ipc.fold.TrackedDevice;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerRecord;

/**
 * The memory that a device has, as far as what a process said of it tells: the compute grid that it named, else the
 * grid of its harvesting, else that of its board. Immutable.
 */
public final class DeviceMemory
{
    /** A device of which nothing is known. */
    public static final DeviceMemory UNKNOWN = new DeviceMemory(null);

    private final TrackedDevice device;
    private final Architecture architecture;
    private final int computeRange;

    private DeviceMemory(final TrackedDevice device)
    {
        this.device = device;
        final Board board = null == device ? null : boardOf(device.description().board());
        architecture = null == device ? null :
            0 != device.description().architecture() ? device.architecture() :
            null == board ? null : board.architecture();
        computeRange = null == architecture ? CoreRange.ALL : computeRange(device, board, architecture);
    }

    /**
     * The memory of a device.
     *
     * @param device as a process opened it, or null.
     * @return its memory.
     */
    public static DeviceMemory of(final TrackedDevice device)
    {
        return null == device ? UNKNOWN : new DeviceMemory(device);
    }

    /**
     * What it is.
     *
     * @return board and architecture, as far as they are known; else an empty text.
     */
    public String description()
    {
        if (null == device)
        {
            return "";
        }
        final String board = device.description().board();
        return null == board ? null == architecture ? "" : architecture.umdName() :
            PlainText.of(board) + (null == architecture ? "" : ", " + architecture.umdName());
    }

    /**
     * What a process said of the device.
     *
     * @return the device, or null if none opened it.
     */
    public TrackedDevice device()
    {
        return device;
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
     * The cores that compute and hold the L1 banks, in LOGICAL coordinates.
     *
     * @return packed {@link CoreRange}, or {@link CoreRange#ALL} where they are not known.
     */
    public int computeRange()
    {
        return computeRange;
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
            case DRAM, TRACE -> null == architecture ? 0 : architecture.dramBanks();
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
            case DRAM -> architecture.dramBanks() * architecture.dramBankBytes();
            case L1, CB -> cores * device.l1Map().bytes(L1Region.BUFFERS);
            case L1_SMALL -> cores * device.l1Map().bytes(L1Region.L1_SMALL);
            default -> 0;
        };
    }

    private int parts(final BufferType type, final LedgerRecord record)
    {
        final int parts = BufferType.CB == type ? CoreRange.size(record.cores()) :
            BufferPlace.isOnCore(type, LedgerKey.bufferId(record.key()), record.cores()) ? 1 : banks(type);
        return Math.max(1, parts);
    }

    private static Board boardOf(final String label)
    {
        for (final Board board : Board.values())
        {
            if (board.label().equalsIgnoreCase(label))
            {
                return board;
            }
        }
        return null;
    }

    private static int computeRange(final TrackedDevice device, final Board board, final Architecture architecture)
    {
        final int named = device.description().computeGrid();
        if (CoreRange.ALL != named)
        {
            return CoreRange.x1(named) <= LedgerKey.MAX_COORDINATE && CoreRange.y1(named) <= LedgerKey.MAX_COORDINATE ?
                named : CoreRange.ALL;
        }
        final long mask = device.description().harvestMask();
        if (0 == mask && null == board)
        {
            return CoreRange.ALL;
        }
        final long assumed = 0 == mask ? (1L << board.harvestedLines()) - 1 : mask;
        try
        {
            return new Chip(architecture, Math.toIntExact(assumed)).computeRange();
        }
        catch (final ArithmeticException | IllegalArgumentException ex)
        {
            return CoreRange.ALL;
        }
    }
}
