package io.github.ttalloc.cli.leaks;

import io.github.ttalloc.cli.CommandRun;
import io.github.ttalloc.cli.RecordedTracker;
import io.github.ttalloc.cli.view.Durations;
import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LeaksCommandTest
{
    private static final long PID = ProcessHandle.current().pid();

    @TempDir
    private Path parent;

    @Test
    void shouldListWhatEndedProcessesLeftLargestFirst() throws IOException
    {
        final Path path = leaking();
        assertEquals(
            List.of(
                "⚠ PID 1 (large) ended A ago and left 2 buffers, 1.00 MB",
                "    - Buffer 0x40: 1024 KB of DRAM on device 0 (A old) tag=weights",
                "    - Buffer 0x20: 100 B of L1 on device 0 (A old)",
                "    released with the process: 1 buffer, 0.0001 MB of circular buffers, kernels and firmware",
                "⚠ PID 1 (small) ended A ago and left 21 buffers, 0.0002 MB"),
            steady(CommandRun.on(path, "leaks")).subList(0, 5));
        final List<String> lines = steady(CommandRun.on(path, "leaks", "--older-than", "0s"));
        assertEquals(
            List.of(
                "    … and 1 buffer more",
                "",
                "Held by live processes for longer than 0.0 s: 1 buffer, 0.0010 MB",
                "    - Buffer 0x60: 1 KB of DRAM on device 1 (A old, PID 1) tag=kept"),
            lines.subList(25, lines.size()));
        assertTrue(CommandRun.on(path, "leaks").out().endsWith(
            "\n\nNo live process holds a buffer for longer than 10.0 min.\n"));
    }

    @Test
    void shouldPrintOneObjectForPrograms() throws IOException
    {
        final String json = CommandRun.on(leaking(), "leaks", "--json", "--older-than", "0ms").out()
            .replaceAll("\"process\":\"[0-9a-f]{16}\"", "\"process\":\"P\"")
            .replace("\"pid\":" + PID + ",", "\"pid\":1,")
            .replaceAll("At\":\"[^\"]*\"", "At\":\"T\"")
            .replaceAll("\"ageNanos\":\\d+", "\"ageNanos\":0");
        assertTrue(json.startsWith("{\"schema\":\"ttalloc.leaks/1\",\"takenAt\":\"T\",\"sequence\":"), json);
        assertTrue(json.contains(
            ",\"leaks\":[{\"process\":\"P\",\"pid\":1,\"name\":\"large\",\"endedAt\":\"T\",\"clean\":true," +
            "\"buffers\":2,\"bytes\":1048676,\"releasedBuffers\":1,\"releasedBytes\":77,\"largest\":[" +
            "{\"device\":0,\"type\":\"DRAM\",\"bufferId\":\"0x40\",\"core\":null,\"cores\":null,\"address\":64," +
            "\"bytes\":1048576,\"bytesPerBank\":0,\"ageNanos\":0,\"tag\":\"weights\"}," +
            "{\"device\":0,\"type\":\"L1\",\"bufferId\":\"0x20\",\"core\":null,\"cores\":null,\"address\":32," +
            "\"bytes\":100,\"bytesPerBank\":0,\"ageNanos\":0,\"tag\":null}]},{\"process\":\"P\",\"pid\":1," +
            "\"name\":\"small\","), json);
        assertTrue(json.endsWith(
            "],\"olderThanNanos\":0,\"buffers\":[{\"process\":\"P\",\"pid\":1,\"device\":1,\"type\":\"DRAM\"," +
            "\"bufferId\":\"0x60\",\"core\":null,\"cores\":null,\"address\":96,\"bytes\":1024,\"bytesPerBank\":0," +
            "\"references\":1,\"ageNanos\":0,\"tag\":\"kept\"}]}\n"), json);
    }

    @Test
    void shouldSayThatNothingWasLeft() throws IOException
    {
        final Path path = parent.resolve("tracker");
        RecordedTracker.start(path).close();
        assertEquals(
            List.of(
                "✓ No process that ended left a buffer.",
                "",
                "No live process holds a buffer for longer than 2.0 h."),
            CommandRun.on(path, "leaks", "--older-than", "2h").lines());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "m", "-3s", "1.5h", "1w", "9999999999s"})
    void shouldRefuseAnAgeWithoutUnit(final String age) throws IOException
    {
        final CommandRun run = CommandRun.on(parent, "leaks", "--older-than", age);
        assertEquals(2, run.code());
        assertTrue(run.err().startsWith("ttalloc: --older-than '" + age + "' must be a whole number"), run.err());
    }

    @ParameterizedTest
    @CsvSource({"500ms, 500", "3s, 3000", "10m, 600000", "2h, 7200000", "1d, 86400000"})
    void shouldReadAges(final String text, final long millis)
    {
        assertEquals(Duration.ofMillis(millis), Durations.parse(text));
    }

    private Path leaking() throws IOException
    {
        final Path path = parent.resolve("tracker");
        try (RecordedTracker tracker = RecordedTracker.start(path))
        {
            final AllocationReporter small = tracker.process("small");
            for (int i = 0; i < 21; i++)
            {
                small.allocate(0, BufferType.DRAM, BufferId.of(0x1000 + 0x20 * i), 10);
            }
            small.close();
            final AllocationReporter large = tracker.process("large");
            large.allocate(0, BufferType.L1, 0x20, 100);
            large.allocate(0, BufferType.DRAM, 0x40, 1 << 20, 0, 0, large.tag("weights"));
            large.allocate(0, BufferType.CB, 0x40, 77);
            large.close();
            final AllocationReporter live = tracker.process("live");
            live.allocate(1, BufferType.DRAM, 0x60, 1024, 0, 0, live.tag("kept"));
            live.allocate(1, BufferType.CB, 0x60, 1024);
        }
        return path;
    }

    private static List<String> steady(final CommandRun run)
    {
        assertEquals(0, run.code(), run::err);
        return run.lines().stream()
            .map(line -> line.replace("PID " + PID, "PID 1")
                .replaceAll("ended \\d+\\.\\d s ago", "ended A ago")
                .replaceAll("\\(\\d+\\.\\d s old", "(A old"))
            .toList();
    }
}
