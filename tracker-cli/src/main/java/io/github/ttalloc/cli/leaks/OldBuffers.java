package io.github.ttalloc.cli.leaks;

import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerRecord;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The buffers of live processes that are older than some age: how many, and the largest of them.
 */
final class OldBuffers
{
    private static final Comparator<LedgerRecord> SMALLEST_FIRST = Comparator
        .comparingLong((LedgerRecord record) -> record.bytes())
        .thenComparing(record -> record.key(), Comparator.reverseOrder());

    private final long newestNanos;
    private final PriorityQueue<LedgerRecord> largest = new PriorityQueue<>(SMALLEST_FIRST);
    private final int maxLargest;
    private long buffers;
    private long bytes;

    /**
     * Looks for old buffers.
     *
     * @param fold        in which.
     * @param newestNanos those allocated then or before, in nanoseconds since the epoch.
     * @param maxLargest  how many to keep, at least 1.
     */
    OldBuffers(final LedgerFold fold, final long newestNanos, final int maxLargest)
    {
        this.newestNanos = newestNanos;
        this.maxLargest = maxLargest;
        fold.ledger().forEach(this::add);
    }

    /**
     * Whether a live buffer is one of them.
     *
     * @param record      the buffer.
     * @param newestNanos the latest time of allocation that is old.
     * @return true if it is old and of a type that can leak.
     */
    static boolean isOld(final LedgerRecord record, final long newestNanos)
    {
        return record.timeNanos() <= newestNanos && BufferType.of(LedgerKey.typeCode(record.key())).leaks();
    }

    long buffers()
    {
        return buffers;
    }

    long bytes()
    {
        return bytes;
    }

    List<LedgerRecord> largestFirst()
    {
        final List<LedgerRecord> sorted = new ArrayList<>(largest);
        sorted.sort(SMALLEST_FIRST.reversed());
        return sorted;
    }

    private void add(final LedgerRecord record)
    {
        if (isOld(record, newestNanos))
        {
            buffers++;
            bytes += record.bytes();
            if (largest.size() < maxLargest || record.bytes() > largest.element().bytes())
            {
                largest.add(new LedgerRecord().set(record));
                if (largest.size() > maxLargest)
                {
                    largest.remove();
                }
            }
        }
    }
}
