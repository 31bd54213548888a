package io.github.ttalloc.cli.tail;

import io.github.ttalloc.cli.CommandRun;
import io.github.ttalloc.cli.RecordedTracker;
import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.DeviceDescription;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;

class TailCommandTest
{
    private static final long PID = ProcessHandle.current().pid();

    @TempDir
    private Path parent;

    @Test
    void shouldPrintALineOfJsonForEachEvent() throws IOException
    {
        final Path path = parent.resolve("tracker");
        try (RecordedTracker tracker = RecordedTracker.start(path); AllocationReporter reporter = tracker.process("p"))
        {
            reporter.deviceOpen(0, DeviceDescription.UNKNOWN);
            reporter.allocate(0, BufferType.L1, 0x1a0000, 4096, 64, CoreRange.ALL, reporter.tag("x"));
            reporter.free(0, BufferType.L1, 0x1a0000);
            reporter.free(0, BufferType.L1, 0x1a0000);
            reporter.write(0, BufferType.KERNEL, 0, 0, 0x20000, 10, 0);
            reporter.allocate(
                0, BufferType.CB, BufferId.of(1, 2, 0x20000), 8192, 2048, CoreRange.of(1, 2, 2, 3), 0);
            reporter.freeAll(0, BufferType.CB);
            reporter.mark(reporter.tag("op"));
            reporter.allocate(63, BufferType.DRAM, 0x40, 7);
        }
        final CommandRun run = CommandRun.on(path, "tail", "--json");
        assertEquals(0, run.code(), run::err);
        final String none = "\"bufferId\":null,\"core\":null,\"cores\":null,\"address\":null,\"bytes\":null," +
            "\"bytesPerBank\":null,\"references\":null,";
        assertEquals(
            List.of(
                head(1, "process-start") + "\"device\":null,\"type\":null," + none + "\"tag\":null}",
                head(3, "device-open") + "\"device\":0,\"type\":null," + none + "\"tag\":null}",
                head(5, "allocate") + "\"device\":0,\"type\":\"L1\",\"bufferId\":\"0x1a0000\",\"core\":null," +
                    "\"cores\":null,\"address\":1703936,\"bytes\":4096,\"bytesPerBank\":64,\"references\":1," +
                    "\"tag\":\"x\"}",
                head(6, "free") + "\"device\":0,\"type\":\"L1\",\"bufferId\":\"0x1a0000\",\"core\":null," +
                    "\"cores\":null,\"address\":1703936,\"bytes\":4096,\"bytesPerBank\":64,\"references\":0," +
                    "\"tag\":\"x\"}",
                head(7, "unknown-free") + "\"device\":0,\"type\":\"L1\",\"bufferId\":\"0x1a0000\",\"core\":null," +
                    "\"cores\":null,\"address\":1703936,\"bytes\":0,\"bytesPerBank\":0,\"references\":0," +
                    "\"tag\":null}",
                head(8, "write") + "\"device\":0,\"type\":\"KERNEL\",\"bufferId\":\"0x20000\"," +
                    "\"core\":{\"x\":0,\"y\":0},\"cores\":null,\"address\":131072,\"bytes\":10,\"bytesPerBank\":0," +
                    "\"references\":1,\"tag\":null}",
                head(9, "allocate") + "\"device\":0,\"type\":\"CB\",\"bufferId\":\"0x1000200020000\"," +
                    "\"core\":{\"x\":1,\"y\":2},\"cores\":{\"x0\":1,\"y0\":2,\"x1\":2,\"y1\":3},\"address\":131072," +
                    "\"bytes\":8192,\"bytesPerBank\":2048,\"references\":1,\"tag\":null}",
                head(10, "free-all") + "\"device\":0,\"type\":\"CB\"," + none + "\"tag\":null,\"buffers\":1}",
                head(12, "mark") + "\"device\":null,\"type\":null," + none + "\"tag\":\"op\"}",
                head(13, "allocate") + "\"device\":63,\"type\":\"DRAM\",\"bufferId\":\"0x40\",\"core\":null," +
                    "\"cores\":null,\"address\":64,\"bytes\":7,\"bytesPerBank\":0,\"references\":1,\"tag\":null}",
                head(14, "process-end") + "\"device\":null,\"type\":null," + none + "\"tag\":null,\"clean\":true," +
                    "\"leakedBuffers\":1,\"leakedBytes\":7}"),
            run.lines().stream().map(TailCommandTest::steady).toList());
    }

    @Test
    void shouldPrintTheLast20EventsUnlessToldOtherwise() throws IOException
    {
        final Path path = parent.resolve("tracker");
        RecordedTracker.record(path, reporter -> allocate(reporter, 100));
        assertEquals(marks(80, 100), CommandRun.on(path, "tail").lines());
        assertEquals(marks(98, 100), CommandRun.on(path, "tail", "-n", 2).lines());
        assertEquals(List.of(), CommandRun.on(path, "tail", "-n", 0).lines());
        assertEquals(101, CommandRun.on(path, "tail", "-n", 1000).lines().size());
        assertEquals(marks(0, 100), CommandRun.on(path, "tail", "--from-start").lines().subList(1, 101));
    }

    @Test
    void shouldPrintNothingOfAnEmptyJournal() throws IOException
    {
        final Path path = parent.resolve("tracker");
        RecordedTracker.start(path).close();
        for (final String option : List.of("--json", "--from-start"))
        {
            final CommandRun run = CommandRun.on(path, "tail", option);
            assertEquals(0, run.code(), run::err);
            assertEquals("", run.out() + run.err());
        }
    }

    private static void allocate(final AllocationReporter reporter, final int marks)
    {
        for (int i = 0; i < marks; i++)
        {
            reporter.mark(reporter.tag("a mark with a text that takes more than one event to send: " + i));
        }
    }

    private static List<String> marks(final int from, final int to)
    {
        return IntStream.range(from, to).mapToObj(i ->
            "◆ [PID " + PID + "] Mark a mark with a text that takes more than one event to send: " + i).toList();
    }

    private static String head(final long sequence, final String event)
    {
        return "{\"schema\":\"ttalloc.event/1\",\"sequence\":" + sequence + ",\"process\":\"P\",\"pid\":1," +
            "\"time\":\"T\",\"timeNanos\":0,\"event\":\"" + event + "\",";
    }

    private static String steady(final String json)
    {
        return json.replaceAll("\"process\":\"[0-9a-f]{16}\"", "\"process\":\"P\"")
            .replace("\"pid\":" + PID + ",", "\"pid\":1,")
            .replaceAll("\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z\"", "\"T\"")
            .replaceAll("\"timeNanos\":\\d+", "\"timeNanos\":0");
    }
}
