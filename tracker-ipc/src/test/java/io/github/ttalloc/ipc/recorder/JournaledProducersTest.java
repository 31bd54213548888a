package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.RingDescriptor;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.SnapshotStore;
import io.github.ttalloc.ipc.journal.JournalAppender;
import io.github.ttalloc.ipc.journal.JournalContext;
import io.github.ttalloc.ipc.journal.TestEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource({"5, 6", "2, 3"})
    void shouldTakeWhatIsPassedOverForJournaledIfTheJournalHasLostIt(final long lastNumber, final long taken)
        throws IOException
    {
        final TrackerDirectory directory = TrackerDirectory.of(parent.resolve("tracker")).create();
        final TestEvents events = new TestEvents();
        try (JournalAppender appender = JournalAppender.open(directory, new JournalContext()))
        {
            final long started = appender.append(events.start(1, 4711, "python3"));
            appender.append(events.ring(1, 0).mark(1).mark(2).batch());
            appender.continueAfter(started + lastNumber, 0);
            appender.append(events.ring(1, 5 * RingDescriptor.RECORD_LENGTH).mark(6).batch());
        }
        final JournaledProducer producer = JournaledProducers.read(directory).find(1);
        assertEquals(6 * RingDescriptor.RECORD_LENGTH, producer.position());
        assertEquals(taken, producer.events());
        try (FoldTailer tailer = FoldTailer.openOldest(directory, null).catchUp())
        {
            assertEquals(taken, tailer.fold().processes().find(1).events());
            new SnapshotStore(directory).write(tailer.fold());
        }
        assertEquals(taken, JournaledProducers.read(directory).find(1).events());
    }
}
