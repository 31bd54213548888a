package io.github.ttalloc.cli.view;

import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.fold.TrackedDevice;
import io.github.ttalloc.ledger.LedgerTotals;
import io.github.ttalloc.percore.DeviceMemory;

import java.util.StringJoiner;

/**
 * One chip over all processes, or one device number where processes do not say which chip it is.
 */
public final class DeviceGroup
{
    private final int device;
    private final long chipId;
    private final LedgerTotals[] totals = new LedgerTotals[BufferType.COUNT];
    private DeviceMemory memory = DeviceMemory.UNKNOWN;
    private String board;

    DeviceGroup(final int device, final long chipId)
    {
        this.device = device;
        this.chipId = chipId;
    }

    /**
     * The number of the device.
     *
     * @return the number by which the first process that used it knows it.
     */
    public int device()
    {
        return device;
    }

    /**
     * Which chip it is.
     *
     * @return the chip id; 0 is unknown.
     */
    public long chipId()
    {
        return chipId;
    }

    /**
     * The chip id as text.
     *
     * @return hexadecimal with {@code 0x}, or null where it is unknown.
     */
    public String chip()
    {
        return 0 == chipId ? null : "0x" + Long.toHexString(chipId);
    }

    /**
     * What memory it has.
     *
     * @return as far as a process has said.
     */
    public DeviceMemory memory()
    {
        return memory;
    }

    /**
     * The board that it sits on.
     *
     * @return its name as a process gave it, or null.
     */
    public String board()
    {
        return board;
    }

    /**
     * The totals of all processes, those that ended included.
     *
     * @param type what buffers take.
     * @return a copy that does not change, or null if there never were any.
     */
    public LedgerTotals totals(final BufferType type)
    {
        return totals[type.code()];
    }

    /**
     * The heading of the device.
     *
     * @return such as {@code Device 0: n150, wormhole_b0, chip 0x1}.
     */
    public String title()
    {
        final StringJoiner title = new StringJoiner(", ", "Device " + device + ": ", "");
        title.setEmptyValue("Device " + device + ":");
        if (null != board)
        {
            title.add(PlainText.of(board));
        }
        if (null != memory.architecture())
        {
            title.add(memory.architecture().umdName());
        }
        if (0 != chipId)
        {
            title.add("chip " + chip());
        }
        return title.toString();
    }

    void add(final LedgerTotals groupTotals)
    {
        totals[groupTotals.typeCode()] = new LedgerTotals().set(groupTotals);
    }

    void learn(final TrackedDevice opened)
    {
        final DeviceMemory learnt = DescribedMemory.of(opened);
        if (null == memory.architecture() || null != learnt.architecture())
        {
            memory = learnt;
            board = opened.description().board();
        }
    }
}
