package io.github.ttalloc.ledger;

import io.github.ttalloc.device.BufferType;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The memory of a small table with as many views of it as a test has actors; each view may watch its own steps.
 */
final class SharedTable
{
    final LedgerGeometry geometry;
    private final byte[] slots;
    private final byte[] occupancy;

    SharedTable(final int homes)
    {
        geometry = new LedgerGeometry(1, homes, LedgerGeometry.DEFAULT_SEGMENT_SLOTS, 2);
        slots = new byte[geometry.segmentLength(0)];
        occupancy = new byte[geometry.slots() + 8];
        writer();
    }

    SlotTable table()
    {
        return table(UnsafeBuffer::new);
    }

    SlotTable table(final Function<byte[], UnsafeBuffer> view)
    {
        return new SlotTable(new UnsafeBuffer[]{view.apply(slots)}, geometry);
    }

    RecordWriter writer()
    {
        return writer(UnsafeBuffer::new, true);
    }

    RecordWriter writer(final Function<byte[], UnsafeBuffer> view, final boolean manyWriters)
    {
        return new RecordWriter(table(view), new SlotOccupancy(view.apply(occupancy)), manyWriters);
    }

    static long put(final RecordWriter writer, final long key, final long value)
    {
        return writer.put(key, 1, value, value, (int)value, (int)value, value, value);
    }

    /* Keys that share one home, more than any test needs. */
    List<Long> keysOf(final int home, final int count)
    {
        final SlotTable table = table();
        final List<Long> keys = new ArrayList<>();
        for (long address = 0; keys.size() < count; address += 32)
        {
            final long key = LedgerKey.of(0, 0, BufferType.L1, address);
            if (table.home(key) == home)
            {
                keys.add(key);
            }
        }
        return keys;
    }

    /* References by key, with a check that every record is whole and shown once. */
    Map<Long, Integer> records()
    {
        final Map<Long, Integer> records = new TreeMap<>();
        new SlotScanner().forEach(table(), r ->
        {
            requireWhole(r);
            if (null != records.put(r.key(), r.references()))
            {
                throw new AssertionError("shown twice: " + r);
            }
        });
        return records;
    }

    static void requireWhole(final LedgerRecord r)
    {
        final long n = r.bytes();
        if (r.bytesPerBank() != n || r.cores() != (int)n || r.tag() != (int)n || r.timeNanos() != n ||
            r.sequence() != n || r.references() < 1)
        {
            throw new AssertionError("torn: " + r);
        }
    }

    /* Slots that are neither free nor reachable: out of use until their owner goes on. */
    int lostSlots()
    {
        final SlotTable table = table();
        final boolean[] linked = new boolean[table.slots()];
        final SlotList named = new SlotList();
        final SlotList nodes = new SlotList();
        final SlotWriter collector = new SlotWriter(table, new SlotOccupancy(table.slots()), true);
        for (int home = 0; home < table.homes(); home++)
        {
            collector.collect(home, table.homeAcquire(home), named, nodes);
            mark(linked, named);
            mark(linked, nodes);
        }
        int lost = 0;
        for (int slot = 0; slot < table.slots(); slot++)
        {
            lost += SlotDescriptor.FREE != table.control(slot) && !linked[slot] ? 1 : 0;
        }
        return lost;
    }

    private static void mark(final boolean[] linked, final SlotList slots)
    {
        for (int i = 0; i < slots.size(); i++)
        {
            if (linked[slots.get(i)])
            {
                throw new AssertionError("slot=" + slots.get(i) + " is linked twice");
            }
            linked[slots.get(i)] = true;
        }
    }
}
