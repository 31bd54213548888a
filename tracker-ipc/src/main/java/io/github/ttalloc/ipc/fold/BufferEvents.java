package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.ledger.LedgerBatch;
import io.github.ttalloc.ledger.LedgerStatus;
import io.github.ttalloc.ledger.OneWriterLedger;

/**
 * Collects the events about buffers on their way into the ledger, which takes many together in far less time than one
 * by one. Whoever needs the ledger as it is after the last event flushes first. Not thread-safe.
 */
final class BufferEvents
{
    private final OneWriterLedger ledger;
    private final FoldCounters counters;
    private final LedgerBatch batch = new LedgerBatch();

    BufferEvents(final OneWriterLedger ledger, final FoldCounters counters)
    {
        this.ledger = ledger;
        this.counters = counters;
    }

    /** The batch to add one event to. */
    LedgerBatch next()
    {
        if (batch.isFull())
        {
            flush();
        }
        return batch;
    }

    /** Applies what was collected: what the last event came to, a code of {@link LedgerStatus} where it is negative. */
    long flush()
    {
        final int count = batch.size();
        if (0 == count)
        {
            return 0;
        }
        ledger.apply(batch);
        for (int i = 0; i < count; i++)
        {
            final long result = batch.result(i);
            if (LedgerStatus.FULL == result)
            {
                throw new LedgerFullException(ledger);
            }
            if (LedgerStatus.INVALID == result)
            {
                counters.invalid();
            }
        }
        batch.clear();
        return batch.result(count - 1);
    }
}
