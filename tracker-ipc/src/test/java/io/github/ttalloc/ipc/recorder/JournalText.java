package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.EventKind;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.journal.BatchDescriptor;
import io.github.ttalloc.ipc.journal.EventFlyweight;
import io.github.ttalloc.ipc.journal.JournalBatch;
import io.github.ttalloc.ipc.journal.JournalTailer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * All events of a journal as text, one line an event; on the way it is checked that the journal is dense.
 */
final class JournalText
{
    private final List<String> lines = new ArrayList<>();
    private final EventFlyweight event = new EventFlyweight();
    private long nextSequence = 1;

    private JournalText()
    {
    }

    static List<String> of(final TrackerDirectory directory) throws IOException
    {
        final JournalText text = new JournalText();
        try (JournalTailer tailer = JournalTailer.open(directory))
        {
            while (tailer.poll(text::add))
            {
                assertEquals(0, tailer.unreadableCount());
            }
        }
        return text.lines;
    }

    private void add(final JournalBatch batch)
    {
        assertEquals(nextSequence, batch.sequence());
        nextSequence += batch.count();
        for (int i = 0; i < batch.count(); i++)
        {
            batch.event(event, i);
            lines.add(BatchDescriptor.SOURCE_RING == batch.source() ?
                batch.position() / 64 + i + " kind " + event.kind() + " id " + event.bufferId() : made(batch));
        }
    }

    private String made(final JournalBatch batch)
    {
        return switch (event.kind())
        {
            case EventKind.PROCESS_START -> "start at " + batch.position() / 64;
            case EventKind.TEXT -> "text";
            case EventKind.GAP -> "gap " + event.bytes() + " of " + event.bytesPerBank();
            case EventKind.PROCESS_END -> "end " + (0 == event.flags() ? "" : "clean ") + event.bytes();
            default -> "unknown";
        };
    }
}
