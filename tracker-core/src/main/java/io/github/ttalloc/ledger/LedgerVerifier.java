package io.github.ttalloc.ledger;

import io.github.ttalloc.device.BufferType;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.Object2ObjectHashMap;

import java.util.ArrayList;
import java.util.List;

import static io.github.ttalloc.ledger.BucketDescriptor.FREE;

/**
 * Checks the whole of a quiet ledger: every slot is either free or named once, every record is named by an entry that
 * its key leads to, no key is live twice, and the totals are the sums over the records. Not for a ledger that is being
 * written. Allocates as it likes.
 */
public final class LedgerVerifier
{
    private static final int MAX_PROBLEMS = 20;

    private final BucketTable table;
    private final LedgerMemory memory;
    private final byte[] named;
    private final List<String> problems = new ArrayList<>();
    private final Object2ObjectHashMap<String, long[]> sums = new Object2ObjectHashMap<>();
    private final Int2ObjectHashMap<Long> chips = new Int2ObjectHashMap<>();
    private long records;
    private int nodes;

    private LedgerVerifier(final LedgerMemory memory)
    {
        table = memory.table();
        this.memory = memory;
        named = new byte[table.slots()];
    }

    /**
     * Checks a ledger with one writer; called by its thread.
     *
     * @param ledger the ledger.
     * @throws IllegalStateException if anything is wrong; the message lists what.
     */
    public static void verify(final OneWriterLedger ledger)
    {
        final LedgerVerifier verifier = new LedgerVerifier(ledger.memory());
        verifier.verifyAll(true);
        verifier.require(verifier.records == ledger.size(), "size=" + ledger.size() + " but records=" +
            verifier.records);
        verifier.requireAllSlots(ledger.freeSlots());
        verifier.finish();
    }

    /**
     * Checks a ledger with many writers while none of them is at work.
     *
     * @param ledger the ledger.
     * @throws IllegalStateException if anything is wrong; the message lists what.
     */
    public static void verify(final ManyWritersLedger ledger)
    {
        final LedgerVerifier verifier = new LedgerVerifier(ledger.memory());
        verifier.verifyAll(false);
        verifier.requireAllSlots(ledger.freeSlots());
        verifier.finish();
    }

    private void verifyAll(final boolean hasPeaks)
    {
        readChips();
        for (int bucket = 0; bucket < table.buckets(); bucket++)
        {
            verifyBucket(bucket, !hasPeaks);
        }
        verifyTotals(hasPeaks);
    }

    private void readChips()
    {
        LedgerReader.of(() -> memory).forEachTotals(t ->
        {
            if (!t.isGroup())
            {
                chips.put(t.slot() << 6 | t.device(), Long.valueOf(t.chipId()));
            }
        });
    }

    private void verifyBucket(final int bucket, final boolean manyWriters)
    {
        final long word = table.wordAcquire(bucket);
        if (!BucketWord.isExtended(word))
        {
            for (int number = 0; number < BucketDescriptor.ENTRIES; number++)
            {
                if (0 != (BucketWord.bitmap(word) >>> number & 1))
                {
                    verifyRecord(bucket, table.slotAt(bucket, number));
                }
                else if (manyWriters)
                {
                    requireFree(bucket, number);
                }
            }
            return;
        }
        for (int number = 0; manyWriters && number < BucketDescriptor.ENTRIES; number++)
        {
            requireFree(bucket, number);
        }
        final long before = records;
        int node = BucketWord.firstNode(word);
        while (BucketTable.NONE != node)
        {
            require(table.isSlot(node), "bucket=" + bucket + " names node=" + node + " outside the table");
            if (!table.isSlot(node) || !name(bucket, node))
            {
                return;
            }
            nodes++;
            for (int i = 0; i < SlotDescriptor.NODE_ENTRIES; i++)
            {
                final int slot = table.nodeEntry(node, i);
                if (BucketTable.NONE != slot)
                {
                    verifyRecord(bucket, slot);
                }
            }
            node = table.nodeNext(node);
        }
        require(records > before, "bucket=" + bucket + " has nodes without records");
    }

    private void requireFree(final int bucket, final int number)
    {
        require(FREE == table.lineOf(bucket, number).getLong(table.entryOffset(bucket, number)),
            "bucket=" + bucket + " entry=" + number + " is neither free nor live");
    }

    private void verifyRecord(final int bucket, final int slot)
    {
        require(table.isSlot(slot), "bucket=" + bucket + " names slot=" + slot + " outside the table");
        if (!table.isSlot(slot))
        {
            return;
        }
        final LedgerRecord record = new LedgerRecord();
        table.read(slot, record);
        final long key = record.key();
        require(bucket == table.bucket(BucketTable.mix(key)), "slot=" + slot + " does not belong to bucket=" + bucket +
            ": " + record);
        require(table.isLive(slot), "key is live twice, or its entry does not lead to slot=" + slot + ": " + record);
        require(record.references() > 0 && record.bytes() >= 0 && record.bytesPerBank() >= 0, "bad fields: " + record);
        name(bucket, slot);
        records++;
        final int device = LedgerKey.device(key);
        final Long chip = chips.get(LedgerKey.slot(key) << 6 | device);
        addTo("slot=" + LedgerKey.slot(key) + " device=" + device + " type=" + LedgerKey.typeCode(key), record);
        addTo(groupName(device, null == chip ? 0 : chip.longValue(), LedgerKey.typeCode(key)), record);
    }

    /* Whether the slot was not named before. */
    private boolean name(final int bucket, final int slot)
    {
        final boolean isFirst = 0 == named[slot];
        require(isFirst, "slot=" + slot + " is named twice, the second time by bucket=" + bucket);
        named[slot] = 1;
        return isFirst;
    }

    private void requireAllSlots(final int free)
    {
        require(records + nodes + free == table.slots(), "slots=" + table.slots() + " but records=" + records +
            " nodes=" + nodes + " free=" + free);
    }

    private void addTo(final String name, final LedgerRecord record)
    {
        final long[] sum = sums.computeIfAbsent(name, ignored -> new long[3]);
        sum[0] += record.bytes();
        sum[1]++;
        sum[2] += record.bytesPerBank();
    }

    private static String groupName(final int device, final long chip, final int typeCode)
    {
        return 0 == chip ? "device=" + device + " type=" + typeCode : "chip=" + chip + " type=" + typeCode;
    }

    private void verifyTotals(final boolean hasPeaks)
    {
        final LedgerTotalsConsumer consumer = t ->
        {
            final String name = t.isGroup() ? groupName(t.device(), t.chipId(), t.typeCode()) :
                "slot=" + t.slot() + " device=" + t.device() + " type=" + t.typeCode();
            final long[] sum = sums.containsKey(name) ? sums.remove(name) : new long[3];
            require(sum[0] == t.bytes() && sum[1] == t.buffers() && sum[2] == t.bytesPerBank(), name + " bytes=" +
                sum[0] + " buffers=" + sum[1] + " bytesPerBank=" + sum[2] + " in the records, but totals say " + t);
            require(!hasPeaks || t.peakBytes() >= t.bytes() && t.peakBuffers() >= t.buffers() &&
                t.peakBytesPerBank() >= t.bytesPerBank(), "a peak is below its value: " + t);
            require(t.typeCode() < BufferType.COUNT && t.allocations() >= 0 && t.frees() >= 0, "bad counters: " + t);
        };
        LedgerReader.of(() -> memory).forEachTotals(consumer);
        require(sums.isEmpty(), "records without totals: " + sums.keySet());
    }

    private void require(final boolean holds, final String problem)
    {
        if (!holds && problems.size() < MAX_PROBLEMS)
        {
            problems.add(problem);
        }
    }

    private void finish()
    {
        if (!problems.isEmpty())
        {
            throw new IllegalStateException("the ledger is not sound: " + String.join("; ", problems));
        }
    }
}
