package io.github.ttalloc.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A ledger that any number of threads of this process write at once, each through a {@link LedgerWriter} of its own.
 * Threadsafe.
 * <p>
 * Its capacity is fixed. Totals are kept in one share for each writer: their sum is exact when no writer is at work,
 * and may be a few events behind otherwise. There are no peaks and no count of overlaps, which would need one order of
 * all events; totals over processes are grouped by device number.
 */
public final class ManyWritersLedger implements AutoCloseable
{
    private static final int MAX_SUM_BITS = 62;

    private final LedgerMemory memory;
    private final Admission admission;
    private final SlotPool slots;
    private final int mostWriters;
    private final List<LedgerWriter> open = new ArrayList<>();
    private final Deque<StripedTotals> shares = new ArrayDeque<>();
    private int shareCount;

    /**
     * An empty ledger, in memory or in a mapped file.
     *
     * @param context settings; each writer takes a block of totals for each process and device that it reports.
     * @throws IllegalArgumentException     if the settings ask for more than a ledger can hold.
     * @throws java.io.UncheckedIOException if the file cannot be made.
     */
    public ManyWritersLedger(final LedgerContext context)
    {
        memory = context.open(HeaderDescriptor.MODE_MANY_WRITERS);
        mostWriters = context.writers();
        slots = new SlotPool(memory.table().slots());
        admission = new Admission(memory.geometry().capacity());
    }

    /**
     * Opens a writer for one thread.
     *
     * @return a writer, to be closed when its thread has done with it.
     * @throws IllegalStateException if as many are open as the settings said.
     */
    public LedgerWriter newWriter()
    {
        synchronized (open)
        {
            if (open.size() == mostWriters)
            {
                throw new IllegalStateException("writers=" + open.size() + " are open, as many as the ledger was " +
                    "built for: close one, or set LedgerContext.writers");
            }
            admission.enter();
            final LedgerWriter writer = new LedgerWriter(this, takeShare(), admission);
            open.add(writer);
            return writer;
        }
    }

    /**
     * Opens a reader for one thread.
     *
     * @return a reader.
     */
    public LedgerReader newReader()
    {
        return LedgerReader.of(() -> memory);
    }

    /**
     * How many records the ledger holds at least; a few more may be admitted while several writers are open.
     *
     * @return capacity.
     */
    public long capacity()
    {
        return memory.geometry().capacity();
    }

    /**
     * The largest size that one buffer may have, so that no total ever wraps.
     *
     * @return bytes.
     */
    public long maxBytes()
    {
        return Math.min(OneWriterLedger.MAX_TOTAL, (1L << MAX_SUM_BITS) / memory.geometry().slots());
    }

    /**
     * Tells readers in other processes that the writing process is alive.
     *
     * @param nowNanos {@code System.nanoTime()}.
     */
    public void heartbeat(final long nowNanos)
    {
        HeaderDescriptor.heartbeatRelease(memory.header(), nowNanos);
    }

    /**
     * Marks the ledger as closed for readers in other processes. Close the writers first. Readers of this process may
     * go on with what was there.
     */
    @Override
    public void close()
    {
        HeaderDescriptor.stateRelease(memory.header(), HeaderDescriptor.STATE_CLOSED);
    }

    LedgerMemory memory()
    {
        return memory;
    }

    /* Free slots in the pool and at the hands of open writers, while none of them is at work. */
    int freeSlots()
    {
        int free = slots.size();
        synchronized (open)
        {
            for (final LedgerWriter writer : open)
            {
                free += writer.freeSlots();
            }
        }
        return free;
    }

    SlotPool slots()
    {
        return slots;
    }

    void close(final LedgerWriter writer, final StripedTotals share)
    {
        synchronized (open)
        {
            open.remove(writer);
            shares.push(share);
        }
    }

    private StripedTotals takeShare()
    {
        return shares.isEmpty() ?
            new StripedTotals(memory.totals(), memory.geometry().totalsBlocks(), shareCount++) : shares.pop();
    }
}
