package io.github.ttalloc.cli.replay;

import io.github.ttalloc.device.BufferType;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The buffers of one device that are live at some point of a replay, by type and address. Not threadsafe.
 */
final class LiveBuffers
{
    private final List<NavigableMap<Long, Entry>> byType = new ArrayList<>();
    private long widest;

    LiveBuffers()
    {
        for (int i = 0; i < BufferType.COUNT; i++)
        {
            byType.add(new TreeMap<>());
        }
    }

    /** Takes buffers that are no longer live. */
    interface FreedConsumer
    {
        /** Takes one of them. */
        void onFreed(BufferType type, long address);
    }

    /** Adds a buffer at an address that no live buffer has; not confirmed. */
    void add(final BufferType type, final long address, final long bytesPerBank)
    {
        buffers(type).put(address, new Entry(bytesPerBank));
        widest = Math.max(widest, bytesPerBank);
    }

    /** Removes a buffer: false where none is live there. */
    boolean remove(final BufferType type, final long address)
    {
        return null != buffers(type).remove(address);
    }

    /** Removes every buffer that shares a byte of a bank, or its address, with a new one. */
    void removeOverlapped(
        final BufferType type, final long address, final long bytesPerBank, final FreedConsumer consumer)
    {
        final NavigableMap<Long, Entry> candidates =
            buffers(type).subMap(address - widest, true, Math.max(address, address + bytesPerBank - 1), true);
        final Iterator<Map.Entry<Long, Entry>> iterator = candidates.entrySet().iterator();
        while (iterator.hasNext())
        {
            final Map.Entry<Long, Entry> candidate = iterator.next();
            final long start = candidate.getKey();
            if (start >= address || start + candidate.getValue().bytesPerBank > address)
            {
                iterator.remove();
                consumer.onFreed(type, start);
            }
        }
    }

    /** Whether a buffer is live at an address. */
    boolean isLive(final BufferType type, final long address)
    {
        return buffers(type).containsKey(address);
    }

    /** Confirms that a buffer is still live: false where none of this size is live there. */
    boolean confirm(final BufferType type, final long address, final long bytesPerBank)
    {
        final Entry entry = buffers(type).get(address);
        if (null == entry || entry.bytesPerBank != bytesPerBank)
        {
            return false;
        }
        entry.isConfirmed = true;
        return true;
    }

    /** Removes every buffer that was not confirmed since the last call. */
    void removeUnconfirmed(final FreedConsumer consumer)
    {
        for (int i = 0; i < BufferType.COUNT; i++)
        {
            final BufferType type = BufferType.of(i);
            final Iterator<Map.Entry<Long, Entry>> iterator = byType.get(i).entrySet().iterator();
            while (iterator.hasNext())
            {
                final Map.Entry<Long, Entry> mapping = iterator.next();
                final long address = mapping.getKey();
                final Entry entry = mapping.getValue();
                if (!entry.isConfirmed)
                {
                    iterator.remove();
                    consumer.onFreed(type, address);
                }
                entry.isConfirmed = false;
            }
        }
    }

    private NavigableMap<Long, Entry> buffers(final BufferType type)
    {
        return byType.get(type.code());
    }

    private static final class Entry
    {
        private final long bytesPerBank;
        private boolean isConfirmed;

        Entry(final long bytesPerBank)
        {
            this.bytesPerBank = bytesPerBank;
        }
    }
}
