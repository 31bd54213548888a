package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.L1Map;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The accounting rules as plainly as possible: maps, and no snapshots. Every device is a Wormhole with the usual map.
 */
final class ModelFold
{
    private static final L1Map MAP = L1Map.of(Architecture.WORMHOLE_B0);

    private final Map<Long, Holder> live = new TreeMap<>();
    private final TreeSet<Integer> freeSlots = new TreeSet<>();
    private final List<String> endings = new ArrayList<>();

    ModelFold()
    {
        for (int slot = 1; slot <= 1_023; slot++)
        {
            freeSlots.add(slot);
        }
    }

    private record Key(int device, BufferType type, long bufferId) implements Comparable<Key>
    {
        @Override
        public int compareTo(final Key other)
        {
            return toString().compareTo(other.toString());
        }
    }

    private static final class Held
    {
        private long bytes;
        private int references;
    }

    private static final class Holder
    {
        private final int slot;
        private final Map<Key, Held> buffers = new TreeMap<>();
        private long unknownFrees;
        private long reallocations;
        private long doubleAllocations;

        private Holder(final int slot)
        {
            this.slot = slot;
        }
    }

    void start(final long producer)
    {
        live.put(producer, new Holder(freeSlots.pollFirst()));
    }

    void allocate(final long producer, final int device, final BufferType type, final long id, final long bytes)
    {
        final Holder process = live.get(producer);
        if (namesCoreInL1(type, id))
        {
            write(producer, device, MAP.typeOf(BufferId.address(id)), id, bytes);
            return;
        }
        final Held buffer = process.buffers.computeIfAbsent(new Key(device, type, id), key -> new Held());
        if (buffer.references > 0)
        {
            process.reallocations++;
            process.doubleAllocations += buffer.bytes == bytes ? 0 : 1;
        }
        buffer.references++;
        buffer.bytes = bytes;
    }

    void write(final long producer, final int device, final BufferType type, final long id, final long bytes)
    {
        final Held buffer =
            live.get(producer).buffers.computeIfAbsent(new Key(device, type, id), key -> new Held());
        buffer.references = Math.max(1, buffer.references);
        buffer.bytes = bytes;
    }

    void free(final long producer, final int device, final BufferType type, final long id)
    {
        final Holder process = live.get(producer);
        final Key key = new Key(
            device, namesCoreInL1(type, id) ? MAP.typeOf(BufferId.address(id)) : type, id);
        final Held buffer = process.buffers.get(key);
        if (null == buffer)
        {
            process.unknownFrees++;
        }
        else if (0 == --buffer.references)
        {
            process.buffers.remove(key);
        }
    }

    void freeAll(final long producer, final int device, final BufferType type)
    {
        live.get(producer).buffers.keySet().removeIf(key -> key.device == device && key.type == type);
    }

    void end(final long producer)
    {
        final Holder process = live.remove(producer);
        freeSlots.add(process.slot);
        long buffers = 0;
        long bytes = 0;
        long others = 0;
        for (final Map.Entry<Key, Held> left : process.buffers.entrySet())
        {
            final boolean leaks = left.getKey().type.leaks();
            buffers += leaks ? 1 : 0;
            bytes += leaks ? left.getValue().bytes : 0;
            others += leaks ? 0 : 1;
        }
        endings.add(producer + " left " + buffers + " of " + bytes + " and " + others);
    }

    /** What is live, what was counted, and what was left, as sorted lines. */
    List<String> text()
    {
        final List<String> lines = new ArrayList<>(endings);
        live.forEach((producer, process) ->
        {
            lines.add(process.slot + " is " + producer + " unknown=" + process.unknownFrees + " again=" +
                process.reallocations + " differently=" + process.doubleAllocations);
            process.buffers.forEach((key, buffer) -> lines.add(
                process.slot + " holds " + key.device + " " + key.type + " " + BufferId.toString(key.bufferId) + " " +
                    buffer.bytes + " x" + buffer.references));
        });
        Collections.sort(lines);
        return lines;
    }

    /** The same of a fold. */
    static List<String> text(final LedgerFold fold)
    {
        final List<String> lines = new ArrayList<>();
        for (final TrackedProcess process : fold.processes().all())
        {
            if (process.isAlive())
            {
                final long[] counts = new long[3];
                fold.ledger().forEachTotals(totals ->
                {
                    if (!totals.isGroup() && totals.slot() == process.slot())
                    {
                        counts[0] += totals.unknownFrees();
                        counts[1] += totals.reallocations();
                        counts[2] += totals.doubleAllocations();
                    }
                });
                lines.add(process.slot() + " is " + process.producerId() + " unknown=" + counts[0] + " again=" +
                    counts[1] + " differently=" + counts[2]);
            }
            else
            {
                final LeakReport leaks = process.leaks();
                lines.add(process.producerId() + " left " + leaks.buffers() + " of " + leaks.bytes() + " and " +
                    leaks.otherBuffers());
            }
        }
        fold.ledger().forEach(record -> lines.add(RecordText.of(record)));
        Collections.sort(lines);
        return lines;
    }

    private static boolean namesCoreInL1(final BufferType type, final long id)
    {
        return BufferType.L1 == type && id > BufferId.MAX_ADDRESS && null != MAP.typeOf(BufferId.address(id));
    }
}
