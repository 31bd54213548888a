package io.github.ttalloc.ipc.journal;

import io.github.ttalloc.client.TrackerDirectory;
import net.openhft.chronicle.queue.RollCycles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A wall clock that the test moves, forwards over many cycles and backwards over their edges.
 */
class JournalClockTest
{
    private static final long MINUTE_MILLIS = 60_000;
    private static final long START_MILLIS = 1_790_000_000_000L / (5 * MINUTE_MILLIS) * (5 * MINUTE_MILLIS);

    @TempDir
    private Path parent;

    private final TestEvents events = new TestEvents();
    private long nowMillis = START_MILLIS;
    private int appended;

    @Test
    void shouldNeverStepBack()
    {
        final JournalClock clock = new JournalClock(() -> nowMillis);
        assertEquals(START_MILLIS, clock.currentTimeMillis());
        nowMillis -= 10;
        assertEquals(START_MILLIS, clock.currentTimeMillis());
        nowMillis += 25;
        assertEquals(START_MILLIS + 15, clock.currentTimeMillis());
        assertEquals((START_MILLIS + 15) * 1_000_000, clock.currentTimeNanos());
        clock.startFrom((START_MILLIS + 20) * 1_000_000 + 1);
        assertEquals((START_MILLIS + 20) * 1_000_000 + 1, clock.currentTimeNanos());
        clock.startFrom(5);
        assertEquals(START_MILLIS + 20, clock.currentTimeMillis());
    }

    @Test
    void shouldAppendOverAClockThatStepsBackOverACycleEdge() throws IOException
    {
        final TrackerDirectory directory = directory();
        try (JournalAppender appender = open(directory))
        {
            for (final long step : new long[]{0, 299_999, 1, -1, -1, 2, -600_000, 900_000, -900_000, 1})
            {
                nowMillis += step;
                append(appender);
            }
        }
        nowMillis = START_MILLIS - 3 * MINUTE_MILLIS;
        try (JournalAppender appender = open(directory))
        {
            appender.continueAfter(appended, 0);
            append(appender);
        }
        assertEquals(sequences(1, 11), read(directory));
    }

    @Test
    void shouldAppendAndReadOverRandomClocks() throws IOException
    {
        final long seed = Long.getLong("ttalloc.seed", System.nanoTime());
        final SplittableRandom random = new SplittableRandom(seed);
        final TrackerDirectory directory = directory();
        long wallNanos = 0;
        for (int opening = 0; opening < 4; opening++)
        {
            try (JournalAppender appender = open(directory))
            {
                appender.continueAfter(appended, wallNanos);
                for (int i = 0; i < 40; i++)
                {
                    nowMillis += random.nextLong(-5 * MINUTE_MILLIS, 7 * MINUTE_MILLIS);
                    append(appender);
                }
            }
            wallNanos = lastWallNanos(directory, seed);
        }
        assertEquals(sequences(1, 160), read(directory), "seed=" + seed + " (-Dttalloc.seed)");
    }

    @Test
    void shouldBeReadOverManyCyclesByTailersOpenedBeforeAndBetweenAndAfter() throws IOException
    {
        final TrackerDirectory directory = directory();
        final List<JournalTailer> tailers = new ArrayList<>();
        final List<List<Long>> seen = new ArrayList<>();
        try (JournalAppender appender = open(directory))
        {
            for (int cycle = 0; cycle < 12; cycle++)
            {
                if (cycle % 3 == 0)
                {
                    tailers.add(JournalTailer.open(directory));
                    seen.add(new ArrayList<>());
                }
                for (int i = 0; i < 3; i++)
                {
                    append(appender);
                }
                nowMillis += (cycle % 2 == 0 ? 5 : 40) * MINUTE_MILLIS;
                for (int i = 0; i < tailers.size(); i += 2)
                {
                    poll(tailers.get(i), seen.get(i));
                }
            }
        }
        for (int i = 0; i < tailers.size(); i++)
        {
            try (JournalTailer tailer = tailers.get(i))
            {
                poll(tailer, seen.get(i));
                assertEquals(sequences(1, 36), seen.get(i), "tailer " + i);
            }
        }
    }

    private TrackerDirectory directory() throws IOException
    {
        return TrackerDirectory.of(parent.resolve("tracker")).create();
    }

    private JournalAppender open(final TrackerDirectory directory) throws IOException
    {
        return JournalAppender.open(
            directory, new JournalContext().rollCycle(RollCycles.FIVE_MINUTELY).clock(() -> nowMillis));
    }

    private void append(final JournalAppender appender)
    {
        appended++;
        assertEquals(appended, appender.append(events.ring(1, 64L * appended).mark(appended).batch()));
    }

    private static long lastWallNanos(final TrackerDirectory directory, final long seed) throws IOException
    {
        final long[] last = {0};
        try (JournalTailer tailer = JournalTailer.open(directory))
        {
            while (tailer.poll(batch ->
            {
                assertTrue(batch.wallTimeNanos() >= last[0], "seed=" + seed + " (-Dttalloc.seed)");
                last[0] = batch.wallTimeNanos();
            }))
            {
                assertEquals(0, tailer.unreadableCount());
            }
        }
        return last[0];
    }

    private static List<Long> read(final TrackerDirectory directory) throws IOException
    {
        final List<Long> seen = new ArrayList<>();
        try (JournalTailer tailer = JournalTailer.open(directory))
        {
            poll(tailer, seen);
        }
        return seen;
    }

    private static void poll(final JournalTailer tailer, final List<Long> seen)
    {
        while (tailer.poll(batch -> seen.add(batch.sequence())))
        {
            assertEquals(0, tailer.unreadableCount());
        }
    }

    private static List<Long> sequences(final long first, final long last)
    {
        final List<Long> sequences = new ArrayList<>();
        for (long sequence = first; sequence <= last; sequence++)
        {
            sequences.add(sequence);
        }
        return sequences;
    }
}
