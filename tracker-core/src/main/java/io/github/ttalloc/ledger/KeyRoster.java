package io.github.ttalloc.ledger;

import java.util.Arrays;

/**
 * The keys that were allocated in one process, device and type since the list was last trimmed; some of them may be
 * gone by now, and some may be listed twice. For one thread.
 */
final class KeyRoster
{
    private static final int INITIAL_LENGTH = 64;

    private long[] keys = new long[INITIAL_LENGTH];
    private int size;

    void add(final long key)
    {
        if (size == keys.length)
        {
            keys = Arrays.copyOf(keys, size * 2);
        }
        keys[size++] = key;
    }

    int size()
    {
        return size;
    }

    long get(final int index)
    {
        return keys[index];
    }

    void clear()
    {
        size = 0;
    }

    /* Whether more than half is out of date for so many live buffers: each key is trimmed away once, so it pays. */
    boolean isWorthTrimming(final long live)
    {
        return size >= INITIAL_LENGTH && size > 2 * live;
    }

    /* Keeps each live key once. */
    void trim(final BucketTable table)
    {
        Arrays.sort(keys, 0, size);
        int kept = 0;
        for (int i = 0; i < size; i++)
        {
            final long key = keys[i];
            if ((0 == kept || keys[kept - 1] != key) && table.contains(key))
            {
                keys[kept++] = key;
            }
        }
        size = kept;
    }
}
