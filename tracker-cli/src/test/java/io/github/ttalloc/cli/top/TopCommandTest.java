package io.github.ttalloc.cli.top;

import io.github.ttalloc.cli.CommandRun;
import io.github.ttalloc.cli.RecordedTracker;
import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.DeviceDescription;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TopCommandTest
{
    private static final long PID = ProcessHandle.current().pid();
    private static final long GB = 1L << 30;
    private static final long EVENTS_OF_ENDED = 5;
    private static final long EVENTS_OF_BOTH = 12;
    private static final DeviceDescription N150 =
        new DeviceDescription(1, 77, "n150", 64, CoreRange.of(0, 0, 7, 7), 0, 65_536, true);

    @TempDir
    private Path parent;

    @Test
    void shouldShowRecorderProcessesAndDevices() throws IOException
    {
        final Path path = parent.resolve("tracker");
        try (RecordedTracker tracker = RecordedTracker.start(path))
        {
            fill(tracker);
            final String running = CommandRun.on(path, "top", "--once").out();
            assertTrue(running.contains("\nRecorder: PID " + PID + ", "), running);
            assertTrue(running.lines().anyMatch(line -> line.matches(" +\\d+\\.\\d% of a processor, 0 bytes waiting " +
                "in rings, ledger file 1, report to ledger p50 .* ms, p99 .* ms, p99\\.9 .* ms, max .* ms")), running);
        }
        final CommandRun run = CommandRun.on(path, "top", "--once");
        assertEquals("", run.err());
        assertTrue(run.lines().get(0).matches(
            "ttalloc top  \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z  event \\d+"), run.out());
        assertEquals(
            List.of(
                "Recorder: stopped (PID 1 was the last)",
                "Processes: 1 live, 1 ended, 1 of them with leaks",
                "",
                "     PID  NAME                BUFFERS           DRAM             L1             CB",
                "       1  a-very-long-nam…          3     3072.00 MB      0.0039 MB        0.00 MB",
                "",
                "Device 0: n150, wormhole_b0, chip 0x4d",
                "  DRAM              3072.00 MB  peak     3073.00 MB         1 buffers  " +
                    "[██████░░░░░░░░░░░░░░░░░░░]  25.0% of 12288.00 MB",
                "  L1                 0.0039 MB  peak      0.0039 MB         1 buffers  " +
                    "[░░░░░░░░░░░░░░░░░░░░░░░░░]   0.0% of 81.19 MB",
                "  KERNEL             0.0098 MB  peak      0.0098 MB         1 buffers"),
            run.lines().subList(1, run.lines().size()).stream()
                .map(line -> line.replace("PID " + PID, "PID 1")
                    .replaceFirst("^ *" + PID + "  ", "       1  ")).toList());
    }

    @Test
    void shouldPrintOneObjectForPrograms() throws IOException
    {
        final Path path = parent.resolve("tracker");
        try (RecordedTracker tracker = RecordedTracker.start(path))
        {
            fill(tracker);
        }
        final String json = CommandRun.on(path, "top", "--once", "--json").out()
            .replaceAll("\"process\":\"[0-9a-f]{16}\"", "\"process\":\"P\"")
            .replace("\"pid\":" + PID + ",", "\"pid\":1,")
            .replaceAll("At\":\"[^\"]*\"", "At\":\"T\"")
            .replaceAll("(equence|rings|Nanos)\":\\d+", "$1\":9");
        assertEquals(
            "{\"schema\":\"ttalloc.top/1\",\"takenAt\":\"T\",\"sequence\":9,\"recorder\":{\"pid\":1,\"alive\":false," +
            "\"outOfSpace\":false,\"rings\":9,\"journalSequence\":9,\"ledgerSequence\":9,\"snapshotSequence\":9," +
            "\"lagEvents\":0,\"lostEvents\":0,\"ringErrors\":0,\"eventsPerSecond\":0,\"cpuPercent\":0.0," +
            "\"backlogBytes\":0,\"rescues\":0,\"spaceStops\":0,\"journalErrors\":0,\"ledgerErrors\":0," +
            "\"ledgerGeneration\":1,\"latency\":{\"events\":8,\"p50Nanos\":9,\"p99Nanos\":9,\"p999Nanos\":9," +
            "\"maxNanos\":9}}," +
            "\"processes\":[{\"process\":\"P\",\"pid\":1,\"name\":\"a-very-long-name-of-a-process\"," +
                "\"replayed\":false,\"incomplete\":false,\"droppedEvents\":0,\"events\":5,\"buffers\":3," +
                "\"bytes\":3221239801}]," +
            "\"devices\":[{\"device\":0,\"chip\":\"0x4d\",\"board\":\"n150\",\"architecture\":\"wormhole_b0\"," +
                "\"totals\":[{\"type\":\"DRAM\",\"buffers\":1,\"bytes\":3221225472,\"bytesPerBank\":268435456," +
                    "\"reservedBytes\":3221225472,\"peakBytes\":3222274048,\"peakBytesPerBank\":268435456," +
                    "\"allocations\":2,\"frees\":0,\"capacityBytes\":12884901888}," +
                "{\"type\":\"L1\",\"buffers\":1,\"bytes\":4096,\"bytesPerBank\":64,\"reservedBytes\":4096," +
                    "\"peakBytes\":4096,\"peakBytesPerBank\":64,\"allocations\":1,\"frees\":0," +
                    "\"capacityBytes\":85131264}," +
                "{\"type\":\"KERNEL\",\"buffers\":1,\"bytes\":10233,\"bytesPerBank\":0,\"reservedBytes\":10233," +
                    "\"peakBytes\":10233,\"peakBytesPerBank\":0,\"allocations\":1,\"frees\":0," +
                    "\"capacityBytes\":null}]}]}\n",
            json);
    }

    @Test
    void shouldWantToBeToldHowOften() throws IOException
    {
        final CommandRun run = CommandRun.on(parent, "top");
        assertEquals(2, run.code());
        assertTrue(run.err().startsWith("ttalloc: Missing required option: '--once'"), run.err());
    }

    private static void fill(final RecordedTracker tracker) throws IOException
    {
        final AllocationReporter ended = tracker.process("ended");
        ended.deviceOpen(0, N150);
        ended.allocate(0, BufferType.DRAM, 0x20, 1 << 20);
        tracker.await(EVENTS_OF_ENDED);
        final AllocationReporter live = tracker.process("a-very-long-name-of-a-process");
        live.deviceOpen(0, N150);
        live.allocate(0, BufferType.DRAM, 0x40, 3 * GB, GB / 4, CoreRange.ALL, 0);
        live.allocate(0, BufferType.L1, 0x100000, 4096, 64, CoreRange.ALL, 0);
        live.write(0, BufferType.KERNEL, 1, 1, 0xa000, 10_233, 0);
        tracker.await(EVENTS_OF_BOTH);
        ended.close();
    }
}
