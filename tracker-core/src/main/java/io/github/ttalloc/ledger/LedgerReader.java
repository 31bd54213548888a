package io.github.ttalloc.ledger;

import java.util.function.Supplier;

/**
 * Reads a ledger while it is written, and follows it when it grows. Each reader belongs to one thread. A reader never
 * waits, not for a writer stopped at any instruction; it tries again only if a writer completed a change of the very
 * records it was reading.
 */
public final class LedgerReader
{
    private final Supplier<LedgerMemory> memory;
    private final SlotScanner scanner = new SlotScanner();
    private final TotalsReader totals = new TotalsReader();
    private final StripedTotalsReader stripedTotals = new StripedTotalsReader();

    LedgerReader(final Supplier<LedgerMemory> memory)
    {
        this.memory = memory;
    }

    /**
     * Finds the record of a live buffer.
     *
     * @param key  ledger key.
     * @param into takes the record; undefined where there is none.
     * @return true if the key is live.
     */
    public boolean find(final long key, final LedgerRecord into)
    {
        return memory.get().table().find(key, into);
    }

    /**
     * Shows every live record. One that is live all the while is shown exactly once; one that comes or goes meanwhile
     * may be shown or not. Each is whole.
     *
     * @param consumer is shown each record.
     */
    public void forEach(final LedgerRecordConsumer consumer)
    {
        scanner.forEach(memory.get().table(), consumer);
    }

    /**
     * Shows the totals of every process, device and type and of every chip and type that counted anything.
     *
     * @param consumer is shown each.
     */
    public void forEachTotals(final LedgerTotalsConsumer consumer)
    {
        final LedgerMemory source = memory.get();
        if (HeaderDescriptor.isManyWriters(source.header()))
        {
            stripedTotals.forEach(source.totals(), consumer);
        }
        else
        {
            totals.forEach(source.totals(), consumer);
        }
    }

    /**
     * How many records are live, as the totals say.
     *
     * @return count; exact when no writer is at work.
     */
    public long size()
    {
        return Math.max(0, totals.size(memory.get().totals()));
    }

    /**
     * The journal sequence up to which the ledger was folded when this is called, as its writer last said.
     *
     * @return sequence; records may already show later events.
     */
    public long sequence()
    {
        return HeaderDescriptor.sequenceAcquire(memory.get().header());
    }

    /**
     * Which generation of the ledger is current: one more after each growth.
     *
     * @return generation, from 1.
     */
    public long generation()
    {
        return memory.get().header().getLong(HeaderDescriptor.GENERATION_OFFSET);
    }
}
