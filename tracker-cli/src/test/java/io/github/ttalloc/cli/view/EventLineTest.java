package io.github.ttalloc.cli.view;

import io.github.ttalloc.cli.RecordedTracker;
import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.DeviceDescription;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.ipc.fold.FoldTailer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;

class EventLineTest
{
    private static final long PID = ProcessHandle.current().pid();

    @TempDir
    private Path parent;

    @Test
    void shouldPrintAllocationsAndFreesAsTheFirstTrackerDid() throws IOException
    {
        assertEquals(
            List.of(
                "✓ [PID 1] Allocated 4096 bytes of L1 on device 0 (buffer_id=0x1a0000)",
                "✓ [PID 1] Allocated 4096 bytes of L1 on device 0 (buffer_id=0x1a0000, ref_count=2)",
                "✗ [PID 1] Freed buffer 0x1a0000 on device 0 (4096 bytes, ref_count=1 remaining)",
                "✗ [PID 1] Freed buffer 0x1a0000 on device 0 (4096 bytes, FINAL)",
                "⚠ [PID 1] Deallocation for unknown buffer 0x1a0000 on device 0 (allocated before tracking started)"),
            lines(reporter ->
            {
                reporter.allocate(0, BufferType.L1, 0x1a0000, 4096);
                reporter.allocate(0, BufferType.L1, 0x1a0000, 4096);
                reporter.free(0, BufferType.L1, 0x1a0000);
                reporter.free(0, BufferType.L1, 0x1a0000);
                reporter.free(0, BufferType.L1, 0x1a0000);
            }));
    }

    @Test
    void shouldPrintCoresAndTags() throws IOException
    {
        assertEquals(
            List.of(
                "✓ [PID 1] Allocated 8192 bytes of CB on device 2 (buffer_id=0x1000200020000) cores=(1,2)-(2,3) tag=mm",
                "✓ [PID 1] Wrote 24576 bytes of KERNEL on device 2 to core (5,3) (buffer_id=0x50003000a0000) tag=mm",
                "✓ [PID 1] Wrote 16 bytes of FIRMWARE on device 2 to core (0,0) (buffer_id=0x10)",
                "✗ [PID 1] Freed all CB on device 2 (1 buffer)",
                "◆ [PID 1] Mark with ?[31mcolour"),
            lines(reporter ->
            {
                final int tag = reporter.tag("mm");
                reporter.allocate(
                    2, BufferType.CB, BufferId.of(1, 2, 0x20000), 8192, 2048, CoreRange.of(1, 2, 2, 3), tag);
                reporter.write(2, BufferType.KERNEL, 5, 3, 0xa0000, 24576, tag);
                reporter.write(2, BufferType.FIRMWARE, 0, 0, 0x10, 16, 0);
                reporter.freeAll(2, BufferType.CB);
                reporter.mark(reporter.tag("with \u001b[31mcolour"));
            }));
    }

    @Test
    void shouldPrintDevices() throws IOException
    {
        assertEquals(
            List.of(
                "▶ [PID 1] Opened device 0 (n150, wormhole_b0, 64 compute cores)",
                "▶ [PID 1] Opened device 1 (unknown board)"),
            lines(reporter ->
            {
                reporter.deviceOpen(0, new DeviceDescription(
                    1, 77, "n150", 64, CoreRange.of(0, 0, 7, 7), 0, 0, true));
                reporter.deviceOpen(1, DeviceDescription.UNKNOWN);
            }));
    }

    @Test
    void shouldPrintHowProcessesStartAndEnd() throws IOException
    {
        final Path path = parent.resolve("tracker");
        try (RecordedTracker tracker = RecordedTracker.start(path))
        {
            final AllocationReporter leaking = tracker.process("leaking");
            leaking.allocate(0, BufferType.DRAM, 0x20, 100);
            leaking.write(0, BufferType.KERNEL, 5, 3, 0xa0000, 24, 0);
            leaking.close();
        }
        final List<String> lines = linesOf(TrackerDirectory.of(path));
        assertEquals(4, lines.size(), lines::toString);
        assertEquals(
            "▶ [PID 1] Process 0123456789abcdef started", lines.get(0).replaceAll("[0-9a-f]{16}", "0123456789abcdef"));
        assertEquals(
            "⚠ [PID 1] Process leaking ended cleanly, left 1 buffer (100 bytes), 1 buffer (24 bytes) of CB, kernels " +
                "and firmware released with it",
            lines.get(3));
    }

    private List<String> lines(final Consumer<AllocationReporter> script) throws IOException
    {
        final List<String> lines = linesOf(RecordedTracker.record(parent.resolve("tracker"), script));
        return lines.subList(1, lines.size());
    }

    private static List<String> linesOf(final TrackerDirectory directory) throws IOException
    {
        final List<String> lines = new ArrayList<>();
        try (FoldTailer tailer = FoldTailer.openOldest(directory, event -> lines.add(
            EventLine.of(event).replace("[PID " + PID + "]", "[PID 1]"))))
        {
            tailer.catchUp();
        }
        return lines;
    }
}
