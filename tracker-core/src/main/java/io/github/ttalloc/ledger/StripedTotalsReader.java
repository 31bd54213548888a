package io.github.ttalloc.ledger;

import io.github.ttalloc.device.BufferType;
import org.agrona.concurrent.UnsafeBuffer;

import static io.github.ttalloc.ledger.TotalsDescriptor.DEVICE_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.SCOPE_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.SCOPE_PROCESS;
import static io.github.ttalloc.ledger.TotalsDescriptor.SLOT_OFFSET;

/**
 * Adds up the shares of many writers. For one thread; the writers go on meanwhile, and a sum that looks negative in
 * passing is shown as zero.
 */
final class StripedTotalsReader
{
    private final LedgerTotals sum = new LedgerTotals();
    private final LedgerTotals share = new LedgerTotals();

    void forEach(final UnsafeBuffer totals, final LedgerTotalsConsumer consumer)
    {
        final int count = TotalsReader.blockCount(totals);
        for (int number = 0; number < count; number++)
        {
            final int block = TotalsDescriptor.blockOffset(number);
            if (SCOPE_PROCESS == totals.getIntAcquire(block + SCOPE_OFFSET))
            {
                final int slot = totals.getInt(block + SLOT_OFFSET);
                final int device = totals.getInt(block + DEVICE_OFFSET);
                if (isFirst(totals, number, slot, device))
                {
                    showProcess(totals, count, slot, device, consumer);
                }
                if (isFirst(totals, number, -1, device))
                {
                    showGroup(totals, count, device, consumer);
                }
            }
        }
    }

    private static boolean isFirst(final UnsafeBuffer totals, final int number, final int slot, final int device)
    {
        for (int other = 0; other < number; other++)
        {
            if (isIn(totals, TotalsDescriptor.blockOffset(other), slot, device))
            {
                return false;
            }
        }
        return true;
    }

    /* A slot of -1 stands for every process. */
    private static boolean isIn(final UnsafeBuffer totals, final int block, final int slot, final int device)
    {
        return StripedTotals.isOf(totals, block, slot < 0 ? totals.getInt(block + SLOT_OFFSET) : slot, device);
    }

    private void showProcess(
        final UnsafeBuffer totals, final int count, final int slot, final int device,
        final LedgerTotalsConsumer consumer)
    {
        for (int type = 0; type < BufferType.COUNT; type++)
        {
            if (addUp(totals, count, slot, device, type))
            {
                consumer.onTotals(sum.ofProcess(slot, device, type, 0));
            }
        }
    }

    private void showGroup(
        final UnsafeBuffer totals, final int count, final int device, final LedgerTotalsConsumer consumer)
    {
        for (int type = 0; type < BufferType.COUNT; type++)
        {
            if (addUp(totals, count, -1, device, type))
            {
                consumer.onTotals(sum.ofGroup(device, type, 0));
            }
        }
    }

    private boolean addUp(
        final UnsafeBuffer totals, final int count, final int slot, final int device, final int type)
    {
        sum.clearValues();
        for (int number = 0; number < count; number++)
        {
            final int block = TotalsDescriptor.blockOffset(number);
            if (isIn(totals, block, slot, device))
            {
                share.read(totals, TotalsDescriptor.cellOffset(block, type));
                sum.add(share);
            }
        }
        sum.bytes(Math.max(0, sum.bytes())).buffers(Math.max(0, sum.buffers()))
            .bytesPerBank(Math.max(0, sum.bytesPerBank()));
        return !sum.isAllZero();
    }
}
