package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;

import static io.github.ttalloc.ledger.TotalsDescriptor.BLOCK_COUNT_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.CELLS;
import static io.github.ttalloc.ledger.TotalsDescriptor.CHIP_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.DEVICE_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.SCOPE_FREE;
import static io.github.ttalloc.ledger.TotalsDescriptor.SCOPE_GROUP;
import static io.github.ttalloc.ledger.TotalsDescriptor.SCOPE_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.SCOPE_PROCESS;
import static io.github.ttalloc.ledger.TotalsDescriptor.SLOT_OFFSET;

/**
 * Reads the totals of one generation. For one thread; the writer goes on meanwhile, so values of one cell may be one
 * event apart, each by itself right.
 */
final class TotalsReader
{
    private final LedgerTotals holder = new LedgerTotals();

    void forEach(final UnsafeBuffer totals, final LedgerTotalsConsumer consumer)
    {
        final int blocks = blockCount(totals);
        for (int block = 0; block < blocks; block++)
        {
            final int offset = TotalsDescriptor.blockOffset(block);
            final int scope = totals.getIntAcquire(offset + SCOPE_OFFSET);
            if (SCOPE_FREE != scope)
            {
                forEachCell(totals, offset, SCOPE_GROUP == scope, consumer);
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

    private void forEachCell(
        final UnsafeBuffer totals, final int offset, final boolean isGroup, final LedgerTotalsConsumer consumer)
    {
        final int slot = totals.getInt(offset + SLOT_OFFSET);
        final int device = totals.getInt(offset + DEVICE_OFFSET);
        final long chip = totals.getLongAcquire(offset + CHIP_OFFSET);
        for (int type = 0; type < CELLS; type++)
        {
            holder.read(totals, TotalsDescriptor.cellOffset(offset, type));
            if (!holder.isAllZero())
            {
                consumer.onTotals(
                    isGroup ? holder.ofGroup(device, type, chip) : holder.ofProcess(slot, device, type, chip));
            }
        }
    }
}
