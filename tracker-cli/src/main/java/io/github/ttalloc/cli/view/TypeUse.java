package io.github.ttalloc.cli.view;

import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerRecord;
import io.github.ttalloc.percore.BufferPlace;
import org.agrona.collections.Long2LongHashMap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is live of one type on one device. Not thread-safe.
 */
public final class TypeUse
{
    private static final long NO_BYTES = -1;
    private static final Comparator<Row> LARGEST_FIRST = Comparator
        .comparingLong((Row row) -> -row.record().bytes())
        .thenComparing(row -> LedgerKey.bufferId(row.record().key()), Long::compareUnsigned);

    private final DeviceGroup group;
    private final BufferType type;
    private final Map<TrackedProcess, Sum> byProcess = new TreeMap<>(
        Comparator.comparing(TrackedProcess::id));
    private final Long2LongHashMap bytesByCore = new Long2LongHashMap(NO_BYTES);
    private final List<Row> rows = new ArrayList<>();
    private final Sum all = new Sum();
    private long reservedBytes;

    /**
     * A buffer that is listed.
     *
     * @param process whose it is.
     * @param record  a copy of its own.
     */
    public record Row(TrackedProcess process, LedgerRecord record)
    {
    }

    /**
     * How many buffers, and their bytes.
     */
    public static final class Sum
    {
        private long buffers;
        private long bytes;

        private Sum()
        {
        }

        /**
         * How many buffers.
         *
         * @return the count.
         */
        public long buffers()
        {
            return buffers;
        }

        /**
         * What they asked for.
         *
         * @return bytes.
         */
        public long bytes()
        {
            return bytes;
        }

        private void add(final long moreBytes)
        {
            buffers++;
            bytes += moreBytes;
        }
    }

    TypeUse(final DeviceGroup group, final BufferType type)
    {
        this.group = group;
        this.type = type;
    }

    void add(final TrackedProcess process, final LedgerRecord record)
    {
        all.add(record.bytes());
        byProcess.computeIfAbsent(process, ignored -> new Sum()).add(record.bytes());
        reservedBytes += group.memory().reserved(record);
        if (type.perCore() && BufferPlace.isOnCore(type, LedgerKey.bufferId(record.key()), record.cores()))
        {
            addToCores(record);
        }
    }

    /**
     * Lists a buffer.
     *
     * @param process whose it is.
     * @param record  the buffer; it is copied.
     */
    public void list(final TrackedProcess process, final LedgerRecord record)
    {
        rows.add(new Row(process, new LedgerRecord().set(record)));
    }

    /**
     * What the buffers take.
     *
     * @return the type.
     */
    public BufferType type()
    {
        return type;
    }

    /**
     * All of them.
     *
     * @return their sum.
     */
    public Sum all()
    {
        return all;
    }

    /**
     * What they keep others from using: see {@link io.github.ttalloc.percore.DeviceMemory#reserved}.
     *
     * @return bytes.
     */
    public long reservedBytes()
    {
        return reservedBytes;
    }

    /**
     * Whose they are.
     *
     * @return sums in the order of the identities of the processes.
     */
    public Map<TrackedProcess, Sum> byProcess()
    {
        return byProcess;
    }

    /**
     * The buffers that were listed.
     *
     * @return largest first.
     */
    public List<Row> largestFirst()
    {
        rows.sort(LARGEST_FIRST);
        return rows;
    }

    /**
     * On how many cores they are, where their ids name cores.
     *
     * @return the count, 0 where they do not.
     */
    public int coreCount()
    {
        return bytesByCore.size();
    }

    /**
     * The bytes on the core that has the least of them.
     *
     * @return bytes.
     */
    public long minBytesOfCore()
    {
        return bytesByCore.minValue();
    }

    /**
     * The bytes on the core that has the most of them.
     *
     * @return bytes.
     */
    public long maxBytesOfCore()
    {
        return bytesByCore.maxValue();
    }

    private void addToCores(final LedgerRecord record)
    {
        final long bufferId = LedgerKey.bufferId(record.key());
        final int range = CoreRange.ALL != record.cores() ? record.cores() :
            CoreRange.of(BufferId.x(bufferId), BufferId.y(bufferId));
        final long bytes = group.memory().bytesPerCore(record);
        for (int y = CoreRange.y0(range); y <= CoreRange.y1(range); y++)
        {
            for (int x = CoreRange.x0(range); x <= CoreRange.x1(range); x++)
            {
                final long core = BufferId.of(x, y, 0);
                bytesByCore.put(core, Math.max(0, bytesByCore.get(core)) + bytes);
            }
        }
    }
}
