package io.github.ttalloc.client;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The handles of the wide ids that a process has sent: open addressing in pairs of words, id and handle, at most half
 * full, made with the first id. A look-up takes no lock and allocates nothing; only one thread at a time may add.
 */
final class WideIds
{
    static final int MAX_HANDLE = 65_535;
    static final long UNKNOWN = 0;

    private static final int SLOTS = 2 * (MAX_HANDLE + 1);
    private static final int SPREAD_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(SLOTS);
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private volatile AtomicLongArray words;

    /** The handle of an id, or {@link #UNKNOWN}. */
    long find(final long wideId)
    {
        final AtomicLongArray words = this.words;
        return null == words ? UNKNOWN : words.get(handleIndex(words, wideId));
    }

    /** Adds an id that is unknown, under a handle from 1 to {@link #MAX_HANDLE}. */
    void add(final long wideId, final long handle)
    {
        if (null == words)
        {
            words = new AtomicLongArray(2 * SLOTS);
        }
        final int index = handleIndex(words, wideId);
        words.setPlain(index - 1, wideId);
        words.setRelease(index, handle); // pairs with the acquiring read in handleIndex, which reads the id next
    }

    private static int handleIndex(final AtomicLongArray words, final long wideId)
    {
        int slot = (int)(wideId * SPREAD >>> SPREAD_SHIFT);
        int index = 2 * slot + 1;
        while (UNKNOWN != words.getAcquire(index) && words.getPlain(index - 1) != wideId)
        {
            slot = slot + 1 & SLOTS - 1;
            index = 2 * slot + 1;
        }
        return index;
    }
}
