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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CoresCommandTest
{
    private static final int WORMHOLE = 1;
    private static final int BLACKHOLE = 2;
    private static final int GRID = CoreRange.of(0, 0, 7, 7);
    private static final List<BufferType> IN_L1 = List.of(
        BufferType.L1, BufferType.L1_SMALL, BufferType.CB, BufferType.KERNEL, BufferType.FIRMWARE, BufferType.LAUNCH);

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
        });
        final CommandRun run = CommandRun.on(path, "cores");
        assertEquals("", run.err());
        assertEquals(
            List.of(
                "Device 0: n150, wormhole_b0, chip 0x4d",
                "  KB in use on each core of 1464 KB, cores LOGICAL, * does not compute",
                "            x0      x1      x2",
                "    y0     1.0     3.0     3.0",
                "    y1     1.0     1.0     1.0",
                "    y2    0.5*    0.0*    0.0*",
                "  0.0103 MB on these cores: L1 0.0059 MB, CB 0.0039 MB, FIRMWARE 0.0005 MB",
                "  1.00 MB on cores that are not known, or are not Tensix: KERNEL 1.00 MB"),
            run.lines());
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
        assertEquals(
            "{\"schema\":\"ttalloc.cores/1\",\"takenAt\":\"T\",\"sequence\":6,\"devices\":[{\"device\":0," +
            "\"chip\":\"0x4d\",\"board\":\"n150\",\"architecture\":\"wormhole_b0\",\"l1BytesPerCore\":1499136," +
            "\"bytes\":107,\"bytesByType\":{\"L1\":100,\"KERNEL\":7},\"elsewhere\":{\"bytes\":0,\"bytesByType\":{}}," +
            "\"cores\":[" +
                "{\"core\":{\"x\":0,\"y\":0},\"compute\":true,\"bytes\":50,\"bytesByType\":{\"L1\":50}}," +
                "{\"core\":{\"x\":1,\"y\":0},\"compute\":true,\"bytes\":57,\"bytesByType\":{\"L1\":50,\"KERNEL\":7}}" +
            "]}]}\n",
            CommandRun.on(path, "cores", "--json").out().replaceAll("\"takenAt\":\"[^\"]*\"", "\"takenAt\":\"T\""));
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
            final List<CoreMap> maps = List.copyOf(CoreMap.of(tailer.fold()).values());
            assertEquals(3, maps.get(0).bytes(BufferType.KERNEL, 5, 3));
            assertEquals(3, maps.get(0).bytes());
            assertEquals(4, maps.get(0).elsewhere());
            assertEquals(8, maps.get(1).bytes(0, 0));
            assertEquals(16, maps.get(1).bytes(7, 9));
            assertEquals(32, maps.get(1).elsewhere());
            assertTrue(maps.get(0).isCompute(5, 3));
            assertFalse(maps.get(1).isCompute(0, 0));
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
            reporter.deviceOpen(2, new DeviceDescription(WORMHOLE, 0, null, 0, CoreRange.of(0, 0, 99, 99), 0, 0, false));
            for (int device = 0; device < 3; device++)
            {
                reporter.allocate(device, BufferType.L1, 0x100000, 64_000, 1_024, CoreRange.ALL, 0);
            }
        });
        try (FoldTailer tailer = fold(path))
        {
            final List<CoreMap> maps = List.copyOf(CoreMap.of(tailer.fold()).values());
            assertEquals(56 * 1_024, maps.get(0).bytes());
            assertEquals(64 * 1_024, maps.get(1).bytes());
            assertEquals(0, maps.get(2).bytes());
            assertEquals(64_000, maps.get(2).elsewhere());
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
            final List<CoreMap> maps = List.copyOf(CoreMap.of(fold).values());
            assertEquals(3, maps.size());
            assertTrue(maps.get(0).elsewhere() > 0);
            for (int i = 0; i < maps.size(); i++)
            {
                for (final BufferType type : IN_L1)
                {
                    assertEquals(
                        use.of(use.groups().all().get(i), type).reservedBytes(),
                        maps.get(i).bytes(type) + maps.get(i).elsewhere(type), "seed " + seed + " " + type);
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
