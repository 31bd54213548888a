package io.github.ttalloc.ledger;

import io.github.ttalloc.device.BufferType;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static io.github.ttalloc.ledger.BucketDescriptor.ENTRIES;
import static io.github.ttalloc.ledger.BucketDescriptor.FREE;

/**
 * The memory of a small table and its pool of slots, with as many views of it as a test has actors; each view may watch
 * its own steps.
 */
final class SharedTable
{
    /** Slots that a writer holds at most: as few as there may be, so that it meets the pool at once. */
    private static final int HELD = 2;

    /**
     * What a piece of memory is used for.
     */
    enum Area
    {
        LINES, SPILLS, SLOTS, POOL
    }

    /**
     * One actor's way to see the memory.
     */
    @FunctionalInterface
    interface View
    {
        UnsafeBuffer of(Area area, byte[] memory);

        static View plain()
        {
            return (area, memory) -> new UnsafeBuffer(memory);
        }

        static View scripted(final ScriptedBuffer.Script script)
        {
            return (area, memory) -> new ScriptedBuffer(memory, script);
        }
    }

    private final LedgerGeometry geometry;
    private final byte[] lines;
    private final byte[] spills;
    private final byte[] slots;
    private final byte[] pool;

    SharedTable(final int buckets, final int slotCount)
    {
        geometry = new LedgerGeometry(slotCount, buckets, slotCount, LedgerGeometry.DEFAULT_SEGMENT_SLOTS, 2);
        lines = new byte[geometry.lineSegmentLength(0)];
        spills = new byte[geometry.lineSegmentLength(0)];
        slots = new byte[geometry.slotSegmentLength(0)];
        pool = new byte[SlotPool.length(slotCount)];
    }

    BucketTable table()
    {
        return table(View.plain());
    }

    BucketTable table(final View view)
    {
        return new BucketTable(new UnsafeBuffer[]{view.of(Area.LINES, lines)},
            new UnsafeBuffer[]{view.of(Area.SPILLS, spills)}, new UnsafeBuffer[]{view.of(Area.SLOTS, slots)}, geometry);
    }

    SlotPool pool(final View view)
    {
        return new SlotPool(view.of(Area.POOL, pool), geometry.slots());
    }

    Writer writer()
    {
        return writer(View.plain(), true);
    }

    Writer writer(final View view, final boolean manyWriters)
    {
        return new Writer(this, view, manyWriters);
    }

    /**
     * A writer that gives back what it took away, as the ledgers do.
     */
    static class Writer
    {
        final BucketTable table;
        final RecordWriter records;
        final FreeSlots free;

        Writer(final SharedTable shared, final View view, final boolean manyWriters)
        {
            table = shared.table(view);
            free = new FreeSlots(shared.pool(view), HELD);
            records = new RecordWriter(table, free, manyWriters);
        }

        /* Every field but the key and the references has the value, so that a torn record shows. */
        long put(final long key, final long value)
        {
            records.seek(key);
            return records.put(1, value, value, (int)value, (int)value, value, value);
        }

        long drop(final long key)
        {
            records.seek(key);
            final long left = records.drop();
            if (0 == left)
            {
                records.giveBack(records.slot());
            }
            return left;
        }

        long remove(final long key)
        {
            records.seek(key);
            final long status = records.remove();
            if (0 == status)
            {
                records.giveBack(records.slot());
            }
            return status;
        }

        /* Leaves no slot behind when it is done with. */
        void leave()
        {
            free.giveBackAll();
        }
    }

    long put(final long key, final long value)
    {
        final Writer writer = writer();
        final long references = writer.put(key, value);
        writer.leave();
        return references;
    }

    long drop(final long key)
    {
        final Writer writer = writer();
        final long left = writer.drop(key);
        writer.leave();
        return left;
    }

    /* Keys that share one bucket, more than any test needs. */
    List<Long> keysOf(final int bucket, final int count)
    {
        final BucketTable table = table();
        final List<Long> keys = new ArrayList<>();
        for (long address = 0; keys.size() < count; address += 32)
        {
            final long key = LedgerKey.of(0, 0, BufferType.L1, address);
            if (table.bucket(BucketTable.mix(key)) == bucket)
            {
                keys.add(key);
            }
        }
        return keys;
    }

    /* References by key, with a check that every record is whole, shown once, and found by its key. */
    Map<Long, Integer> records()
    {
        final BucketTable table = table();
        final LedgerRecord found = new LedgerRecord();
        final Map<Long, Integer> records = new TreeMap<>();
        new BucketScanner().forEach(table, r ->
        {
            requireWhole(r);
            if (null != records.put(r.key(), r.references()))
            {
                throw new AssertionError("shown twice: " + r);
            }
            if (!table.find(r.key(), found) || !found.toString().equals(r.toString()))
            {
                throw new AssertionError("shown but not found: " + r);
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

    int slotOf(final long key)
    {
        final BucketTable table = table();
        final int bucket = table.bucket(BucketTable.mix(key));
        return table.search(key, bucket, table.wordAcquire(bucket));
    }

    boolean isExtended(final int bucket)
    {
        return BucketWord.isExtended(table().wordAcquire(bucket));
    }

    /* Slots that are neither free, nor named, nor at the hands of a writer: out of use until their owner goes on. */
    int lostSlots(final Writer... writers)
    {
        final BucketTable table = table();
        final boolean[] named = new boolean[table.slots()];
        final SlotList records = new SlotList();
        final SlotList nodes = new SlotList();
        final BucketWriter collector = writer().records.buckets();
        for (int bucket = 0; bucket < table.buckets(); bucket++)
        {
            collector.collect(bucket, table.wordAcquire(bucket), records, nodes);
            mark(named, records);
            mark(named, nodes);
        }
        int lost = table.slots();
        for (final boolean isNamed : named)
        {
            lost -= isNamed ? 1 : 0;
        }
        for (final Writer writer : writers)
        {
            lost -= writer.free.size();
        }
        return lost - pool(View.plain()).size();
    }

    /* Entries that are neither free nor named by the word of their bucket, in a table of many writers. */
    int lostEntries()
    {
        final BucketTable table = table();
        int lost = 0;
        for (int bucket = 0; bucket < table.buckets(); bucket++)
        {
            final long word = table.wordAcquire(bucket);
            final int live = BucketWord.isExtended(word) ? 0 : BucketWord.bitmap(word);
            for (int number = 0; number < ENTRIES; number++)
            {
                lost += 0 == (live >>> number & 1) &&
                    FREE != table.lineOf(bucket, number).getLong(table.entryOffset(bucket, number)) ? 1 : 0;
            }
        }
        return lost;
    }

    private static void mark(final boolean[] named, final SlotList slots)
    {
        for (int i = 0; i < slots.size(); i++)
        {
            if (named[slots.get(i)])
            {
                throw new AssertionError("slot=" + slots.get(i) + " is named twice");
            }
            named[slots.get(i)] = true;
        }
    }
}
