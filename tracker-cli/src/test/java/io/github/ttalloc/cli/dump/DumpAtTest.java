package io.github.ttalloc.cli.dump;

import io.github.ttalloc.cli.CommandRun;
import io.github.ttalloc.cli.RecordedTracker;
import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.device.BufferType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What was allocated at a moment: events 1 and 2 are of the process, 3 and 4 are two buffers, 5 frees the first.
 */
class DumpAtTest
{
    private static final String FIRST = "\"bufferId\":\"0x1000\"";
    private static final String SECOND = "\"bufferId\":\"0x2000\"";

    @TempDir
    private Path parent;

    private Path path;
    private Instant between;

    @BeforeEach
    void record() throws IOException
    {
        path = parent.resolve("tracker");
        try (RecordedTracker tracker = RecordedTracker.start(path))
        {
            final AllocationReporter reporter = tracker.process("python");
            reporter.allocate(0, BufferType.L1, 0x1000, 64);
            tracker.await(3);
            between = awaitNewMilli();
            reporter.allocate(0, BufferType.L1, 0x2000, 64);
            reporter.free(0, BufferType.L1, 0x1000);
            tracker.await(5);
        }
    }

    @Test
    void shouldShowWhatThereWasAtATime()
    {
        final String then = dump(between.toString());
        assertTrue(then.contains(FIRST) && !then.contains(SECOND), then);
        assertTrue(then.contains("\"sequence\":3,"), then);
        assertTrue(then.contains("\"takenAt\":\"" + between.toString().substring(0, 19)), then);
        final String now = dump(Instant.now().toString());
        assertTrue(!now.contains(FIRST) && now.contains(SECOND), now);
        final String before = dump(between.minus(Duration.ofDays(1)).toString());
        assertTrue(before.contains("\"sequence\":0,") && before.contains("\"processes\":[]"), before);
    }

    @Test
    void shouldShowWhatThereWasSomeTimeAgo()
    {
        assertTrue(dump("-0s").contains(SECOND));
        assertTrue(dump("-1h").contains("\"processes\":[]"));
    }

    @Test
    void shouldShowWhatThereWasAfterAnEvent()
    {
        assertTrue(dump("0").contains("\"processes\":[]"));
        final String third = dump("3");
        assertTrue(third.contains(FIRST) && !third.contains(SECOND), third);
        final String fourth = dump("4");
        assertTrue(fourth.contains(FIRST) && fourth.contains(SECOND), fourth);
        final String fifth = dump("5");
        assertTrue(!fifth.contains(FIRST) && fifth.contains(SECOND), fifth);
    }

    @Test
    void shouldSayThatAnEventIsYetToCome()
    {
        final CommandRun run = CommandRun.on(path, "dump", "--at", "1000");
        assertEquals(1, run.code());
        assertTrue(run.err().contains("event 1000 is not in the journal, which ends with event 5"), run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "-5", "-1w", "2026-11-22", "12345678901234567890", "9999-01-01T00:00:00Z"})
    void shouldRefuseWhatIsNoMoment(final String text)
    {
        final CommandRun run = CommandRun.on(path, "dump", "--at=" + text);
        assertEquals(2, run.code());
        assertTrue(run.err().contains("--at '" + text + "' must be a time such as"), run.err());
    }

    @Test
    void shouldTailFromAMoment()
    {
        final CommandRun run = CommandRun.on(path, "tail", "--json", "--from", "3");
        assertEquals(0, run.code(), run::err);
        assertTrue(run.lines().get(0).contains("\"sequence\":4,"), run.out());
        assertEquals(run.out(), CommandRun.on(path, "tail", "--json", "--from", between.toString()).out());
        assertFalse(CommandRun.on(path, "tail", "--from", "0").out().isEmpty());
        assertEquals(2, CommandRun.on(path, "tail", "--from", "0", "-n", 1).code());
    }

    private String dump(final String moment)
    {
        final CommandRun run = CommandRun.on(path, "dump", "--json", "--at", moment);
        assertEquals(0, run.code(), run::err);
        return run.out();
    }

    /* The journal's clock counts no finer than this. */
    private static Instant awaitNewMilli()
    {
        final long from = System.currentTimeMillis();
        while (System.currentTimeMillis() < from + 2)
        {
            Thread.onSpinWait();
        }
        final Instant now = Instant.now();
        while (System.currentTimeMillis() < now.toEpochMilli() + 2)
        {
            Thread.onSpinWait();
        }
        return now;
    }
}
