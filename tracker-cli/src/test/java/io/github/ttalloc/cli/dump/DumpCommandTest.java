package io.github.ttalloc.cli.dump;

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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DumpCommandTest
{
    private static final long PID = ProcessHandle.current().pid();
    private static final long MB = 1 << 20;
    private static final DeviceDescription N150 =
        new DeviceDescription(1, 77, "n150", 64, CoreRange.of(0, 0, 7, 7), 0, 65_536, true);

    @TempDir
    private Path parent;

    @Test
    void shouldPrintOneObjectForPrograms() throws IOException
    {
        final Path path = parent.resolve("tracker");
        RecordedTracker.record(path, reporter ->
        {
            final int tag = reporter.tag("a \"tag\"");
            reporter.allocate(0, BufferType.L1, 0x1a0000, 4096, 64, CoreRange.ALL, 0);
            reporter.allocate(0, BufferType.L1, 0x2a0000, 8192, 128, CoreRange.of(0, 0, 7, 7), tag);
            reporter.allocate(0, BufferType.L1, 0x2a0000, 8192, 128, CoreRange.of(0, 0, 7, 7), tag);
            reporter.allocate(0, BufferType.L1, 0x3a0000, 4096, 64, CoreRange.ALL, 0);
            reporter.free(0, BufferType.L1, 0x3a0000);
            reporter.free(0, BufferType.L1, 0x3a0000);
            reporter.write(0, BufferType.KERNEL, 5, 3, 0xa000, 512, 0);
            reporter.write(0, BufferType.FIRMWARE, 0, 0, 0x10, 16, 0);
            reporter.allocate(
                0, BufferType.CB, BufferId.of(1, 2, 0x20000), 2048, 2048, CoreRange.of(1, 2), 0);
            reporter.allocate(0, BufferType.DRAM, 0x20, 100);
        });
        final CommandRun run = CommandRun.on(path, "dump", "--json");
        assertEquals(0, run.code(), run::err);
        assertEquals("", run.err());
        final String p = "\"process\":\"P\",\"pid\":1,";
        assertEquals(
            "{\"schema\":\"ttalloc.dump/1\",\"takenAt\":\"T\",\"sequence\":13," +
            "\"processes\":[{" + p + "\"name\":\"python\",\"startTime\":\"T\",\"alive\":true,\"replayed\":false," +
                "\"incomplete\":false,\"droppedEvents\":0}]," +
            "\"totals\":[" +
                "{" + p + "\"device\":0,\"type\":\"DRAM\",\"buffers\":1,\"bytes\":100,\"bytesPerBank\":0," +
                    "\"peakBytes\":100,\"peakBytesPerBank\":0,\"allocations\":1,\"frees\":0}," +
                "{" + p + "\"device\":0,\"type\":\"L1\",\"buffers\":2,\"bytes\":12288,\"bytesPerBank\":192," +
                    "\"peakBytes\":16384,\"peakBytesPerBank\":256,\"allocations\":4,\"frees\":1}," +
                "{" + p + "\"device\":0,\"type\":\"CB\",\"buffers\":1,\"bytes\":2048,\"bytesPerBank\":2048," +
                    "\"peakBytes\":2048,\"peakBytesPerBank\":2048,\"allocations\":1,\"frees\":0}," +
                "{" + p + "\"device\":0,\"type\":\"KERNEL\",\"buffers\":1,\"bytes\":512,\"bytesPerBank\":0," +
                    "\"peakBytes\":512,\"peakBytesPerBank\":0,\"allocations\":1,\"frees\":0}," +
                "{" + p + "\"device\":0,\"type\":\"FIRMWARE\",\"buffers\":1,\"bytes\":16,\"bytesPerBank\":0," +
                    "\"peakBytes\":16,\"peakBytesPerBank\":0,\"allocations\":1,\"frees\":0}]," +
            "\"buffers\":[" +
                "{" + p + "\"device\":0,\"type\":\"DRAM\",\"bufferId\":\"0x20\",\"core\":null,\"cores\":null," +
                    "\"address\":32,\"bytes\":100,\"bytesPerBank\":0,\"references\":1,\"ageNanos\":0,\"tag\":null}," +
                "{" + p + "\"device\":0,\"type\":\"L1\",\"bufferId\":\"0x1a0000\",\"core\":null,\"cores\":null," +
                    "\"address\":1703936,\"bytes\":4096,\"bytesPerBank\":64,\"references\":1,\"ageNanos\":0," +
                    "\"tag\":null}," +
                "{" + p + "\"device\":0,\"type\":\"L1\",\"bufferId\":\"0x2a0000\",\"core\":null," +
                    "\"cores\":{\"x0\":0,\"y0\":0,\"x1\":7,\"y1\":7},\"address\":2752512,\"bytes\":8192," +
                    "\"bytesPerBank\":128,\"references\":2,\"ageNanos\":0,\"tag\":\"a \\\"tag\\\"\"}," +
                "{" + p + "\"device\":0,\"type\":\"CB\",\"bufferId\":\"0x1000200020000\",\"core\":{\"x\":1,\"y\":2}," +
                    "\"cores\":{\"x0\":1,\"y0\":2,\"x1\":1,\"y1\":2},\"address\":131072,\"bytes\":2048," +
                    "\"bytesPerBank\":2048,\"references\":1,\"ageNanos\":0,\"tag\":null}," +
                "{" + p + "\"device\":0,\"type\":\"KERNEL\",\"bufferId\":\"0x500030000a000\"," +
                    "\"core\":{\"x\":5,\"y\":3},\"cores\":null,\"address\":40960,\"bytes\":512,\"bytesPerBank\":0," +
                    "\"references\":1,\"ageNanos\":0,\"tag\":null}," +
                "{" + p + "\"device\":0,\"type\":\"FIRMWARE\",\"bufferId\":\"0x10\",\"core\":{\"x\":0,\"y\":0}," +
                    "\"cores\":null,\"address\":16,\"bytes\":16,\"bytesPerBank\":0,\"references\":1,\"ageNanos\":0," +
                    "\"tag\":null}]," +
            "\"leaks\":[]," +
            "\"anomalies\":{\"unknownFrees\":1,\"reallocations\":1,\"doubleAllocations\":0,\"overlaps\":0," +
                "\"invalidEvents\":0,\"lostEvents\":0,\"unplaced\":0}}\n",
            steady(run.out()));
    }

    @Test
    void shouldListWhatEndedProcessesLeftForPrograms() throws IOException
    {
        final Path path = parent.resolve("tracker");
        try (RecordedTracker tracker = RecordedTracker.start(path))
        {
            final AllocationReporter leaking = tracker.process("leaking");
            leaking.allocate(0, BufferType.DRAM, 0x20, 100);
            leaking.allocate(0, BufferType.CB, 0x20, 100);
            leaking.close();
            final AllocationReporter tidy = tracker.process("tidy");
            tidy.allocate(0, BufferType.CB, 0x20, 100);
            tidy.close();
        }
        final String out = steady(CommandRun.on(path, "dump", "--json").out());
        assertTrue(out.contains("\"buffers\":[],\"leaks\":[{\"process\":\"P\",\"pid\":1,\"name\":\"leaking\"," +
            "\"endedAt\":\"T\",\"clean\":true,\"buffers\":1,\"bytes\":100}],\"anomalies\""), out);
        assertEquals(2, out.split("\"alive\":false", -1).length - 1, out);
        assertEquals(3, out.split("\"bytes\":0,", -1).length - 1, out);
    }

    @Test
    void shouldPrintTheBoxForPeople() throws IOException
    {
        final Path path = parent.resolve("tracker");
        try (RecordedTracker tracker = RecordedTracker.start(path))
        {
            final AllocationReporter first = tracker.process("first");
            first.deviceOpen(0, N150);
            final int tag = first.tag("weights");
            first.allocate(0, BufferType.DRAM, 0x20, 12 * MB, 2 * MB, CoreRange.ALL, tag);
            for (int i = 0; i < 11; i++)
            {
                first.allocate(0, BufferType.L1, BufferId.of(0x100000 + i * 0x1000), 16_384, 256, CoreRange.ALL, 0);
            }
            first.free(0, BufferType.L1, BufferId.of(0x100000));
            first.free(0, BufferType.L1, BufferId.of(0x100000));
            first.allocate(
                0, BufferType.CB, BufferId.of(1, 2, 0x20000), 4096, 2048, CoreRange.of(1, 2, 2, 2), 0);
            first.write(0, BufferType.FIRMWARE, 0, 0, 0x1000, 3000, 0);
            first.write(0, BufferType.FIRMWARE, 0, 1, 0x1000, 4096, 0);
            final AllocationReporter second = tracker.process("second");
            second.deviceOpen(3, N150);
            second.allocate(3, BufferType.DRAM, 0x2000020, MB / 2, 0, CoreRange.ALL, 0);
        }
        final CommandRun run = CommandRun.on(path, "dump");
        assertEquals(0, run.code(), run::err);
        final List<String> expected = List.of(
            "╔══════════════════════════════════════════════════════════════╗",
            "║           REMAINING ALLOCATED BUFFERS                        ║",
            "╚══════════════════════════════════════════════════════════════╝",
            "Total tracked allocations: 15",
            "",
            "Device 0: n150, wormhole_b0, chip 0x4d",
            "  DRAM: 2 buffers, 12.50 MB total (reserved 24.50 MB, peak 12.50 MB)",
            "    PID 1 (first): 1 buffer, 12.00 MB",
            "    PID 1 (second): 1 buffer, 0.50 MB",
            "    - Buffer 0x20: 12288 KB (PID 1, ref_count=1) tag=weights",
            "    - Buffer 0x2000020: 512 KB (PID 1, ref_count=1)",
            "  L1: 10 buffers, 0.16 MB total (peak 0.17 MB)",
            "    - Buffer 0x101000: 16 KB (PID 1, ref_count=1)",
            "  CB: 1 buffer, 0.0039 MB total (peak 0.0039 MB)",
            "    on 2 cores, 2 KB each",
            "    - Buffer 0x1000200020000: 4 KB (PID 1, ref_count=1) cores=(1,2)-(2,2)",
            "  FIRMWARE: 2 buffers, 0.0068 MB total (peak 0.0068 MB)",
            "    on 2 cores, 2.93 KB to 4 KB each",
            "    - Buffer 0x100001000: 4 KB (PID 1, ref_count=1)",
            "    - Buffer 0x1000: 2.93 KB (PID 1, ref_count=1)",
            "",
            "Total remaining buffers: 15",
            "",
            "⚠ Anomalies: unknownFrees=1");
        final List<String> lines = List.of(run.out().replace("PID " + PID, "PID 1").split("\n"));
        final List<String> sorted = lines.stream()
            .filter(line -> !line.matches("    - Buffer 0x10[2-9a]000: 16 KB .*"))
            .toList();
        assertEquals(9, lines.size() - sorted.size(), run::out);
        assertEquals(normal(expected), normal(sorted));
    }

    @Test
    void shouldNarrowRowsAndTotalsByFilters() throws IOException
    {
        final Path path = parent.resolve("tracker");
        RecordedTracker.record(path, reporter ->
        {
            reporter.allocate(0, BufferType.L1, 0x1000, 10);
            reporter.allocate(0, BufferType.DRAM, 0x1000, 20);
            reporter.allocate(1, BufferType.L1, 0x1000, 30);
        });
        assertEquals(
            List.of("L1 10", "L1 10"), sizes(CommandRun.on(path, "dump", "--json", "--type", "l1", "--device", 0)));
        assertEquals(
            List.of("L1 10", "L1 30", "L1 10", "L1 30"), sizes(CommandRun.on(path, "dump", "--json", "--type", "L1")));
        assertEquals(List.of("L1 30", "L1 30"), sizes(CommandRun.on(path, "dump", "--json", "--device", 1)));
        assertEquals(6, sizes(CommandRun.on(path, "dump", "--json", "--pid", PID)).size());
        final CommandRun none = CommandRun.on(path, "dump", "--json", "--pid", PID + 1);
        assertEquals(List.of(), sizes(none));
        assertTrue(none.out().contains("\"name\":\"python\""), none.out());
        final CommandRun forPeople = CommandRun.on(path, "dump", "--pid", PID + 1);
        assertEquals("No buffers match.", forPeople.lines().get(3));
        assertEquals(4, forPeople.lines().size(), forPeople::out);
    }

    @Test
    void shouldListTheLargestAndKeepTheTotals() throws IOException
    {
        final Path path = parent.resolve("tracker");
        RecordedTracker.record(path, reporter ->
        {
            for (int i = 1; i <= 20; i++)
            {
                reporter.allocate(0, BufferType.L1, BufferId.of(0x1000L * (21 - i)), i * 1024L);
            }
        });
        assertEquals(
            List.of("L1 215040", "L1 20480", "L1 19456"), sizes(CommandRun.on(path, "dump", "--json", "--top", 2)));
        assertEquals(List.of("L1 215040"), sizes(CommandRun.on(path, "dump", "--json", "--summary")));
        assertEquals(
            List.of(
                "  L1: 20 buffers, 0.21 MB total (peak 0.21 MB)",
                "    - Buffer 0x1000: 20 KB (PID 1, ref_count=1)",
                "    - Buffer 0x2000: 19 KB (PID 1, ref_count=1)"),
            CommandRun.on(path, "dump", "--top", 2).lines().subList(6, 9).stream()
                .map(line -> line.replace("PID " + PID, "PID 1")).toList());
        assertEquals(9, CommandRun.on(path, "dump", "--summary").lines().size());
        assertEquals(29, CommandRun.on(path, "dump", "--top", 99).lines().size());
    }

    @Test
    void shouldPraiseAPerfectCleanup() throws IOException
    {
        final Path path = parent.resolve("tracker");
        RecordedTracker.record(path, reporter ->
        {
            reporter.allocate(0, BufferType.L1, 0x1000, 10);
            reporter.free(0, BufferType.L1, 0x1000);
        });
        assertEquals("✓ No buffers remaining - perfect cleanup!", CommandRun.on(path, "dump").lines().get(3));
    }

    @Test
    void shouldNotPraiseWhereAProcessLeftSomething() throws IOException
    {
        final Path path = parent.resolve("tracker");
        try (RecordedTracker tracker = RecordedTracker.start(path))
        {
            final AllocationReporter leaking = tracker.process("leaking");
            leaking.allocate(0, BufferType.DRAM, 0x20, 100);
            leaking.close();
        }
        final CommandRun run = CommandRun.on(path, "dump");
        assertEquals("No buffers remaining.", run.lines().get(3));
        assertTrue(run.out().endsWith(
            "⚠ Left by 1 process that ended: 1 buffer, 0.0001 MB ('ttalloc leaks' lists them)\n"), run.out());
    }

    @Test
    void shouldDumpAnEmptyJournal() throws IOException
    {
        final Path path = parent.resolve("tracker");
        RecordedTracker.start(path).close();
        final CommandRun json = CommandRun.on(path, "dump", "--json");
        assertEquals(0, json.code(), json::err);
        assertTrue(json.out().contains("\"sequence\":0,\"processes\":[],\"totals\":[],\"buffers\":[],\"leaks\":[]"),
            json.out());
        assertEquals("✓ No buffers remaining - perfect cleanup!", CommandRun.on(path, "dump").lines().get(3));
    }

    private static List<String> sizes(final CommandRun run)
    {
        assertEquals(0, run.code(), run::err);
        return java.util.regex.Pattern.compile("\"type\":\"(\\w+)\"[^}]*?\"bytes\":(\\d+)").matcher(run.out()).results()
            .map(match -> match.group(1) + " " + match.group(2)).toList();
    }

    private static String steady(final String json)
    {
        return json.replaceAll("\"process\":\"[0-9a-f]{16}\"", "\"process\":\"P\"")
            .replace("\"pid\":" + PID + ",", "\"pid\":1,")
            .replaceAll("\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\"", "\"T\"")
            .replaceAll("\"ageNanos\":\\d+", "\"ageNanos\":0");
    }

    private static String normal(final List<String> lines)
    {
        final String text = String.join("\n", lines);
        final String first = "    PID 1 (first): 1 buffer, 12.00 MB";
        final String second = "    PID 1 (second): 1 buffer, 0.50 MB";
        return text.replace(second + "\n" + first, first + "\n" + second);
    }
}
