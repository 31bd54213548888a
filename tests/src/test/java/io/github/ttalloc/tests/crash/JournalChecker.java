package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.EventKind;
import io.github.ttalloc.client.RingDescriptor;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.journal.BatchDescriptor;
import io.github.ttalloc.ipc.journal.EventFlyweight;
import io.github.ttalloc.ipc.journal.JournalBatch;
import io.github.ttalloc.ipc.journal.JournalTailer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Reads a journal from its first event and checks that it is dense, that every producer's events stand in it exactly
 * once and in order, and that each is the one that the producer's script says.
 */
final class JournalChecker
{
    private final Map<Long, Producer> producers = new HashMap<>();
    private final Map<String, Long> seedsByName;
    private final EventFlyweight event = new EventFlyweight();
    private long nextSequence = 1;

    private static final class Producer
    {
        private final StringBuilder name = new StringBuilder();
        private Script script;
        private long position;
        private long events;
        private boolean hasEnded;
    }

    JournalChecker(final Map<String, Long> seedsByName)
    {
        this.seedsByName = seedsByName;
    }

    /** How many events of each producer the journal holds, by the name of the producer. */
    static Map<String, Long> check(final TrackerDirectory directory, final Map<String, Long> seedsByName)
        throws IOException
    {
        final JournalChecker checker = new JournalChecker(seedsByName);
        try (JournalTailer tailer = JournalTailer.open(directory))
        {
            while (tailer.poll(checker::onBatch))
            {
                assertEquals(0, tailer.unreadableCount());
            }
        }
        return checker.counts();
    }

    /** How many events of each producer were checked; all must have ended. */
    Map<String, Long> counts()
    {
        final Map<String, Long> counts = new HashMap<>();
        for (final Producer producer : producers.values())
        {
            assertTrue(producer.hasEnded, producer.name + " has no end");
            assertEquals(null, counts.put(producer.name.toString(), producer.events), "two producers of one name");
        }
        return counts;
    }

    /** Checks the next batch. */
    void onBatch(final JournalBatch batch)
    {
        assertEquals(nextSequence, batch.sequence());
        nextSequence += batch.count();
        final Producer producer = producers.computeIfAbsent(batch.producerId(), id -> new Producer());
        assertFalse(producer.hasEnded, "events after the end of " + producer.name);
        if (BatchDescriptor.SOURCE_RECORDER == batch.source())
        {
            onRecorderBatch(batch, producer);
            return;
        }
        assertEquals(producer.position, batch.position(), "position of " + producer.name);
        producer.position += (long)batch.count() * RingDescriptor.RECORD_LENGTH;
        for (int i = 0; i < batch.count(); i++)
        {
            onEvent(producer, batch.event(event, i));
        }
    }

    private void onEvent(final Producer producer, final EventFlyweight reported)
    {
        final Script expected = producer.script.next();
        producer.events++;
        assertEquals(expected.kind(), reported.kind(), () -> "kind of event " + producer.events);
        assertEquals(expected.type().code(), reported.type(), () -> "type of event " + producer.events);
        assertEquals(expected.bufferId(), reported.bufferId(), () -> "buffer id of event " + producer.events);
        assertEquals(expected.bytes(), reported.bytes(), () -> "bytes of event " + producer.events);
        assertEquals(expected.bytes() / 2, reported.bytesPerBank(), () -> "bank of event " + producer.events);
    }

    private void onRecorderBatch(final JournalBatch batch, final Producer producer)
    {
        for (int i = 0; i < batch.count(); i++)
        {
            final int kind = batch.event(event, i).kind();
            if (EventKind.TEXT == kind)
            {
                final byte[] text = new byte[event.coreRange()];
                event.getText(text, 0, text.length);
                producer.name.append(new String(text, StandardCharsets.UTF_8));
                producer.script = new Script(seedsByName.get(producer.name.toString()));
            }
            else
            {
                assertTrue(EventKind.GAP != kind, "a gap in " + producer.name);
                producer.hasEnded = EventKind.PROCESS_END == kind;
            }
        }
    }
}
