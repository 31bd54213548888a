package io.github.ttalloc.benchmarks.ledger;

import io.github.ttalloc.ledger.LedgerRecord;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The design that the ledger's table was measured against and left: records inside the table, and one word for each
 * home slot whose bitmap alone says which of the 32 slots from there on hold its keys. One writer, one thread, with
 * totals if asked for. A key whose window is full is dropped, a few in a million at the denser load, for what to do
 * then is the question that this design leaves open. A byte for each slot tells which are free.
 */
final class HomeBitmap implements LiveSet
{
    /** So low that no window fills up. */
    static final double SPARSE = 0.3;

    /** 142 bytes for each record. */
    static final double DENSE = 0.45;

    private static final int WINDOW = 32;
    private static final int SLOT_SHIFT = 6;
    private static final int CACHE_LINE_LENGTH = 64;
    private static final int REFERENCES_OFFSET = 8;
    private static final int KEY_OFFSET = 16;
    private static final int BYTES_OFFSET = 24;
    private static final int BYTES_PER_BANK_OFFSET = 32;
    private static final int TIME_OFFSET = 40;
    private static final int SEQUENCE_OFFSET = 48;
    private static final long VERSION_ONE = 1L << 32;
    private static final long BYTES = 4096;
    private static final long BYTES_PER_BANK = 64;
    private static final long MISSING = -1;

    private final UnsafeBuffer slots;
    private final byte[] used;
    private final int homes;
    private final PlainTotals totals;
    private final LedgerRecord found = new LedgerRecord();

    HomeBitmap(final int live, final double load, final PlainTotals totals)
    {
        this.totals = totals;
        homes = (int)(live / load) + 1;
        slots = new UnsafeBuffer(
            BufferUtil.allocateDirectAligned(Math.multiplyExact(homes + WINDOW, 1 << SLOT_SHIFT), CACHE_LINE_LENGTH));
        used = new byte[homes + WINDOW];
        Arrays.fill(used, homes + WINDOW - 1, used.length, (byte)1);
    }

    @Override
    public void allocate(final long key, final long sequence)
    {
        final int home = home(key);
        final int homeOffset = home << SLOT_SHIFT;
        final long word = slots.getLongAcquire(homeOffset);
        final int distance = distance(homeOffset, word, key);
        if (distance >= 0)
        {
            slots.putLong(homeOffset + (distance << SLOT_SHIFT) + SEQUENCE_OFFSET, sequence);
            return;
        }
        for (int i = 0; i < WINDOW; i++)
        {
            if (0 == used[home + i])
            {
                used[home + i] = 1;
                put(homeOffset + (i << SLOT_SHIFT), key, sequence);
                slots.putLongRelease(homeOffset, word + VERSION_ONE | 1L << i);
                if (null != totals)
                {
                    totals.allocated(key, BYTES, BYTES_PER_BANK, sequence);
                }
                return;
            }
        }
    }

    @Override
    public void free(final long key)
    {
        final int home = home(key);
        final int homeOffset = home << SLOT_SHIFT;
        final long word = slots.getLongAcquire(homeOffset);
        final int distance = distance(homeOffset, word, key);
        if (distance >= 0)
        {
            slots.putLongRelease(homeOffset, word + VERSION_ONE & ~(1L << distance));
            used[home + distance] = 0;
            if (null != totals)
            {
                final int offset = homeOffset + (distance << SLOT_SHIFT);
                totals.freed(key, slots.getLong(offset + BYTES_OFFSET), slots.getLong(offset + BYTES_PER_BANK_OFFSET));
            }
        }
    }

    /** As a reader beside the writer has to: the whole record, and then the word again. */
    @Override
    public long find(final long key)
    {
        final int homeOffset = home(key) << SLOT_SHIFT;
        while (true)
        {
            final long word = slots.getLongAcquire(homeOffset);
            final int distance = distance(homeOffset, word, key);
            if (distance >= 0)
            {
                final int offset = homeOffset + (distance << SLOT_SHIFT);
                found.key(slots.getLong(offset + KEY_OFFSET))
                    .references((int)slots.getLong(offset + REFERENCES_OFFSET))
                    .bytes(slots.getLong(offset + BYTES_OFFSET))
                    .bytesPerBank(slots.getLong(offset + BYTES_PER_BANK_OFFSET))
                    .timeNanos(slots.getLong(offset + TIME_OFFSET))
                    .sequence(slots.getLong(offset + SEQUENCE_OFFSET));
            }
            VarHandle.acquireFence();
            if (slots.getLong(homeOffset) == word)
            {
                return distance < 0 ? MISSING : found.sequence();
            }
        }
    }

    private int home(final long key)
    {
        final long a = (key ^ key >>> 32) * 0xFF51_AFD7_ED55_8CCDL;
        final long b = (a ^ a >>> 29) * 0xC4CE_B9FE_1A85_EC53L;
        return (int)Math.multiplyHigh(b >>> 1, (long)homes << 1);
    }

    private int distance(final int homeOffset, final long word, final long key)
    {
        for (int bits = (int)word; 0 != bits; bits &= bits - 1)
        {
            final int distance = Integer.numberOfTrailingZeros(bits);
            if (slots.getLong(homeOffset + (distance << SLOT_SHIFT) + KEY_OFFSET) == key)
            {
                return distance;
            }
        }
        return -1;
    }

    private void put(final int offset, final long key, final long sequence)
    {
        slots.putLong(offset + REFERENCES_OFFSET, 1);
        slots.putLong(offset + KEY_OFFSET, key);
        slots.putLong(offset + BYTES_OFFSET, BYTES);
        slots.putLong(offset + BYTES_PER_BANK_OFFSET, BYTES_PER_BANK);
        slots.putLong(offset + TIME_OFFSET, sequence);
        slots.putLong(offset + SEQUENCE_OFFSET, sequence);
    }
}
