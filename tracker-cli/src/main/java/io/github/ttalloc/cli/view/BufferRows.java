package io.github.ttalloc.cli.view;

import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerRecord;
import org.agrona.collections.LongArrayList;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The live buffers of a fold in the order in which they are listed: process, device, type, core, address. Keeps eight
 * bytes for each. Belongs to the thread of the fold, which must not go on meanwhile.
 */
public final class BufferRows
{
    private static final int RANK_SHIFT = 54;
    private static final int DEVICE_SHIFT = 48;
    private static final int TYPE_SHIFT = 44;
    private static final int X_SHIFT = 38;
    private static final int Y_SHIFT = 32;
    private static final int SIX_BITS = 0x3F;
    private static final int FOUR_BITS = 0xF;
    private static final Comparator<Sized> SMALLEST_FIRST =
        Comparator.comparingLong(Sized::bytes).thenComparing(Sized::order, Comparator.reverseOrder());

    private final LedgerFold fold;
    private final List<TrackedProcess> processes = new ArrayList<>();
    private final int[] ranks = new int[LedgerKey.MAX_SLOT + 1];
    private final LedgerRecord record = new LedgerRecord();
    private final long[] orders;

    private record Sized(long bytes, long order)
    {
    }

    /**
     * Is shown rows one after the other.
     */
    @FunctionalInterface
    public interface RowConsumer
    {
        /**
         * Is shown one row.
         *
         * @param process whose buffer it is.
         * @param record  the buffer; reused for the next row.
         */
        void onRow(TrackedProcess process, LedgerRecord record);
    }

    private BufferRows(final LedgerFold fold, final BufferFilter filter, final int largest)
    {
        this.fold = fold;
        Arrays.fill(ranks, -1);
        for (final TrackedProcess process : fold.processes().all())
        {
            if (TrackedProcess.NO_SLOT != process.slot() && filter.accepts(process))
            {
                ranks[process.slot()] = processes.size();
                processes.add(process);
            }
        }
        orders = largest < 0 ? collectAll(filter) : collectLargest(filter, largest);
        Arrays.sort(orders);
    }

    /**
     * All buffers that a filter wants.
     *
     * @param fold   to be listed.
     * @param filter which of it.
     * @return the rows.
     */
    public static BufferRows all(final LedgerFold fold, final BufferFilter filter)
    {
        return new BufferRows(fold, filter, -1);
    }

    /**
     * The largest of the buffers that a filter wants.
     *
     * @param fold   to be listed.
     * @param filter which of it.
     * @param count  how many, from 0.
     * @return the rows, in the order of all rows.
     */
    public static BufferRows largest(final LedgerFold fold, final BufferFilter filter, final int count)
    {
        return new BufferRows(fold, filter, count);
    }

    /**
     * Shows the rows in their order.
     *
     * @param consumer is shown each.
     */
    public void forEach(final RowConsumer consumer)
    {
        for (final long order : orders)
        {
            final TrackedProcess process = processes.get((int)((order ^ Long.MIN_VALUE) >>> RANK_SHIFT));
            if (fold.ledger().find(keyOf(process.slot(), order), record))
            {
                consumer.onRow(process, record);
            }
        }
    }

    private long[] collectAll(final BufferFilter filter)
    {
        final LongArrayList collected =
            new LongArrayList((int)Math.max(LongArrayList.INITIAL_CAPACITY, fold.ledger().size()), Long.MIN_VALUE);
        fold.ledger().forEach(found ->
        {
            if (isWanted(filter, found.key()))
            {
                collected.addLong(orderOf(found.key()));
            }
        });
        return collected.toLongArray();
    }

    private long[] collectLargest(final BufferFilter filter, final int count)
    {
        final PriorityQueue<Sized> largest = new PriorityQueue<>(SMALLEST_FIRST);
        fold.ledger().forEach(found ->
        {
            if (isWanted(filter, found.key()) &&
                (largest.size() < count || count > 0 && found.bytes() >= largest.element().bytes()))
            {
                largest.add(new Sized(found.bytes(), orderOf(found.key())));
                if (largest.size() > count)
                {
                    largest.remove();
                }
            }
        });
        return largest.stream().mapToLong(Sized::order).toArray();
    }

    private boolean isWanted(final BufferFilter filter, final long key)
    {
        return ranks[LedgerKey.slot(key)] >= 0 && filter.accepts(LedgerKey.device(key), LedgerKey.typeCode(key));
    }

    private long orderOf(final long key)
    {
        final long bufferId = LedgerKey.bufferId(key);
        return ((long)ranks[LedgerKey.slot(key)] << RANK_SHIFT |
            (long)LedgerKey.device(key) << DEVICE_SHIFT |
            (long)LedgerKey.typeCode(key) << TYPE_SHIFT |
            (long)BufferId.x(bufferId) << X_SHIFT |
            (long)BufferId.y(bufferId) << Y_SHIFT |
            BufferId.address(bufferId)) ^ Long.MIN_VALUE;
    }

    private static long keyOf(final int slot, final long order)
    {
        return LedgerKey.pack(
            slot,
            (int)(order >>> DEVICE_SHIFT) & SIX_BITS,
            (int)(order >>> TYPE_SHIFT) & FOUR_BITS,
            BufferId.of(
                (int)(order >>> X_SHIFT) & SIX_BITS,
                (int)(order >>> Y_SHIFT) & SIX_BITS,
                order & BufferId.MAX_ADDRESS));
    }
}
