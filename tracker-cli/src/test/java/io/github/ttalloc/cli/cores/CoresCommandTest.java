package io.github.ttalloc.cli.cores;

import io.github.ttalloc.cli.CommandRun;
import io.github.ttalloc.cli.RecordedTracker;
import io.github.ttalloc.cli.view.BufferFilter;
import io.github.ttalloc.cli.view.MemoryUse;
import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.DeviceDescription;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.percore.PerCoreView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CoresCommandTest
{
    private static final int WORMHOLE = 1;
    private static final int BLACKHOLE = 2;
    private static final int WIDTH = 80;
    private static final int GRID = CoreRange.of(0, 0, 7, 7);
    private static final List<BufferType> IN_L1 = List.of(
        BufferType.L1, BufferType.L1_SMALL, BufferType.CB, BufferType.KERNEL, BufferType.FIRMWARE, BufferType.LAUNCH);

    private static final List<BufferType> WRITES =
        List.of(BufferType.KERNEL, BufferType.FIRMWARE, BufferType.LAUNCH);

    @TempDir
    private Path parent;

    @Test
    void shouldPrintKilobytesOnEachCore() throws IOException
    {
        final Path path = parent.resolve("tracker");
        RecordedTracker.record(path, reporter ->
        {
            reporter.deviceOpen(0, device(WORMHOLE, CoreRange.of(0, 0, 2, 1), true));
            reporter.allocate(0, BufferType.L1, 0x100000, 6000, 1024, CoreRange.of(0, 0), 0);
            reporter.allocate(0, BufferType.CB, BufferId.of(1, 0, 0x20000), 4096, 2048, CoreRange.of(1, 0, 2, 0), 0);
            reporter.write(0, BufferType.FIRMWARE, 0, 2, 0x4000, 512, 0);
            reporter.allocate(0, BufferType.KERNEL, 0x7000, 1 << 20);
            reporter.allocate(0, BufferType.L1, 0x100200, 3000, 512, CoreRange.ALL, 0);
            reporter.allocate(0, BufferType.CB, BufferId.of(2, 1, 103_424), 900_000, 900_000, CoreRange.of(2, 1), 0);
        });
        final CommandRun run = CommandRun.on(path, "cores");
        assertEquals("", run.err());
        assertEquals(
            List.of(
                "Device 0: n150, wormhole_b0, chip 0x4d",
                "  KB on each core of 1464 KB: used, free for buffers, largest free block (max).",
                "  Rows and columns: LOGICAL, then NOC0; * does not compute.",
                "LOGICAL x        0       1       2      3*      4*      5*      6*      7*",
                "   NOC0 x        1       2       3       4       6       7       8       9",
                " 0  1 used     1.5     3.5     3.5     0.0     0.0     0.0     0.0     0.0"),
            run.lines().subList(0, 6));
        final List<String> expected = List.of(
            " -  8     harvested",
            " 2* 3 used     0.5     0.0     0.0     0.0     0.0     0.0     0.0     0.0",
            "  1.00 MB on cores that are not known, or are not Tensix:",
            "    KERNEL 1.00 MB",
            "  Close to a clash on 1 core in (2,1): circular buffers end at 1003424,",
            "    the lowest L1 buffer begins at 1048576: 45152 bytes are left.",
            "  Overlap of 512 bytes at 1049088 on 6 cores from (0,0):");
        assertEquals(expected, run.lines().stream().filter(expected::contains).sorted(
            Comparator.comparingInt(expected::indexOf)).toList());
        assertEquals(List.of(), run.lines().stream().filter(line -> line.length() > WIDTH).toList());
    }

    @Test
    void shouldPrintEachCoreForPrograms() throws IOException
    {
        final Path path = parent.resolve("tracker");
        RecordedTracker.record(path, reporter ->
        {
            reporter.deviceOpen(0, device(WORMHOLE, CoreRange.of(0, 0, 1, 0), true));
            reporter.allocate(0, BufferType.L1, 0x100000, 100);
            reporter.write(0, BufferType.KERNEL, 1, 0, 0xa000, 7, 0);
        });
        final String json = CommandRun.on(path, "cores", "--json").out();
        final String common = "\"freeBytes\":1330112,\"largestFreeBytes\":945152," +
            "\"fragmentation\":0.2894192368762931,\"circularBuffersEnd\":103424,\"lowestBuffer\":1048576," +
            "\"headroomBytes\":945152}";
        assertEquals(
            "{\"schema\":\"ttalloc.cores/1\",\"takenAt\":\"T\",\"sequence\":6,\"devices\":[{\"device\":0," +
            "\"chip\":\"0x4d\",\"board\":\"n150\",\"architecture\":\"wormhole_b0\",\"harvestMask\":64," +
            "\"l1BytesPerCore\":1499136,\"bytes\":107,\"bytesByType\":{\"L1\":100,\"KERNEL\":7}," +
            "\"requestedBytes\":107,\"elsewhere\":{\"bytes\":0,\"bytesByType\":{}}," +
            "\"cores\":[" +
                "{\"core\":{\"x\":0,\"y\":0},\"noc0\":{\"x\":1,\"y\":1},\"compute\":true,\"bytes\":50," +
                "\"bytesByType\":{\"L1\":50},\"requestedBytes\":50," + common +
                ",{\"core\":{\"x\":1,\"y\":0},\"noc0\":{\"x\":2,\"y\":1},\"compute\":true,\"bytes\":57," +
                "\"bytesByType\":{\"L1\":50,\"KERNEL\":7},\"requestedBytes\":57," + common,
            json.replaceAll("\"takenAt\":\"[^\"]*\"", "\"takenAt\":\"T\"").replaceAll(
                ",\\{\"core\":\\{\"x\":2.*\\R", ""));
        assertTrue(json.endsWith(
            "{\"core\":{\"x\":7,\"y\":8},\"noc0\":{\"x\":9,\"y\":11},\"compute\":false,\"bytes\":0," +
            "\"bytesByType\":{},\"requestedBytes\":0,\"freeBytes\":null,\"largestFreeBytes\":null," +
            "\"fragmentation\":null,\"circularBuffersEnd\":103424,\"lowestBuffer\":null,\"headroomBytes\":null}]," +
            "\"clashWarnings\":[],\"overlaps\":[]}]}\n"), json);
    }

    @Test
    void shouldNameClashesAndOverlapsForPrograms() throws IOException
    {
        final Path path = parent.resolve("tracker");
        RecordedTracker.record(path, reporter ->
        {
            reporter.deviceOpen(0, device(WORMHOLE, GRID, true));
            reporter.allocate(0, BufferType.L1, 0x100000, 64, 64, CoreRange.ALL, 0);
            reporter.allocate(
                0, BufferType.CB, BufferId.of(1, 2, 103_424), 1_890_368, 945_184, CoreRange.of(1, 2, 2, 2), 0);
        });
        final String json = CommandRun.on(path, "cores", "--json").out().replaceAll("\"(process|pid)\":[^,]*,", "");
        final String expected = "\"clashWarnings\":[{\"coreCount\":2," +
            "\"cores\":{\"x0\":1,\"y0\":2,\"x1\":2,\"y1\":2},\"circularBuffersEnd\":1048608," +
            "\"lowestBuffer\":1048576,\"bytesLeft\":-32}]," +
            "\"overlaps\":[{\"coreCount\":2,\"firstCore\":{\"x\":1,\"y\":2},\"address\":1048576,\"bytes\":32," +
            "\"buffers\":[{\"type\":\"CB\",\"bufferId\":\"0x1000200019400\",\"core\":{\"x\":1,\"y\":2}," +
            "\"cores\":null,\"address\":103424},{\"type\":\"L1\",\"bufferId\":\"0x100000\",\"core\":null," +
            "\"cores\":null,\"address\":1048576}]}]}]}\n";
        assertTrue(json.endsWith(expected), json.substring(json.indexOf("\"clashWarnings\"")));
        final CommandRun run = CommandRun.on(path, "cores");
        assertTrue(run.lines().containsAll(List.of(
            "  Clash on 2 cores in (1,2)-(2,2): circular buffers end at 1048608,",
            "    the lowest L1 buffer begins at 1048576: 32 bytes too low for the next program that has them.")),
            run.out());
    }

    @Test
    void shouldColourEachCoreByItsUse() throws IOException
    {
        final Path path = parent.resolve("tracker");
        RecordedTracker.record(path, reporter ->
        {
            reporter.deviceOpen(0, device(WORMHOLE, GRID, true));
            reporter.write(0, BufferType.KERNEL, 0, 0, 0, 1_499_136, 0);
            reporter.write(0, BufferType.KERNEL, 1, 0, 0, 1, 0);
        });
        try (FoldTailer tailer = fold(path))
        {
            final StringWriter plain = new StringWriter();
            final StringWriter coloured = new StringWriter();
            CoreMapText.print(tailer.fold(), false, new PrintWriter(plain));
            CoreMapText.print(tailer.fold(), true, new PrintWriter(coloured));
            assertFalse(plain.toString().contains("\u001b"));
            assertTrue(coloured.toString().contains(
                "used \u001b[38;5;231;48;5;124m 1464.0\u001b[0m \u001b[38;5;231;48;5;22m    0.0\u001b[0m " +
                "\u001b[38;5;250;48;5;236m    0.0\u001b[0m"), coloured.toString());
            assertEquals(plain.toString(), coloured.toString().replaceAll("\u001b\\[[0-9;]*m", "")
                .replaceAll("  Heat by L1 used.*\\R", ""));
        }
    }

    @Test
    void shouldExplainAnUnknownDevice() throws IOException
    {
        final Path path = parent.resolve("tracker");
        RecordedTracker.record(path, reporter -> reporter.allocate(2, BufferType.L1, 0x100000, 100));
        assertEquals(0, CommandRun.on(path, "cores", "--device", 2).code());
        final CommandRun run = CommandRun.on(path, "cores", "--device", 1);
        assertEquals(1, run.code());
        assertEquals("ttalloc: device 1 is not known: name one of 2 with --device\n", run.err());
    }

    @Test
    void shouldPutTranslatedCoresInTheirLogicalPlaces() throws IOException
    {
        final Path path = parent.resolve("tracker");
        RecordedTracker.record(path, reporter ->
        {
            reporter.deviceOpen(0, device(WORMHOLE, GRID, false));
            reporter.write(0, BufferType.KERNEL, 23, 21, 0xa000, 1, 0);
            reporter.write(0, BufferType.KERNEL, 5, 3, 0xa000, 2, 0);
            reporter.write(0, BufferType.KERNEL, 18, 16, 0xa000, 4, 0);
            reporter.deviceOpen(1, new DeviceDescription(BLACKHOLE, 78, null, 0, CoreRange.ALL, 0, 0, false));
            reporter.write(1, BufferType.KERNEL, 1, 2, 0xa000, 8, 0);
            reporter.write(1, BufferType.KERNEL, 10, 11, 0xa000, 16, 0);
            reporter.write(1, BufferType.KERNEL, 8, 5, 0xa000, 32, 0);
        });
        try (FoldTailer tailer = fold(path))
        {
            final List<PerCoreView> views = List.copyOf(CoreMaps.of(tailer.fold()).values());
            assertEquals(2, views.get(0).core(5, 3).reservedBytes(BufferType.KERNEL));
            assertEquals(2, views.get(0).reservedBytes());
            assertEquals(4, views.get(0).elsewhere());
            assertEquals(8, views.get(1).core(0, 0).reservedBytes());
            assertEquals(16, views.get(1).core(7, 9).reservedBytes());
            assertEquals(32, views.get(1).elsewhere());
            assertTrue(views.get(0).core(5, 3).hasBank());
            assertFalse(views.get(1).core(0, 0).hasBank());
        }
    }

    @Test
    void shouldTakeTheGridOfTheBoardWhereTheProcessNamesNone() throws IOException
    {
        final Path path = parent.resolve("tracker");
        RecordedTracker.record(path, reporter ->
        {
            reporter.deviceOpen(0, new DeviceDescription(0, 0, "n300", 0, CoreRange.ALL, 0, 0, false));
            reporter.deviceOpen(1, new DeviceDescription(WORMHOLE, 0, null, 64, CoreRange.ALL, 0, 0, false));
            reporter.deviceOpen(
                2, new DeviceDescription(WORMHOLE, 0, null, 0, CoreRange.of(0, 0, 99, 99), 0, 0, false));
            for (int device = 0; device < 3; device++)
            {
                reporter.allocate(device, BufferType.L1, 0x100000, 64_000, 1_024, CoreRange.ALL, 0);
            }
        });
        try (FoldTailer tailer = fold(path))
        {
            final List<PerCoreView> views = List.copyOf(CoreMaps.of(tailer.fold()).values());
            assertEquals(56 * 1_024, views.get(0).reservedBytes());
            assertEquals(64 * 1_024, views.get(1).reservedBytes());
            assertEquals(0, views.get(2).reservedBytes());
            assertEquals(64_000, views.get(2).elsewhere());
        }
    }

    @Test
    void shouldAddUpToTheReservedTotals() throws IOException
    {
        final long seed = 20_261_122L;
        final Random random = new Random(seed);
        final Path path = parent.resolve("tracker");
        try (RecordedTracker tracker = RecordedTracker.start(path))
        {
            for (int i = 0; i < 3; i++)
            {
                final AllocationReporter reporter = tracker.process("process" + i);
                reporter.deviceOpen(0, device(WORMHOLE, GRID, 0 == i));
                for (int event = 0; event < 400; event++)
                {
                    report(reporter, random);
                }
            }
        }
        try (FoldTailer tailer = fold(path))
        {
            final LedgerFold fold = tailer.fold();
            final MemoryUse use = new MemoryUse(fold, BufferFilter.ALL);
            final List<PerCoreView> views = List.copyOf(CoreMaps.of(fold).values());
            assertEquals(3, views.size());
            assertTrue(views.get(0).elsewhere() > 0);
            for (int i = 0; i < views.size(); i++)
            {
                for (final BufferType type : IN_L1)
                {
                    final long reserved = use.of(use.groups().all().get(i), type).reservedBytes();
                    final long onMap = views.get(i).reservedBytes(type) + views.get(i).elsewhere(type);
                    if (WRITES.contains(type))
                    {
                        assertTrue(onMap <= reserved, "seed " + seed + " " + type);
                    }
                    else
                    {
                        assertEquals(reserved, onMap, "seed " + seed + " " + type);
                    }
                }
            }
        }
    }

    private static void report(final AllocationReporter reporter, final Random random)
    {
        final int x = random.nextInt(64);
        final int y = random.nextInt(64);
        final long address = random.nextInt(1 << 20);
        final int device = random.nextInt(3);
        final long bytes = random.nextInt(100_000);
        final long bytesPerBank = random.nextBoolean() ? 0 : random.nextInt(4_096);
        final int range = CoreRange.of(x / 2, y / 2, x, y);
        switch (random.nextInt(6))
        {
            case 0 -> reporter.allocate(device, BufferType.L1, address, bytes, bytesPerBank, range, 0);
            case 1 -> reporter.allocate(device, BufferType.L1_SMALL, address, bytes, bytesPerBank, 0, 0);
            case 2 -> reporter.allocate(
                device, BufferType.CB, BufferId.of(x / 2, y / 2, address), bytes, bytesPerBank, range, 0);
            case 3 -> reporter.allocate(device, BufferType.L1, BufferId.of(x, y, 0xFFFF_0000L + bytes % 0xFFFF), bytes);
            case 4 -> reporter.allocate(device, BufferType.KERNEL, address, bytes, bytesPerBank, 0, 0);
            default -> reporter.write(device, BufferType.LAUNCH, x, y, address, bytes, 0);
        }
    }

    private static FoldTailer fold(final Path path) throws IOException
    {
        return FoldTailer.openNewest(TrackerDirectory.of(path), null).catchUp();
    }

    private static DeviceDescription device(final int architecture, final int grid, final boolean isLogical)
    {
        return new DeviceDescription(architecture, 77, "n150", 64, grid, 0, 65_536, isLogical);
    }
}
