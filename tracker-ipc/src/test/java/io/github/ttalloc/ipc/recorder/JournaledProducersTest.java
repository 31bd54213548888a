package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.journal.JournalAppender;
import io.github.ttalloc.ipc.journal.JournalContext;
import io.github.ttalloc.ipc.journal.TestEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;

class JournaledProducersTest
{
    @TempDir
    private Path parent;

    @Test
    void shouldTakeABatchOnceThatTheJournalRepeats() throws IOException
    {
        final TrackerDirectory directory = TrackerDirectory.of(parent.resolve("tracker")).create();
        final TestEvents events = new TestEvents();
        try (JournalAppender appender = JournalAppender.open(directory, new JournalContext()))
        {
            final long started = appender.append(events.start(1, 4711, "python3"));
            for (int i = 0; i < 2; i++)
            {
                appender.continueAfter(started, 0);
                appender.append(events.ring(1, 0).mark(1).mark(2).batch());
            }
        }
        final JournaledProducers producers = JournaledProducers.read(directory);
        assertEquals(4, producers.lastSequence());
        assertEquals(2, producers.find(1).events());
    }
}
