package io.github.ttalloc.cli.cores;

import io.github.ttalloc.cli.view.BufferPlace;
import io.github.ttalloc.cli.view.DeviceGroup;
import io.github.ttalloc.cli.view.DeviceGroups;
import io.github.ttalloc.cli.view.DeviceMemory;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.fold.TrackedDevice;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerRecord;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the L1 of each Tensix core of a device holds, over all processes, in LOGICAL coordinates: an L1 buffer takes its
 * bytes per bank on every compute core, a circular buffer its bytes per core on each of its cores, a write its bytes on
 * its one core. What cannot be put on a core of the device is kept apart, so that all together are the reserved bytes.
 */
public final class CoreMap
{
    private static final int SIDE = LogicalCores.SIDE;

    private final DeviceGroup group;
    private final long[][] bytes = new long[BufferType.COUNT][];
    private final long[] elsewhere = new long[BufferType.COUNT];
    private final Map<TrackedDevice, LogicalCores> translations = new HashMap<>();
    private int columns;
    private int rows;

    private CoreMap(final DeviceGroup group)
    {
        this.group = group;
        final int grid = group.memory().computeRange();
        columns = CoreRange.x1(grid) + 1;
        rows = CoreRange.y1(grid) + 1;
    }

    /**
     * The maps of all devices of a fold.
     *
     * @param fold of which they are; it may go on afterwards.
     * @return a map for each device, in the order of the devices.
     */
    public static Map<DeviceGroup, CoreMap> of(final LedgerFold fold)
    {
        final DeviceGroups groups = new DeviceGroups(fold);
        final Map<DeviceGroup, CoreMap> maps = new LinkedHashMap<>();
        groups.all().forEach(group -> maps.put(group, new CoreMap(group)));
        fold.ledger().forEach(record ->
            maps.get(groups.of(record.key())).add(fold.processes().inSlot(LedgerKey.slot(record.key())), record));
        return maps;
    }

    /**
     * The device.
     *
     * @return the device of which this is the map.
     */
    public DeviceGroup group()
    {
        return group;
    }

    /**
     * Columns of the map.
     *
     * @return enough for the compute cores and every core that holds something.
     */
    public int columns()
    {
        return columns;
    }

    /**
     * Rows of the map.
     *
     * @return enough for the compute cores and every core that holds something.
     */
    public int rows()
    {
        return rows;
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
        final int grid = group.memory().computeRange();
        return x >= CoreRange.x0(grid) && x <= CoreRange.x1(grid) && y >= CoreRange.y0(grid) && y <= CoreRange.y1(grid);
    }

    /**
     * What a core holds of a type.
     *
     * @param type what buffers take.
     * @param x    LOGICAL x, below {@link #columns()}.
     * @param y    LOGICAL y, below {@link #rows()}.
     * @return bytes.
     */
    public long bytes(final BufferType type, final int x, final int y)
    {
        final long[] ofType = bytes[type.code()];
        return null == ofType ? 0 : ofType[y * SIDE + x];
    }

    /**
     * What a core holds.
     *
     * @param x LOGICAL x, below {@link #columns()}.
     * @param y LOGICAL y, below {@link #rows()}.
     * @return bytes.
     */
    public long bytes(final int x, final int y)
    {
        long sum = 0;
        for (final BufferType type : BufferType.values())
        {
            sum += bytes(type, x, y);
        }
        return sum;
    }

    /**
     * What all cores hold of a type.
     *
     * @param type what buffers take.
     * @return bytes, without those kept apart.
     */
    public long bytes(final BufferType type)
    {
        return null == bytes[type.code()] ? 0 : Arrays.stream(bytes[type.code()]).sum();
    }

    /**
     * What all cores hold.
     *
     * @return bytes, without those kept apart.
     */
    public long bytes()
    {
        return Arrays.stream(BufferType.values()).mapToLong(this::bytes).sum();
    }

    /**
     * What is kept apart of a type: it names a core that is no Tensix core, or the compute cores are not known.
     *
     * @param type what buffers take.
     * @return bytes.
     */
    public long elsewhere(final BufferType type)
    {
        return elsewhere[type.code()];
    }

    /**
     * What is kept apart.
     *
     * @return bytes.
     */
    public long elsewhere()
    {
        return Arrays.stream(elsewhere).sum();
    }

    private void add(final TrackedProcess process, final LedgerRecord record)
    {
        final BufferType type = BufferType.of(LedgerKey.typeCode(record.key()));
        switch (type)
        {
            case L1, L1_SMALL, CB, KERNEL, FIRMWARE, LAUNCH -> add(process, type, record);
            case DRAM, TRACE, SYSTEM_MEMORY ->
            {
            }
        }
    }

    private void add(final TrackedProcess process, final BufferType type, final LedgerRecord record)
    {
        final DeviceMemory memory = group.memory();
        final long bufferId = LedgerKey.bufferId(record.key());
        final long perCore = memory.bytesPerCore(record);
        if (BufferPlace.isOnCore(type, bufferId, record.cores()))
        {
            final LogicalCores cores = translations.computeIfAbsent(
                process.device(LedgerKey.device(record.key())), LogicalCores::new);
            addRange(cores, type, BufferType.CB == type && CoreRange.ALL != record.cores() ? record.cores() :
                CoreRange.of(BufferId.x(bufferId), BufferId.y(bufferId)), perCore);
        }
        else if (0 == memory.banks(type))
        {
            elsewhere[type.code()] += memory.reserved(record);
        }
        else
        {
            addCompute(type, memory.computeRange(), perCore);
        }
    }

    private void addRange(final LogicalCores cores, final BufferType type, final int range, final long perCore)
    {
        for (int y = CoreRange.y0(range); y <= CoreRange.y1(range); y++)
        {
            for (int x = CoreRange.x0(range); x <= CoreRange.x1(range); x++)
            {
                addAt(type, cores.indexOf(x, y), perCore);
            }
        }
    }

    private void addCompute(final BufferType type, final int range, final long perCore)
    {
        for (int y = CoreRange.y0(range); y <= CoreRange.y1(range); y++)
        {
            for (int x = CoreRange.x0(range); x <= CoreRange.x1(range); x++)
            {
                addAt(type, y * SIDE + x, perCore);
            }
        }
    }

    private void addAt(final BufferType type, final int index, final long perCore)
    {
        if (LogicalCores.NO_CORE == index)
        {
            elsewhere[type.code()] += perCore;
            return;
        }
        if (null == bytes[type.code()])
        {
            bytes[type.code()] = new long[SIDE * SIDE];
        }
        bytes[type.code()][index] += perCore;
        columns = Math.max(columns, index % SIDE + 1);
        rows = Math.max(rows, index / SIDE + 1);
    }
}
