package io.github.ttalloc.ledger;

import io.github.ttalloc.device.BufferType;
import org.agrona.concurrent.UnsafeBuffer;

import static io.github.ttalloc.ledger.TotalsDescriptor.ALLOCATIONS_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.DOUBLE_ALLOCATIONS_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.FREES_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.REALLOCATIONS_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.UNKNOWN_FREES_OFFSET;

/**
 * One thread's way to write a {@link ManyWritersLedger}. Each writer belongs to one thread at a time; any number of
 * writers work side by side, on the same keys if they like. No call waits for another writer, allocates or throws,
 * but for the first event of a process and device, which may allocate.
 * <p>
 * Each record changes in one step, which readers see whole or not at all. The totals follow a moment later.
 */
public final class LedgerWriter implements AutoCloseable
{
    /** Slots that one writer may hold back: admitted beyond the capacity, at its hand, and in the making. */
    static final int HELD_BACK = 2 * Admission.LOT + 2 * FreeSlots.LOT + 2;

    private final ManyWritersLedger ledger;
    private final BucketTable table;
    private final FreeSlots free;
    private final RecordWriter records;
    private final StripedTotals totals;
    private final Admission admission;
    private final long maxBytes;
    private final SlotList scanned = new SlotList();
    private final SlotList scannedNodes = new SlotList();
    private final LedgerRecord removed = new LedgerRecord();
    private int places;
    private boolean isClosed;

    LedgerWriter(final ManyWritersLedger ledger, final StripedTotals totals, final Admission admission)
    {
        this.ledger = ledger;
        this.table = ledger.memory().table();
        this.free = new FreeSlots(ledger.slots(), 2 * FreeSlots.LOT);
        this.records = new RecordWriter(table, free, true);
        this.totals = totals;
        this.admission = admission;
        this.maxBytes = ledger.maxBytes();
    }

    /**
     * Records an allocation. A key that is live gets one more reference, and all its fields are replaced.
     *
     * @param key          ledger key.
     * @param bytes        size over the whole device, 0 to {@link ManyWritersLedger#maxBytes()}.
     * @param bytesPerBank size in each bank, 0 where unknown, up to the same limit.
     * @param cores        packed core range.
     * @param tag          tag id.
     * @param timeNanos    time of the event.
     * @param sequence     sequence of the event.
     * @return references after it, one or more; or {@link LedgerStatus#INVALID} or {@link LedgerStatus#FULL}.
     */
    public long allocate(
        final long key, final long bytes, final long bytesPerBank, final int cores, final int tag,
        final long timeNanos, final long sequence)
    {
        return put(key, 1, bytes, bytesPerBank, cores, tag, timeNanos, sequence);
    }

    /**
     * Records data that was written: replaces what the key held, and adds no reference to it.
     *
     * @param key          ledger key.
     * @param bytes        size over the whole device, 0 to {@link ManyWritersLedger#maxBytes()}.
     * @param bytesPerBank size in each bank, 0 where unknown, up to the same limit.
     * @param cores        packed core range.
     * @param tag          tag id.
     * @param timeNanos    time of the event.
     * @param sequence     sequence of the event.
     * @return references after it, 1 unless the key was allocated more than once; or {@link LedgerStatus#INVALID} or
     * {@link LedgerStatus#FULL}.
     */
    public long write(
        final long key, final long bytes, final long bytesPerBank, final int cores, final int tag,
        final long timeNanos, final long sequence)
    {
        return put(key, 0, bytes, bytesPerBank, cores, tag, timeNanos, sequence);
    }

    /**
     * Records a free: drops one reference, and with the last one the record.
     *
     * @param key ledger key.
     * @return references left, zero or more; {@link LedgerStatus#UNKNOWN} if the key is not live, which is counted and
     * changes no total; {@link LedgerStatus#INVALID}; or {@link LedgerStatus#FULL}, and nothing is freed, if this
     * writer has no block of totals for the process and device and there is none left.
     */
    public long free(final long key)
    {
        if (LedgerKey.typeCode(key) >= BufferType.COUNT)
        {
            return LedgerStatus.INVALID;
        }
        records.seek(key);
        final int cell = totals.cell(key);
        if (0 == cell)
        {
            return LedgerStatus.FULL;
        }
        final long references = records.drop();
        if (references >= 0)
        {
            totals.count(cell, FREES_OFFSET);
            if (0 == references)
            {
                forget(cell, records.slot());
            }
        }
        else if (LedgerStatus.UNKNOWN == references)
        {
            totals.count(cell, UNKNOWN_FREES_OFFSET);
        }
        return references;
    }

    /**
     * Applies the events of a batch in order, as if each had been given by itself; {@link LedgerBatch#result} says
     * what each came to. The batch keeps its events until it is cleared.
     *
     * @param batch the events.
     */
    public void apply(final LedgerBatch batch)
    {
        batch.touch(table);
        batch.touchRecords(table);
        batch.apply(this);
    }

    /**
     * Frees every buffer of a process, device and type, whatever its references. Visits the whole table, unless the
     * totals say that there never was any. What other writers put meanwhile may be freed or not.
     *
     * @param slot     process slot.
     * @param device   device number.
     * @param typeCode {@link BufferType#code()}.
     * @return records that this call removed, each counted as a free; or {@link LedgerStatus#INVALID}.
     */
    public long freeAll(final int slot, final int device, final int typeCode)
    {
        if (!LedgerKey.isValid(slot, device, typeCode, 0))
        {
            return LedgerStatus.INVALID;
        }
        if (!StripedTotals.hasAllocated(ledger.memory().totals(), slot, device, typeCode))
        {
            return 0;
        }
        final long group = LedgerKey.pack(slot, device, typeCode, 0);
        long count = 0;
        for (int bucket = 0; bucket < table.buckets(); bucket++)
        {
            final int found = collect(bucket);
            for (int i = 0; i < found; i++)
            {
                final long key = table.key(scanned.get(i));
                if (LedgerKey.group(key) == group && remove(key))
                {
                    totals.count(totals.cell(key), FREES_OFFSET);
                    count++;
                }
            }
        }
        return count;
    }

    /**
     * Gives up everything that a process holds, as when it ended. Nothing is counted as a free. Visits the whole
     * table; what other writers put for the process meanwhile may stay.
     *
     * @param slot process slot.
     * @param each is shown each record that this call removed.
     * @return records removed.
     */
    public long release(final int slot, final LedgerRecordConsumer each)
    {
        long count = 0;
        for (int bucket = 0; bucket < table.buckets(); bucket++)
        {
            final int found = collect(bucket);
            for (int i = 0; i < found; i++)
            {
                final long key = table.key(scanned.get(i));
                if (LedgerKey.slot(key) == slot && remove(key))
                {
                    each.onRecord(removed);
                    count++;
                }
            }
        }
        return count;
    }

    /**
     * Finds the record of a live buffer.
     *
     * @param key  ledger key.
     * @param into takes the record; undefined where there is none.
     * @return true if the key is live.
     */
    public boolean find(final long key, final LedgerRecord into)
    {
        return table.find(key, into);
    }

    /**
     * Gives this writer's share of the totals to the next writer that is opened. Must not be used afterwards. A second
     * call does nothing.
     */
    @Override
    public void close()
    {
        if (!isClosed)
        {
            isClosed = true;
            free.giveBackAll();
            admission.leave(places);
            ledger.close(this, totals);
        }
    }

    int freeSlots()
    {
        return free.size();
    }

    long put(
        final long key, final int added, final long bytes, final long bytesPerBank, final int cores, final int tag,
        final long timeNanos, final long sequence)
    {
        if (LedgerKey.typeCode(key) >= BufferType.COUNT || bytes < 0 || bytes > maxBytes || bytesPerBank < 0 ||
            bytesPerBank > maxBytes)
        {
            return LedgerStatus.INVALID;
        }
        records.seek(key);
        final int cell = totals.cell(key);
        if (0 == cell || !hasPlace() && !table.contains(key))
        {
            return LedgerStatus.FULL;
        }
        final long references = records.put(added, bytes, bytesPerBank, cores, tag, timeNanos, sequence);
        if (references < 0)
        {
            return references;
        }
        if (records.existed())
        {
            totals.change(cell, bytes - records.oldBytes(), 0, bytesPerBank - records.oldBytesPerBank());
            if (added > 0)
            {
                totals.count(cell, ALLOCATIONS_OFFSET);
                totals.count(cell, REALLOCATIONS_OFFSET);
                if (bytes != records.oldBytes())
                {
                    totals.count(cell, DOUBLE_ALLOCATIONS_OFFSET);
                }
            }
        }
        else
        {
            places--;
            totals.change(cell, bytes, 1, bytesPerBank);
            totals.count(cell, ALLOCATIONS_OFFSET);
        }
        return references;
    }

    /* The slot that named the key may hold anything by now, so totals are given to keys only that are live. */
    private boolean remove(final long key)
    {
        if (!table.contains(key))
        {
            return false;
        }
        records.seek(key);
        final int cell = totals.cell(key);
        if (0 == cell || 0 != records.remove())
        {
            return false;
        }
        table.read(records.slot(), removed);
        forget(cell, records.slot());
        return true;
    }

    /* Takes the record that was just taken away out of the totals. */
    private void forget(final int cell, final int slot)
    {
        final UnsafeBuffer segment = table.segment(slot);
        final int offset = table.offset(slot);
        totals.change(cell, -SlotDescriptor.bytes(segment, offset), -1, -SlotDescriptor.bytesPerBank(segment, offset));
        records.giveBack(slot);
        places++;
        if (places > 2 * Admission.LOT)
        {
            places -= Admission.LOT;
            admission.giveBack(Admission.LOT);
        }
    }

    private boolean hasPlace()
    {
        if (places <= 0)
        {
            places += admission.take();
        }
        return places > 0;
    }

    private int collect(final int bucket)
    {
        long word;
        do // ends unless writers complete a change of this bucket in every round
        {
            word = table.wordAcquire(bucket);
            if (BucketWord.isEmpty(word))
            {
                return 0;
            }
            records.buckets().collect(bucket, word, scanned, scannedNodes);
        }
        while (!table.isUnchanged(bucket, word));
        return scanned.size();
    }
}
