package io.github.ttalloc.ipc.journal;

import io.github.ttalloc.client.TrackerDirectory;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

class DirectAppenderTest
{
    @TempDir
    private Path parent;

    @Test
    void shouldAppendBehindACycleThatIsLaterThanTheClock() throws IOException
    {
        final TrackerDirectory directory = TrackerDirectory.of(parent.resolve("tracker")).create();
        final TestEvents events = new TestEvents();
        appendTomorrow(directory);
        try (DirectAppender appender = DirectAppender.open(directory, new JournalContext()))
        {
            appender.append(events.ring(1, 0).mark(1).batch());
        }
        final List<Long> producers = new ArrayList<>();
        try (JournalTailer tailer = JournalTailer.openDirect(directory))
        {
            while (tailer.poll(batch -> producers.add(batch.producerId())))
            {
                assertFalse(producers.size() > 1);
            }
            assertEquals(List.of(1L), producers);
            assertEquals(1, tailer.unreadableCount());
            assertEquals(1, new JournalCycles(directory.direct(), JournalContext.DEFAULT_ROLL_CYCLE).find().size());
        }
    }

    private static void appendTomorrow(final TrackerDirectory directory) throws IOException
    {
        final RollCycles rollCycle =
            JournalFormat.create(directory, directory.direct(), JournalContext.DEFAULT_ROLL_CYCLE);
        final long tomorrowMillis = System.currentTimeMillis() + TimeUnit.DAYS.toMillis(1);
        try (SingleChronicleQueue queue =
            JournalQueue.direct(directory, rollCycle, new JournalClock(() -> tomorrowMillis));
            ExcerptAppender appender = queue.createAppender())
        {
            appender.writeText("what a process has appended whose clock is a day ahead");
        }
    }
}
