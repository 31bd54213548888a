package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

import static io.github.ttalloc.ledger.TotalsDescriptor.BLOCK_COUNT_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.CELLS;
import static io.github.ttalloc.ledger.TotalsDescriptor.CHIP_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.DEVICE_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.SCOPE_FREE;
import static io.github.ttalloc.ledger.TotalsDescriptor.SCOPE_GROUP;
import static io.github.ttalloc.ledger.TotalsDescriptor.SCOPE_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.SCOPE_PROCESS;
import static io.github.ttalloc.ledger.TotalsDescriptor.SLOT_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.VERSION_OFFSET;

/**
 * Reads the totals of one generation. For one thread; the writer goes on meanwhile, so values of one cell may be one
 * event apart, each by itself right. All that is shown of a block belongs to one process or group.
 */
final class TotalsReader
{
    private final LedgerTotals[] cells = new LedgerTotals[CELLS];

    TotalsReader()
    {
        Arrays.setAll(cells, type -> new LedgerTotals());
    }

    void forEach(final UnsafeBuffer totals, final LedgerTotalsConsumer consumer)
    {
        final int blocks = blockCount(totals);
        for (int block = 0; block < blocks; block++)
        {
            read(totals, TotalsDescriptor.blockOffset(block));
            for (final LedgerTotals cell : cells)
            {
                if (!cell.isAllZero())
                {
                    consumer.onTotals(cell);
                }
            }
        }
    }

    long size(final UnsafeBuffer totals)
    {
        long size = 0;
        final int blocks = blockCount(totals);
        for (int block = 0; block < blocks; block++)
        {
            final int offset = TotalsDescriptor.blockOffset(block);
            if (SCOPE_PROCESS == totals.getIntAcquire(offset + SCOPE_OFFSET))
            {
                for (int type = 0; type < CELLS; type++)
                {
                    size += totals.getLongAcquire(
                        TotalsDescriptor.cellOffset(offset, type) + TotalsDescriptor.BUFFERS_OFFSET);
                }
            }
        }
        return size;
    }

    /* Never beyond the area, whatever the memory says. */
    static int blockCount(final UnsafeBuffer totals)
    {
        final int room = (totals.capacity() - TotalsDescriptor.AREA_HEADER_LENGTH) / TotalsDescriptor.BLOCK_LENGTH;
        return Math.min(room, Math.max(0, totals.getIntAcquire(BLOCK_COUNT_OFFSET)));
    }

    /* Copies a block; all is zero if it is free. */
    private void read(final UnsafeBuffer totals, final int offset)
    {
        long version;
        do // ends unless the writer uses the block again in every round
        {
            version = totals.getLongAcquire(offset + VERSION_OFFSET);
            final int scope = totals.getIntAcquire(offset + SCOPE_OFFSET);
            final int slot = totals.getInt(offset + SLOT_OFFSET);
            final int device = totals.getInt(offset + DEVICE_OFFSET);
            final long chip = totals.getLongAcquire(offset + CHIP_OFFSET);
            for (int type = 0; type < CELLS; type++)
            {
                final LedgerTotals cell = SCOPE_GROUP == scope ? cells[type].ofGroup(device, type, chip) :
                    cells[type].ofProcess(slot, device, type, chip);
                if (SCOPE_FREE == scope)
                {
                    cell.clearValues();
                }
                else
                {
                    cell.read(totals, TotalsDescriptor.cellOffset(offset, type));
                }
            }
            VarHandle.acquireFence(); // pairs with the releasing fence of OneWriterTotals.openBlock
        }
        while (version != totals.getLongOpaque(offset + VERSION_OFFSET));
    }
}
