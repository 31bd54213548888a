package io.github.ttalloc.ledger;

import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;

/**
 * The bank ranges of the live buffers of a ledger, by tree: one for each process, device and type. Buffers take part
 * that belong to every bank, so whose id names no core, and whose size per bank is known. For one thread.
 */
final class LiveRanges
{
    private static final int FIRST_PER_CORE_TYPE = BufferType.CB.code();

    private final RangeIndex index = new RangeIndex();
    private final RangeSearch search = new RangeSearch(Postings.CAPACITY);
    private final boolean isOn;

    LiveRanges(final boolean isOn)
    {
        this.isOn = isOn;
    }

    boolean isOn()
    {
        return isOn;
    }

    RangeIndex index()
    {
        return index;
    }

    /* Begins with the first posting. */
    void beginSearch()
    {
        search.clear();
    }

    /* What the call for the next posting will be about. */
    void willNeed(final int tree, final long key)
    {
        search.add(tree, BufferId.address(key));
    }

    /* Searches where that pays: trees that the near caches hold are as quick without. */
    void endSearch()
    {
        if (index.isLarge())
        {
            index.seek(search);
        }
    }

    /* Whether the buffer meets another; for a posting of the last search. */
    boolean add(final int posting, final int tree, final long key, final long bytesPerBank)
    {
        return hasRange(key, bytesPerBank) &&
            index.insert(tree, BufferId.address(key), last(key, bytesPerBank), search.hint(posting));
    }

    boolean add(final int tree, final long key, final long bytesPerBank)
    {
        return hasRange(key, bytesPerBank) &&
            index.insert(tree, BufferId.address(key), last(key, bytesPerBank));
    }

    void remove(final int posting, final int tree, final long key, final long bytesPerBank)
    {
        if (hasRange(key, bytesPerBank))
        {
            index.remove(tree, BufferId.address(key), last(key, bytesPerBank), search.hint(posting));
        }
    }

    void remove(final int tree, final long key, final long bytesPerBank)
    {
        if (hasRange(key, bytesPerBank))
        {
            index.remove(tree, BufferId.address(key), last(key, bytesPerBank));
        }
    }

    private boolean hasRange(final long key, final long bytesPerBank)
    {
        return isOn && bytesPerBank > 0 && LedgerKey.bufferId(key) <= BufferId.MAX_ADDRESS &&
            LedgerKey.typeCode(key) < FIRST_PER_CORE_TYPE;
    }

    private static long last(final long key, final long bytesPerBank)
    {
        return Math.min(BufferId.MAX_ADDRESS, BufferId.address(key) + bytesPerBank - 1);
    }
}
