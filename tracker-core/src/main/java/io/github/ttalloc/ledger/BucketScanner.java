package io.github.ttalloc.ledger;

import java.util.Arrays;

/**
 * Visits every record of a table, bucket after bucket. For one thread; writers go on meanwhile. What a bucket held is
 * copied whole at one moment, so a record that is live all the time is shown exactly once, whatever is done to it.
 */
final class BucketScanner
{
    private LedgerRecord[] records = {new LedgerRecord()};
    private int count;

    void forEach(final BucketTable table, final LedgerRecordConsumer consumer)
    {
        final int buckets = table.buckets();
        for (int bucket = 0; bucket < buckets; bucket++)
        {
            copyBucket(table, bucket);
            for (int i = 0; i < count; i++)
            {
                consumer.onRecord(records[i]);
            }
        }
    }

    private void copyBucket(final BucketTable table, final int bucket)
    {
        long word;
        do // ends unless writers complete a change of this bucket in every round
        {
            word = table.wordAcquire(bucket);
            count = 0;
            if (BucketWord.isExtended(word))
            {
                copyNodes(table, bucket, word);
            }
            else
            {
                copyEntries(table, bucket, BucketWord.bitmap(word));
            }
        }
        while (!table.isUnchanged(bucket, word));
    }

    private void copyEntries(final BucketTable table, final int bucket, final int bitmap)
    {
        for (int bits = bitmap & BucketDescriptor.ALL_BITS; 0 != bits; bits &= bits - 1)
        {
            final int slot = table.slotAt(bucket, Integer.numberOfTrailingZeros(bits));
            if (table.isSlot(slot))
            {
                copy(table, slot);
            }
        }
    }

    private void copyNodes(final BucketTable table, final int bucket, final long word)
    {
        int node = BucketWord.firstNode(word);
        for (int visited = 0; table.isSlot(node) && visited < table.slots(); visited++)
        {
            for (int i = 0; i < SlotDescriptor.NODE_ENTRIES; i++)
            {
                final int slot = table.nodeEntry(node, i);
                if (table.isSlot(slot))
                {
                    copy(table, slot);
                }
            }
            final int next = table.nodeNext(node);
            node = table.isUnchanged(bucket, word) ? next : BucketTable.NONE;
        }
    }

    private void copy(final BucketTable table, final int slot)
    {
        if (count == records.length)
        {
            records = Arrays.copyOf(records, count * 2);
            for (int i = count; i < records.length; i++)
            {
                records[i] = new LedgerRecord();
            }
        }
        table.read(slot, records[count++]);
    }
}
