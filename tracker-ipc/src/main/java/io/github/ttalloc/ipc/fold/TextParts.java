package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.client.EventDescriptor;
import io.github.ttalloc.ipc.journal.EventFlyweight;
import org.agrona.collections.Long2ObjectHashMap;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Puts the texts of one process together from their parts. Not thread-safe.
 */
final class TextParts
{
    private final Long2ObjectHashMap<String> texts = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<Partial> partials = new Long2ObjectHashMap<>();

    private static final class Partial
    {
        private final byte[] bytes;
        private int partsLeft;

        private Partial(final int length, final int parts)
        {
            bytes = new byte[length];
            partsLeft = parts;
        }
    }

    /** The whole text if this part of it, which must be valid, completes it; else null. */
    String add(final EventFlyweight event)
    {
        final int length = event.coreRange();
        final int parts = event.device();
        final Partial partial =
            partials.computeIfAbsent(event.bufferId(), id -> new Partial(length, parts));
        final int from = event.flags() * EventDescriptor.TEXT_PART_LENGTH;
        if (from >= partial.bytes.length)
        {
            return null;
        }
        event.getText(partial.bytes, from, Math.min(EventDescriptor.TEXT_PART_LENGTH, partial.bytes.length - from));
        partial.partsLeft--;
        if (partial.partsLeft > 0)
        {
            return null;
        }
        partials.remove(event.bufferId());
        return new String(partial.bytes, StandardCharsets.UTF_8);
    }

    /** Whether an event can be a part of a text. */
    static boolean isValid(final EventFlyweight event)
    {
        final int length = event.coreRange();
        return event.bufferId() >= 0 && event.bufferId() <= EventDescriptor.MAX_TEXT_ID &&
            length > 0 && length <= EventDescriptor.MAX_TEXT_LENGTH &&
            event.device() == (length + EventDescriptor.TEXT_PART_LENGTH - 1) / EventDescriptor.TEXT_PART_LENGTH &&
            event.flags() < event.device();
    }

    String textOf(final long id)
    {
        return texts.get(id);
    }

    void put(final long id, final String text)
    {
        texts.put(id, text);
    }

    void clear()
    {
        texts.clear();
        partials.clear();
    }

    void write(final DataOutputStream out) throws IOException
    {
        out.writeInt(texts.size());
        for (final Long2ObjectHashMap<String>.EntryIterator entry = texts.entrySet().iterator(); entry.hasNext(); )
        {
            entry.next();
            out.writeLong(entry.getLongKey());
            SnapshotFormat.writeText(out, entry.getValue());
        }
        out.writeInt(partials.size());
        for (final Long2ObjectHashMap<Partial>.EntryIterator entry = partials.entrySet().iterator(); entry.hasNext(); )
        {
            entry.next();
            out.writeLong(entry.getLongKey());
            out.writeInt(entry.getValue().partsLeft);
            out.writeInt(entry.getValue().bytes.length);
            out.write(entry.getValue().bytes);
        }
    }

    void read(final DataInputStream in) throws IOException
    {
        final int textCount = in.readInt();
        for (int i = 0; i < textCount; i++)
        {
            texts.put(in.readLong(), SnapshotFormat.readText(in));
        }
        final int partialCount = in.readInt();
        for (int i = 0; i < partialCount; i++)
        {
            final long id = in.readLong();
            final int partsLeft = in.readInt();
            final Partial partial = new Partial(in.readInt(), partsLeft);
            in.readFully(partial.bytes);
            partials.put(id, partial);
        }
    }
}
