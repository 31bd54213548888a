package io.github.ttalloc.ledger;

import java.util.Arrays;

/**
 * Visits every record of a table, home after home. For one thread; writers go on meanwhile. What a home held is copied
 * whole at one moment, so a record that is live all the time is shown exactly once, whatever is done to it.
 */
final class SlotScanner
{
    private LedgerRecord[] records = {new LedgerRecord()};
    private int count;

    void forEach(final SlotTable table, final LedgerRecordConsumer consumer)
    {
        final int homes = table.homes();
        for (int home = 0; home < homes; home++)
        {
            copyHome(table, home);
            for (int i = 0; i < count; i++)
            {
                consumer.onRecord(records[i]);
            }
        }
    }

    private void copyHome(final SlotTable table, final int home)
    {
        long word;
        do // ends unless writers complete a change of this home in every round
        {
            word = table.homeAcquire(home);
            count = 0;
            if (HomeWord.isExtended(word))
            {
                copyNodes(table, home, word);
            }
            else
            {
                copyWindow(table, home, HomeWord.bitmap(word));
            }
        }
        while (!table.isUnchanged(home, word));
    }

    private void copyWindow(final SlotTable table, final int home, final int bitmap)
    {
        int bits = bitmap;
        while (0 != bits)
        {
            copy(table, home + Integer.numberOfTrailingZeros(bits));
            bits &= bits - 1;
        }
    }

    private void copyNodes(final SlotTable table, final int home, final long word)
    {
        int node = HomeWord.firstNode(word);
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
            node = table.isUnchanged(home, word) ? next : SlotTable.NONE;
        }
    }

    private void copy(final SlotTable table, final int slot)
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
