package io.github.ttalloc.client;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tags that a process has sent. Safe for any number of threads; a known tag costs one look-up. An id is spent with
 * the first part that is sent under it: a text that found no space at all leaves its id to the next.
 */
final class TextIds
{
    private final Map<String, Integer> ids = new ConcurrentHashMap<>();
    private int nextId = 1;

    /** Sends one part of a text: position of its event, or a {@link ReportStatus}. */
    interface PartSender
    {
        long send(long textId, byte[] text, int part, int parts);
    }

    int idOf(final String text, final PartSender sender)
    {
        final Integer known = ids.get(text);
        return null != known ? known : send(text, sender);
    }

    private synchronized int send(final String text, final PartSender sender)
    {
        final Integer known = ids.get(text);
        if (null != known)
        {
            return known;
        }
        if (text.isEmpty() || nextId > EventDescriptor.MAX_TEXT_ID)
        {
            return 0;
        }
        final int id = nextId;
        final byte[] bytes = Utf8.cut(text, EventDescriptor.MAX_TEXT_LENGTH);
        final int parts = (bytes.length + EventDescriptor.TEXT_PART_LENGTH - 1) / EventDescriptor.TEXT_PART_LENGTH;
        for (int part = 0; part < parts; part++)
        {
            if (sender.send(id, bytes, part, parts) < 0)
            {
                return 0;
            }
            nextId = id + 1;
        }
        ids.put(text, id);
        return id;
    }
}
