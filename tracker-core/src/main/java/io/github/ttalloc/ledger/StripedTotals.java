package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;

import static io.github.ttalloc.ledger.TotalsDescriptor.ALLOCATIONS_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.BLOCK_COUNT_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.BUFFERS_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.BYTES_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.BYTES_PER_BANK_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.DEVICE_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.SCOPE_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.SCOPE_PROCESS;
import static io.github.ttalloc.ledger.TotalsDescriptor.SLOT_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.WRITER_OFFSET;

/**
 * One writer's share of the totals of a ledger with many writers: blocks that no other writer changes. A share may be
 * below zero or wrap, where one thread frees what another allocated; the sum over the writers is right.
 */
final class StripedTotals
{
    private static final int NO_BLOCK = 0;

    private final UnsafeBuffer totals;
    private final int blockCapacity;
    private final int writer;
    private final int[][] blocks = new int[LedgerKey.MAX_SLOT + 1][];

    StripedTotals(final UnsafeBuffer totals, final int blockCapacity, final int writer)
    {
        this.totals = totals;
        this.blockCapacity = blockCapacity;
        this.writer = writer;
    }

    /* The offset of this writer's cell for a key, or 0 if there is no block left for it. */
    int cell(final long key)
    {
        final int[] ofSlot = blocks[LedgerKey.slot(key)];
        final int block = null == ofSlot ? NO_BLOCK : ofSlot[LedgerKey.device(key)];
        if (NO_BLOCK != block)
        {
            return TotalsDescriptor.cellOffset(block, LedgerKey.typeCode(key));
        }
        return open(LedgerKey.slot(key), LedgerKey.device(key)) ? cell(key) : NO_BLOCK;
    }

    void change(final int cell, final long bytes, final long buffers, final long bytesPerBank)
    {
        add(cell + BYTES_OFFSET, bytes);
        add(cell + BUFFERS_OFFSET, buffers);
        add(cell + BYTES_PER_BANK_OFFSET, bytesPerBank);
    }

    void count(final int cell, final int counterOffset)
    {
        add(cell + counterOffset, 1);
    }

    private void add(final int offset, final long value)
    {
        totals.putLongRelease(offset, totals.getLong(offset) + value);
    }

    private boolean open(final int slot, final int device)
    {
        int number;
        do // ends unless other writers open a block in every round
        {
            number = totals.getIntVolatile(BLOCK_COUNT_OFFSET);
            if (number >= blockCapacity)
            {
                return false;
            }
        }
        while (!totals.compareAndSetInt(BLOCK_COUNT_OFFSET, number, number + 1));
        final int block = TotalsDescriptor.blockOffset(number);
        totals.putInt(block + SLOT_OFFSET, slot);
        totals.putInt(block + DEVICE_OFFSET, device);
        totals.putInt(block + WRITER_OFFSET, writer);
        totals.putIntRelease(block + SCOPE_OFFSET, SCOPE_PROCESS);
        if (null == blocks[slot])
        {
            blocks[slot] = new int[LedgerKey.MAX_DEVICE + 1];
        }
        blocks[slot][device] = block;
        return true;
    }

    /*
     * Whether any buffer of a process, device and type was ever put, by an event that has ended. The sum of live
     * buffers does not say whether there are any: it leaves out what one writer put and has not counted yet, but not
     * its free by another writer.
     */
    static boolean hasAllocated(final UnsafeBuffer totals, final int slot, final int device, final int typeCode)
    {
        final int count = TotalsReader.blockCount(totals);
        for (int number = 0; number < count; number++)
        {
            final int block = TotalsDescriptor.blockOffset(number);
            if (isOf(totals, block, slot, device) &&
                0 != totals.getLongAcquire(TotalsDescriptor.cellOffset(block, typeCode) + ALLOCATIONS_OFFSET))
            {
                return true;
            }
        }
        return false;
    }

    static boolean isOf(final UnsafeBuffer totals, final int block, final int slot, final int device)
    {
        return SCOPE_PROCESS == totals.getIntAcquire(block + SCOPE_OFFSET) &&
            slot == totals.getInt(block + SLOT_OFFSET) && device == totals.getInt(block + DEVICE_OFFSET);
    }
}
