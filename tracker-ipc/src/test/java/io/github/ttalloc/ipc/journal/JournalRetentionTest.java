package io.github.ttalloc.ipc.journal;

import io.github.ttalloc.client.TrackerDirectory;
import net.openhft.chronicle.queue.RollCycles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class JournalRetentionTest
{
    private static final int CYCLES = 6;
    private static final long CYCLE_MILLIS = 300_000;

    @TempDir
    private Path parent;

    private final TestEvents events = new TestEvents();
    private final List<long[]> batches = new ArrayList<>();
    private TrackerDirectory directory;
    private long nowMillis = 1_790_000_000_000L / CYCLE_MILLIS * CYCLE_MILLIS;

    @BeforeEach
    void append() throws IOException
    {
        directory = TrackerDirectory.of(parent.resolve("tracker")).create();
        try (JournalAppender appender = JournalAppender.open(directory, context()))
        {
            for (int cycle = 0; cycle < CYCLES; cycle++)
            {
                appender.append(events.ring(1, 64L * cycle).mark(cycle).batch());
                nowMillis += CYCLE_MILLIS;
            }
        }
        try (JournalTailer tailer = JournalTailer.open(directory))
        {
            while (tailer.poll(batch ->
                batches.add(new long[]{batch.index(), batch.lastSequence(), batch.wallTimeNanos()})))
            {
                assertTrue(batches.size() <= CYCLES);
            }
        }
        assertEquals(CYCLES, batches.size());
        assertEquals(CYCLES, cycles().size());
    }

    @Test
    void shouldDeleteNothingWithinItsBounds() throws IOException
    {
        assertEquals(0, new JournalRetention(directory, context()).apply(index(CYCLES)));
        assertEquals(CYCLES, cycles().size());
    }

    @Test
    void shouldDeleteTheOldestBeyondItsBytes() throws IOException
    {
        final long oneCycle = Files.size(cycles().get(0));
        assertEquals(4, new JournalRetention(directory, context().maxBytes(2 * oneCycle)).apply(index(CYCLES)));
        assertEquals(2, cycles().size());
        assertEquals(List.of(5L, 6L), read());
    }

    @Test
    void shouldDeleteWhatIsOlderThanItsAge() throws IOException
    {
        final long age = 4 * CYCLE_MILLIS / 1_000;
        assertEquals(1, new JournalRetention(directory, context().maxAgeSeconds(age)).apply(index(CYCLES)));
        nowMillis += 1;
        assertEquals(1, new JournalRetention(directory, context().maxAgeSeconds(age)).apply(index(CYCLES)));
        assertEquals(List.of(3L, 4L, 5L, 6L), read());
    }

    @Test
    void shouldNeverDeleteWhatASnapshotNeeds() throws IOException
    {
        final JournalRetention retention = new JournalRetention(directory, context().maxBytes(0).maxAgeSeconds(0));
        assertEquals(0, retention.apply(index(1)));
        assertEquals(2, retention.apply(index(3)));
        assertEquals(List.of(3L, 4L, 5L, 6L), read());
        assertEquals(0, retention.apply(index(3)));
        assertEquals(3, retention.apply(index(6)));
        assertEquals(List.of(6L), read());
        assertEquals(0, retention.apply(index(6)));
    }

    @Test
    void shouldTakeAnyBound() throws IOException
    {
        final JournalContext endless = context().maxBytes(Long.MAX_VALUE).maxAgeSeconds(Long.MAX_VALUE);
        assertEquals(0, new JournalRetention(directory, endless).apply(index(CYCLES)));
    }

    @ParameterizedTest
    @EnumSource(value = RollCycles.class, mode = EnumSource.Mode.EXCLUDE, names = "WEEKLY")
    void shouldKnowTheCycleOfAFileByItsName(final RollCycles rollCycle) throws IOException
    {
        final TrackerDirectory other = TrackerDirectory.of(parent.resolve("other")).create();
        final JournalContext context = context().rollCycle(rollCycle).maxBytes(0);
        try (JournalAppender appender = JournalAppender.open(other, context))
        {
            for (int cycle = 0; cycle < 5; cycle++)
            {
                appender.append(events.ring(1, 64L * cycle).mark(cycle).batch());
                nowMillis += rollCycle.lengthInMillis();
            }
        }
        final List<Long> indexes = new ArrayList<>();
        try (JournalTailer tailer = JournalTailer.open(other))
        {
            while (tailer.poll(batch -> indexes.add(batch.index())))
            {
                assertTrue(indexes.size() <= 5);
            }
        }
        assertEquals(3, new JournalRetention(other, context).apply(indexes.get(3)));
        try (JournalTailer tailer = JournalTailer.open(other))
        {
            assertEquals(List.of(4L, 5L), read(tailer));
        }
    }

    @Test
    void shouldRefuseCyclesWhoseFilesCannotBeTold()
    {
        final IllegalArgumentException refusal =
            assertThrows(IllegalArgumentException.class, () -> context().rollCycle(RollCycles.WEEKLY));
        assertTrue(refusal.getMessage().startsWith("roll cycle WEEKLY must be one of [FIVE_MINUTELY, "),
            refusal.getMessage());
    }

    @Test
    void shouldLeaveATailerThatCanGoOnWhereItStoodAndRefuseWhatIsGone() throws IOException
    {
        assertEquals(3, new JournalRetention(directory, context().maxBytes(0)).apply(index(4)));
        try (JournalTailer tailer = JournalTailer.open(directory))
        {
            assertFalse(toAfter(tailer, 1));
            assertFalse(toAfter(tailer, 3));
            assertTrue(toAfter(tailer, 4));
            assertEquals(List.of(5L, 6L), read(tailer));
            assertEquals(4, tailer.firstSequence());
        }
    }

    @Test
    void shouldLetTheAppenderAndAnOpenTailerGoOn() throws IOException
    {
        try (JournalAppender appender = JournalAppender.open(directory, context());
            JournalTailer tailer = JournalTailer.open(directory))
        {
            appender.continueAfter(CYCLES, 0);
            assertTrue(toAfter(tailer, 5));
            assertEquals(4, new JournalRetention(directory, context().maxBytes(0)).apply(index(5)));
            assertEquals(List.of(6L), read(tailer));
            appender.append(events.ring(1, 0).mark(7).batch());
            nowMillis += 10 * CYCLE_MILLIS;
            appender.append(events.ring(1, 0).mark(8).batch());
            assertEquals(List.of(7L, 8L), read(tailer));
            assertEquals(List.of(5L, 6L, 7L, 8L), read());
        }
    }

    private boolean toAfter(final JournalTailer tailer, final int sequence)
    {
        final long[] batch = batches.get(sequence - 1);
        return tailer.toAfter(batch[0], batch[1], batch[2]);
    }

    private long index(final int sequence)
    {
        return batches.get(sequence - 1)[0];
    }

    private JournalContext context()
    {
        return new JournalContext().clock(() -> nowMillis);
    }

    private List<Path> cycles() throws IOException
    {
        try (var files = Files.list(directory.journal()))
        {
            return files.filter(file -> file.toString().endsWith(".cq4")).sorted().toList();
        }
    }

    private List<Long> read() throws IOException
    {
        try (JournalTailer tailer = JournalTailer.open(directory))
        {
            return read(tailer);
        }
    }

    private static List<Long> read(final JournalTailer tailer)
    {
        final List<Long> seen = new ArrayList<>();
        while (tailer.poll(batch -> seen.add(batch.sequence())))
        {
            assertTrue(seen.size() < 100);
        }
        return seen;
    }
}
