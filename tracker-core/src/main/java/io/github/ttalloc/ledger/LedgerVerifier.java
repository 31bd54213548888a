package io.github.ttalloc.ledger;

import io.github.ttalloc.device.BufferType;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.Object2ObjectHashMap;

import java.util.ArrayList;
import java.util.List;

import static io.github.ttalloc.ledger.SlotDescriptor.FREE;
import static io.github.ttalloc.ledger.SlotDescriptor.NODE;
import static io.github.ttalloc.ledger.SlotDescriptor.RECORD;

/**
 * Checks the whole of a quiet ledger: every slot is either free or reachable from exactly one home, every record lies
 * where its key belongs and only once, and the totals are the sums over the records. Not for a ledger that is being
 * written. Allocates as it likes.
 */
public final class LedgerVerifier
{
    private static final int MAX_PROBLEMS = 20;

    private final SlotTable table;
    private final LedgerMemory memory;
    private final byte[] linked;
    private final List<String> problems = new ArrayList<>();
    private final Object2ObjectHashMap<String, long[]> sums = new Object2ObjectHashMap<>();
    private final Int2ObjectHashMap<Long> chips = new Int2ObjectHashMap<>();
    private int claimed;

    private LedgerVerifier(final LedgerMemory memory)
    {
        table = memory.table();
        this.memory = memory;
        linked = new byte[table.slots()];
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
        final long records = verifier.records();
        verifier.require(records == ledger.size(), "size=" + ledger.size() + " but records=" + records);
        verifier.require(0 == verifier.claimed, "claimed slots=" + verifier.claimed);
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
        verifier.require(0 == verifier.claimed, "claimed slots=" + verifier.claimed);
        verifier.finish();
    }

    private void verifyAll(final boolean hasPeaks)
    {
        readChips();
        for (int home = 0; home < table.homes(); home++)
        {
            verifyHome(home);
        }
        for (int slot = 0; slot < table.slots(); slot++)
        {
            verifySlot(slot);
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

    private void verifyHome(final int home)
    {
        final long word = table.homeAcquire(home);
        if (!HomeWord.isExtended(word))
        {
            for (int bits = HomeWord.bitmap(word); 0 != bits; bits &= bits - 1)
            {
                verifyRecord(home, home + Integer.numberOfTrailingZeros(bits));
            }
            return;
        }
        int records = 0;
        int node = HomeWord.firstNode(word);
        while (SlotTable.NONE != node)
        {
            require(table.isSlot(node), "home=" + home + " names node=" + node + " outside the table");
            require(NODE == SlotDescriptor.state(table.control(node)), "slot=" + node + " is no node");
            link(home, node);
            for (int i = 0; i < SlotDescriptor.NODE_ENTRIES; i++)
            {
                final int slot = table.nodeEntry(node, i);
                if (SlotTable.NONE != slot)
                {
                    verifyRecord(home, slot);
                    records++;
                }
            }
            node = table.nodeNext(node);
        }
        require(records > 0, "home=" + home + " has nodes without records");
    }

    private void verifyRecord(final int home, final int slot)
    {
        require(table.isSlot(slot), "home=" + home + " names slot=" + slot + " outside the table");
        final LedgerRecord record = new LedgerRecord();
        table.read(slot, record);
        require(RECORD == SlotDescriptor.state(table.control(slot)), "slot=" + slot + " of home=" + home +
            " is no record");
        require(home == table.home(record.key()), "slot=" + slot + " does not belong to home=" + home + ": " + record);
        require(table.locate(record.key(), home, table.homeAcquire(home)) == slot, "key is linked twice: " + record);
        require(record.references() > 0 && record.bytes() >= 0 && record.bytesPerBank() >= 0, "bad fields: " + record);
        link(home, slot);
        final long key = record.key();
        final int device = LedgerKey.device(key);
        final Long chip = chips.get(LedgerKey.slot(key) << 6 | device);
        addTo("slot=" + LedgerKey.slot(key) + " device=" + device + " type=" + LedgerKey.typeCode(key), record);
        addTo(groupName(device, null == chip ? 0 : chip.longValue(), LedgerKey.typeCode(key)), record);
    }

    private void link(final int home, final int slot)
    {
        require(0 == linked[slot], "slot=" + slot + " is linked twice, the second time by home=" + home);
        linked[slot] = 1;
    }

    private void verifySlot(final int slot)
    {
        final long state = SlotDescriptor.state(table.control(slot));
        require(FREE == state || 1 == linked[slot] || SlotDescriptor.CLAIMED == state, "slot=" + slot +
            " is neither free nor linked");
        require(FREE != state || 0 == linked[slot], "slot=" + slot + " is linked and free");
        claimed += SlotDescriptor.CLAIMED == state ? 1 : 0;
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

    private long records()
    {
        long count = 0;
        for (int slot = 0; slot < table.slots(); slot++)
        {
            count += RECORD == SlotDescriptor.state(table.control(slot)) ? 1 : 0;
        }
        return count;
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
