package io.github.ttalloc.ledger;

import java.util.ArrayDeque;
import java.util.Deque;

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
    private final SlotOccupancy occupancy;
    private final Deque<StripedTotals> shares = new ArrayDeque<>();
    private int writers;

    /**
     * An empty ledger, in memory or in a mapped file.
     *
     * @param context settings; each writer takes a block of totals for each process and device that it reports.
     * @throws IllegalArgumentException     if the settings ask for more than a ledger can hold.
     * @throws java.io.UncheckedIOException if the file cannot be made.
     */
    public ManyWritersLedger(final LedgerContext context)
    {
        this(context.open(HeaderDescriptor.MODE_MANY_WRITERS));
    }

    ManyWritersLedger(final LedgerMemory memory)
    {
        this.memory = memory;
        occupancy = new SlotOccupancy(memory.table().slots());
        admission = new Admission(memory.geometry().capacity());
    }

    /**
     * Opens a writer for one thread.
     *
     * @return a writer, to be closed when its thread has done with it.
     */
    public LedgerWriter newWriter()
    {
        admission.enter();
        return new LedgerWriter(this, takeShare(), admission);
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

    SlotOccupancy occupancy()
    {
        return occupancy;
    }

    void giveBack(final StripedTotals share)
    {
        synchronized (shares)
        {
            shares.push(share);
        }
    }

    private StripedTotals takeShare()
    {
        synchronized (shares)
        {
            return shares.isEmpty() ?
                new StripedTotals(memory.totals(), memory.geometry().totalsBlocks(), writers++) : shares.pop();
        }
    }
}
