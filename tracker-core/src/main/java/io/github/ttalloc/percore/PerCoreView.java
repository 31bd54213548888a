package io.github.ttalloc.percore;

import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerRecord;
import io.github.ttalloc.ledger.LedgerRecordConsumer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the L1 of each Tensix core of a device holds, in LOGICAL coordinates: an L1 buffer takes its bytes per bank on
 * every compute core, a circular buffer its bytes per core on each of its cores, a write its bytes on its one core.
 * What cannot be put on a core of the device is kept apart, so that all together are the reserved bytes; but writes
 * that meet count once. It is shown the records of one device, then asked. Not threadsafe.
 */
public final class PerCoreView
{
    private static final int SIDE = LogicalCores.SIDE;

    private final DeviceMemory memory;
    private final List<Span> inAllBanks = new ArrayList<>();
    private final long[] reservedInBank = new long[BufferType.COUNT];
    private final Map<Integer, Contents> contents = new HashMap<>();
    private final long[] elsewhere = new long[BufferType.COUNT];
    private final OverlapFinder overlaps = new OverlapFinder();
    private List<CoreUse> cores;
    private int columns;
    private int rows;

    /** What lies on one core alone, and what was asked for of it. */
    private static final class Contents
    {
        private final List<Span> spans = new ArrayList<>();
        private final long[] requested = new long[BufferType.COUNT];
        private final long[] reserved = new long[BufferType.COUNT];
    }

    /**
     * A device that holds nothing.
     *
     * @param memory what is known of the device.
     */
    public PerCoreView(final DeviceMemory memory)
    {
        this.memory = memory;
        final int grid = memory.computeRange();
        columns = Math.max(CoreRange.x1(grid) + 1, null == memory.chip() ? 0 : memory.chip().columns());
        rows = Math.max(CoreRange.y1(grid) + 1, null == memory.chip() ? 0 : memory.chip().rows());
    }

    /**
     * Takes records of this device. Those of DRAM, TRACE and SYSTEM_MEMORY are passed over.
     *
     * @param architecture in whose coordinates the records name cores.
     * @param isLogical    whether they name them in LOGICAL ones, not TRANSLATED.
     * @return takes records until the view is asked something.
     */
    public LedgerRecordConsumer records(final Architecture architecture, final boolean isLogical)
    {
        final LogicalCores names = new LogicalCores(architecture, isLogical);
        return record -> add(names, record);
    }

    /**
     * What is known of the device.
     *
     * @return as it was given.
     */
    public DeviceMemory memory()
    {
        return memory;
    }

    /**
     * Columns of the map.
     *
     * @return enough for the live cores, as far as they are known, and every core that holds something.
     */
    public int columns()
    {
        return columns;
    }

    /**
     * Rows of the map.
     *
     * @return enough for the live cores, as far as they are known, and every core that holds something.
     */
    public int rows()
    {
        return rows;
    }

    /**
     * All cores.
     *
     * @return {@link #columns()} times {@link #rows()} of them, row by row.
     */
    public List<CoreUse> cores()
    {
        if (null == cores)
        {
            final List<CoreUse> all = new ArrayList<>(columns * rows);
            for (int y = 0; y < rows; y++)
            {
                for (int x = 0; x < columns; x++)
                {
                    all.add(use(x, y));
                }
            }
            cores = all;
        }
        return cores;
    }

    /**
     * One core.
     *
     * @param x LOGICAL x, below {@link #columns()}.
     * @param y LOGICAL y, below {@link #rows()}.
     * @return what it holds.
     */
    public CoreUse core(final int x, final int y)
    {
        return cores().get(y * columns + x);
    }

    /**
     * What all cores reserve of a type.
     *
     * @param type what buffers take.
     * @return bytes, without those kept apart.
     */
    public long reservedBytes(final BufferType type)
    {
        return cores().stream().mapToLong(core -> core.reservedBytes(type)).sum();
    }

    /**
     * What all cores reserve.
     *
     * @return bytes, without those kept apart.
     */
    public long reservedBytes()
    {
        return cores().stream().mapToLong(CoreUse::reservedBytes).sum();
    }

    /**
     * What was asked for on all cores.
     *
     * @return bytes, without those kept apart.
     */
    public long requestedBytes()
    {
        return cores().stream().mapToLong(CoreUse::requestedBytes).sum();
    }

    /**
     * What is kept apart of a type: it names a core that is no Tensix core, or the compute cores are not known.
     *
     * @param type what buffers take.
     * @return reserved bytes.
     */
    public long elsewhere(final BufferType type)
    {
        return elsewhere[type.code()];
    }

    /**
     * What is kept apart.
     *
     * @return reserved bytes.
     */
    public long elsewhere()
    {
        return Arrays.stream(elsewhere).sum();
    }

    /**
     * What meets on a core. Every address that is taken twice lies in one of them; of three that meet at one address,
     * two pairs are named.
     *
     * @return in the order of their first cores, row by row, and of addresses there.
     */
    public List<Overlap> overlaps()
    {
        cores();
        return overlaps.found();
    }

    /**
     * Where circular buffers clash with L1 buffers, or are about to.
     *
     * @param bytesLeft warn where they may grow by fewer bytes.
     * @return the cores, those with one end of circular buffers and one lowest buffer together, the fewest bytes left
     * first.
     */
    public List<ClashWarning> clashWarnings(final long bytesLeft)
    {
        final Map<List<Long>, ClashWarning> warnings = new HashMap<>();
        for (final CoreUse core : cores())
        {
            if (core.hasBank() && core.headroomBytes() < bytesLeft && core.reservedBytes(BufferType.CB) > 0)
            {
                warnings.merge(
                    List.of(core.circularBuffersEnd(), core.lowestBuffer()),
                    new ClashWarning(
                        1, CoreRange.of(core.x(), core.y()), core.circularBuffersEnd(), core.lowestBuffer()),
                    (known, ignored) -> known.with(core.x(), core.y()));
            }
        }
        return warnings.values().stream().sorted(ClashWarning.FEWEST_LEFT_FIRST).toList();
    }

    private CoreUse use(final int x, final int y)
    {
        final Contents own = contents.getOrDefault(y * SIDE + x, new Contents());
        final long[] reserved = own.reserved.clone();
        final List<Span> spans = new ArrayList<>(own.spans);
        if (memory.isCompute(x, y))
        {
            spans.addAll(inAllBanks);
            Arrays.setAll(reserved, type -> own.reserved[type] + reservedInBank[type]);
        }
        overlaps.look(x, y, spans);
        return new CoreUse(memory, x, y, own.requested, reserved, spans);
    }

    private void add(final LogicalCores names, final LedgerRecord record)
    {
        if (null != cores)
        {
            throw new IllegalStateException("the view was asked already: make another for further records");
        }
        final BufferType type = BufferType.of(LedgerKey.typeCode(record.key()));
        switch (type)
        {
            case L1, L1_SMALL, CB, KERNEL, FIRMWARE, LAUNCH -> add(names, type, record);
            case DRAM, TRACE, SYSTEM_MEMORY ->
            {
            }
        }
    }

    private void add(final LogicalCores names, final BufferType type, final LedgerRecord record)
    {
        final long bufferId = LedgerKey.bufferId(record.key());
        final Span span = Span.of(record, type, memory.bytesPerCore(record));
        if (BufferPlace.isOnCore(type, bufferId, record.cores()))
        {
            final int range = BufferType.CB == type && CoreRange.ALL != record.cores() ? record.cores() :
                CoreRange.of(BufferId.x(bufferId), BufferId.y(bufferId));
            final int[] indexes = indexes(names, range);
            for (final int index : indexes)
            {
                addAt(index, span);
            }
            request(type, record.bytes(), indexes);
        }
        else if (0 == memory.banks(type))
        {
            elsewhere[type.code()] += memory.reserved(record);
        }
        else
        {
            inAllBanks.add(span);
            reservedInBank[type.code()] += memory.bytesPerCore(record);
            request(type, record.bytes(), holders(names, record.cores()));
        }
    }

    private void addAt(final int index, final Span span)
    {
        final int type = span.type().code();
        if (LogicalCores.NO_CORE == index)
        {
            elsewhere[type] += span.to() - span.from();
            return;
        }
        final Contents own = at(index);
        own.spans.add(span);
        own.reserved[type] += span.isWrite() ? 0 : span.to() - span.from();
    }

    private void request(final BufferType type, final long bytes, final int... indexes)
    {
        for (int i = 0; i < indexes.length; i++)
        {
            if (LogicalCores.NO_CORE != indexes[i])
            {
                at(indexes[i]).requested[type.code()] += bytes / indexes.length + (i < bytes % indexes.length ? 1 : 0);
            }
        }
    }

    /** The cores that hold the data of an L1 buffer: those that it names, if they can be, else all compute cores. */
    private int[] holders(final LogicalCores names, final int range)
    {
        if (CoreRange.ALL != range)
        {
            final int[] named = indexes(names, range);
            if (Arrays.stream(named).allMatch(
                index -> LogicalCores.NO_CORE != index && memory.isCompute(index % SIDE, index / SIDE)))
            {
                return named;
            }
        }
        return indexes(null, memory.computeRange());
    }

    private Contents at(final int index)
    {
        columns = Math.max(columns, index % SIDE + 1);
        rows = Math.max(rows, index / SIDE + 1);
        return contents.computeIfAbsent(index, ignored -> new Contents());
    }

    private static int[] indexes(final LogicalCores names, final int range)
    {
        final int[] indexes = new int[CoreRange.size(range)];
        int count = 0;
        for (int y = CoreRange.y0(range); y <= CoreRange.y1(range); y++)
        {
            for (int x = CoreRange.x0(range); x <= CoreRange.x1(range); x++)
            {
                indexes[count++] = null == names ? y * SIDE + x : names.indexOf(x, y);
            }
        }
        return indexes;
    }
}
