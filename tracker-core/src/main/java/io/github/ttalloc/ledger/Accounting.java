package io.github.ttalloc.ledger;

import io.github.ttalloc.device.BufferType;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What follows from the events of a ledger with one writer: totals, overlaps, and rosters of what may be freed
 * together. For the writer's thread.
 * <p>
 * A record that was put is counted at once if no peak can come of it, even if nothing that was taken away since was
 * counted; everything else is counted a few events at a time, in their order, by settle. So the totals are
 * right, and their peaks exact, after that only. Slots that were taken away are given back then.
 */
final class Accounting
{
    /** Most bytes, over the device or in each bank, that one process, device and type may hold: 64 TiB. */
    static final long MAX_TOTAL = 1L << 46;

    /** What admit answers for an event that is to be refused. */
    static final long REFUSED = -1;

    /** What admit answers where the process and device of the event have no totals yet. */
    static final long UNBOUND = -2;

    /**
     * Events this small, as many as may wait to be counted, take no total beyond the limit that is below half of it;
     * larger ones are counted at once.
     */
    private static final long SURELY_ADMITTED = MAX_TOTAL / 2 / (2 * Postings.CAPACITY);

    private static final int FIRST_PER_CORE_TYPE = BufferType.CB.code();

    private final OneWriterTotals totals;
    private final LiveRanges ranges;
    private final KeyRosters rosters = new KeyRosters();
    private final Postings postings = new Postings();
    private BucketTable table;
    private RecordWriter writer;

    Accounting(final OneWriterTotals totals, final LiveRanges ranges)
    {
        this.totals = totals;
        this.ranges = ranges;
    }

    /* Goes on in another table, once everything is settled. */
    void use(final BucketTable newTable, final RecordWriter newWriter)
    {
        table = newTable;
        writer = newWriter;
    }

    OneWriterTotals totals()
    {
        return totals;
    }

    LiveRanges ranges()
    {
        return ranges;
    }

    /* The blocks of totals that an event goes to, or REFUSED or UNBOUND. */
    long admit(final long key, final long bytes, final long bytesPerBank)
    {
        if (LedgerKey.typeCode(key) >= BufferType.COUNT || (bytes | bytesPerBank) < 0)
        {
            return REFUSED;
        }
        final long blocks = totals.blocks(key);
        if (blocks < 0)
        {
            return UNBOUND;
        }
        if ((bytes | bytesPerBank) < SURELY_ADMITTED && !totals.hasReached(MAX_TOTAL / 2))
        {
            return blocks;
        }
        settle();
        final int cell = OneWriterTotals.cell(blocks, LedgerKey.typeCode(key));
        return bytes > MAX_TOTAL - totals.get(cell, OneWriterTotals.BYTES) ||
            bytesPerBank > MAX_TOTAL - totals.get(cell, OneWriterTotals.BYTES_PER_BANK) ? REFUSED : blocks;
    }

    /* To be called before each event that puts or takes away. */
    void makeRoom()
    {
        if (postings.isFull())
        {
            settle();
        }
    }

    /* A record that was put where none was. */
    void put(
        final int slot, final long blocks, final long key, final long bytes, final long bytesPerBank)
    {
        final int typeCode = LedgerKey.typeCode(key);
        final int cell = OneWriterTotals.cell(blocks, typeCode);
        if (postings.hasUncounted() ||
            !totals.changeBelowPeaks(cell, OneWriterTotals.groupCell(blocks, typeCode), bytes, bytesPerBank))
        {
            postings.put(slot);
            if ((bytes | bytesPerBank) >= SURELY_ADMITTED)
            {
                settle();
            }
            return;
        }
        addToRoster(key, cell);
        if (ranges.isOn())
        {
            postings.putCounted(slot);
        }
    }

    /* A record that was taken away with its last reference; its slot is ours until it is counted. */
    void takenAway(final int slot)
    {
        postings.takeAway(slot);
    }

    /* New fields, and references that were added, to a record that was there; what it held before, the writer knows. */
    void replaced(
        final long blocks, final long key, final int added, final long bytes, final long bytesPerBank,
        final long sequence)
    {
        settle();
        final int cell = OneWriterTotals.cell(blocks, LedgerKey.typeCode(key));
        final int group = OneWriterTotals.groupCell(blocks, LedgerKey.typeCode(key));
        final long moreBytes = bytes - writer.oldBytes();
        final long morePerBank = bytesPerBank - writer.oldBytesPerBank();
        totals.change(cell, moreBytes, 0, morePerBank, added, sequence);
        totals.change(group, moreBytes, 0, morePerBank, added, sequence);
        if (added > 0)
        {
            count(cell, group, OneWriterTotals.REALLOCATIONS);
            if (0 != moreBytes)
            {
                count(cell, group, OneWriterTotals.DOUBLE_ALLOCATIONS);
            }
        }
        final int tree = OneWriterTotals.number(cell);
        ranges.remove(tree, key, writer.oldBytesPerBank());
        if (ranges.add(tree, key, bytesPerBank) && added > 0)
        {
            count(cell, group, OneWriterTotals.OVERLAPS);
        }
    }

    /* A free that left references. */
    void referenceFreed(final long key)
    {
        count(totals.cell(key), totals.groupCell(key), OneWriterTotals.FREES);
    }

    /* A free of a key that is not live. */
    void unknownFreed(final long blocks, final long key)
    {
        final int typeCode = LedgerKey.typeCode(key);
        count(OneWriterTotals.cell(blocks, typeCode), OneWriterTotals.groupCell(blocks, typeCode),
            OneWriterTotals.UNKNOWN_FREES);
    }

    /* A record that was taken away whatever its references, as so many frees; gives its slot back. */
    void removed(final int slot, final int frees)
    {
        final UnsafeBuffer segment = table.segment(slot);
        final int offset = table.offset(slot);
        final long key = SlotDescriptor.key(segment, offset);
        final long bytes = SlotDescriptor.bytes(segment, offset);
        final long bytesPerBank = SlotDescriptor.bytesPerBank(segment, offset);
        final int cell = totals.cell(key);
        totals.shift(cell, -bytes, -1, -bytesPerBank, frees);
        totals.shift(totals.groupCell(key), -bytes, -1, -bytesPerBank, frees);
        ranges.remove(OneWriterTotals.number(cell), key, bytesPerBank);
        writer.giveBack(slot);
    }

    /* A record that a snapshot held: no peak and no counter changes. */
    void restored(final long blocks, final LedgerRecord record)
    {
        final long key = record.key();
        final int cell = OneWriterTotals.cell(blocks, LedgerKey.typeCode(key));
        totals.restoreRecord(cell, record.bytes(), record.bytesPerBank());
        totals.restoreRecord(
            OneWriterTotals.groupCell(blocks, LedgerKey.typeCode(key)), record.bytes(), record.bytesPerBank());
        addToRoster(key, cell);
        ranges.add(OneWriterTotals.number(cell), key, record.bytesPerBank());
    }

    /* The keys of a cell that may be live, or null if there is no roster of them. */
    KeyRoster roster(final int cell)
    {
        return rosters.get(OneWriterTotals.number(cell));
    }

    /* From now on the keys of a cell are listed. */
    void openRoster(final int cell)
    {
        rosters.open(OneWriterTotals.number(cell));
    }

    /* Forgets a process that holds nothing. */
    void retire(final int processSlot)
    {
        for (int device = 0; device <= LedgerKey.MAX_DEVICE; device++)
        {
            for (int type = 0; type < BufferType.COUNT && totals.cell(processSlot, device, type) >= 0; type++)
            {
                rosters.drop(OneWriterTotals.number(totals.cell(processSlot, device, type)));
            }
        }
        totals.retire(processSlot);
    }

    /* Counts what waits to be counted, in the order of the events. */
    void settle()
    {
        postings.touch(table);
        if (!ranges.isNear())
        {
            askForRanges();
        }
        for (int i = 0; i < postings.size(); i++)
        {
            final int slot = postings.slot(i);
            final UnsafeBuffer segment = table.segment(slot);
            final int offset = table.offset(slot);
            final long key = SlotDescriptor.key(segment, offset);
            final long bytes = SlotDescriptor.bytes(segment, offset);
            final long bytesPerBank = SlotDescriptor.bytesPerBank(segment, offset);
            final int typeCode = LedgerKey.typeCode(key);
            final long blocks = totals.blocks(key);
            final int cell = OneWriterTotals.cell(blocks, typeCode);
            final int group = OneWriterTotals.groupCell(blocks, typeCode);
            if (postings.isPut(i))
            {
                if (!postings.isCounted(i))
                {
                    final long sequence = SlotDescriptor.sequence(segment, offset);
                    totals.change(cell, bytes, 1, bytesPerBank, 1, sequence);
                    totals.change(group, bytes, 1, bytesPerBank, 1, sequence);
                    addToRoster(key, cell);
                }
                if (ranges.add(OneWriterTotals.number(cell), key, bytesPerBank))
                {
                    count(cell, group, OneWriterTotals.OVERLAPS);
                }
            }
            else
            {
                totals.shift(cell, -bytes, -1, -bytesPerBank, 1);
                totals.shift(group, -bytes, -1, -bytesPerBank, 1);
                ranges.remove(OneWriterTotals.number(cell), key, bytesPerBank);
                writer.giveBack(slot);
            }
        }
        postings.clear();
    }

    private void askForRanges()
    {
        for (int i = 0; i < postings.size(); i++)
        {
            final long key = table.key(postings.slot(i));
            ranges.willNeed(OneWriterTotals.number(totals.cell(key)), key);
        }
        ranges.ask();
    }

    private void count(final int cell, final int group, final int word)
    {
        totals.count(cell, word);
        totals.count(group, word);
    }

    private void addToRoster(final long key, final int cell)
    {
        final int tree = OneWriterTotals.number(cell);
        final KeyRoster roster = FIRST_PER_CORE_TYPE <= LedgerKey.typeCode(key) ? rosters.open(tree) :
            rosters.get(tree);
        if (null != roster)
        {
            if (roster.isWorthTrimming(totals.get(cell, OneWriterTotals.BUFFERS)))
            {
                roster.trim(table);
            }
            roster.add(key);
        }
    }
}
