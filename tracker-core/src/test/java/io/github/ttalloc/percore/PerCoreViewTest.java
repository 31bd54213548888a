package io.github.ttalloc.percore;

import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.Board;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.Chip;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.device.L1Map;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PerCoreViewTest
{
    private static final L1Map MAP = L1Map.of(Architecture.WORMHOLE_B0, 104_224, 65_536);
    private static final long BUFFERS_END = 1_499_136 - 65_536;

    private long sequence;

    @ParameterizedTest
    @EnumSource(Board.class)
    void shouldReserveBytesPerBankOnEveryComputeCoreOfEachBoard(final Board board)
    {
        final Chip chip = board.exampleChip();
        final PerCoreView view = new PerCoreView(new DeviceMemory(
            board.architecture(), L1Map.of(board.architecture()), chip.computeRange(), chip));
        add(view, record(BufferType.L1, 0x100000, 1_000, 4_096));
        assertEquals(chip.columns(), view.columns());
        assertEquals(chip.rows(), view.rows());
        assertEquals(chip.cores(), view.cores().size());
        assertEquals(chip.l1Banks() * 4_096L, view.reservedBytes(BufferType.L1));
        assertEquals(1_000, view.requestedBytes());
        assertEquals(chip.l1Banks(), view.cores().stream().filter(CoreUse::hasBank).count());
        view.cores().forEach(core ->
        {
            assertEquals(core.hasBank() ? 4_096 : 0, core.reservedBytes());
            assertEquals(core.hasBank(), core.freeBytes() > 0);
        });
    }

    @Test
    void shouldSpreadWhatWasAskedForOverTheCoresOfAShardedBuffer()
    {
        final PerCoreView view = view(CoreRange.of(0, 0, 3, 3));
        add(view, record(BufferType.L1, 0x100000, 1_001, 512).cores(CoreRange.of(18, 18, 19, 18)));
        assertEquals(501, view.core(0, 0).requestedBytes(BufferType.L1));
        assertEquals(500, view.core(1, 0).requestedBytes(BufferType.L1));
        assertEquals(0, view.core(2, 0).requestedBytes(BufferType.L1));
        assertEquals(512, view.core(2, 0).reservedBytes(BufferType.L1));
        assertEquals(16 * 512, view.reservedBytes());
    }

    @Test
    void shouldGiveWritesThatMeetToTheLastOne()
    {
        final PerCoreView view = view(CoreRange.of(0, 0, 0, 0));
        add(view, record(BufferType.KERNEL, BufferId.of(18, 18, 0x8000), 1_000, 0));
        add(view, record(BufferType.LAUNCH, BufferId.of(18, 18, 0x8100), 100, 0));
        add(view, record(BufferType.KERNEL, BufferId.of(18, 18, 0x8000 + 900), 200, 0));
        assertEquals(1_000, view.core(0, 0).reservedBytes(BufferType.KERNEL));
        assertEquals(100, view.core(0, 0).reservedBytes(BufferType.LAUNCH));
        assertEquals(1_100, view.reservedBytes());
        assertEquals(1_300, view.requestedBytes());
        assertEquals(List.of(), view.overlaps());
    }

    @Test
    void shouldTellWhatIsFreeInTheUnitsOfTheAllocator()
    {
        final PerCoreView view = view(CoreRange.of(0, 0, 0, 0));
        add(view, record(BufferType.L1, 204_224, 100, 100));
        add(view, record(BufferType.L1, 304_224, 0, 0));
        add(view, record(BufferType.CB, BufferId.of(18, 18, 104_224), 0, 0).cores(CoreRange.of(18, 18)));
        add(view, record(BufferType.L1_SMALL, BUFFERS_END, 64, 64));
        final CoreUse core = view.core(0, 0);
        assertEquals(BUFFERS_END - 104_224 - 128 - 32, core.freeBytes());
        assertEquals(BUFFERS_END - 304_256, core.largestFreeBytes());
        assertEquals(1 - (double)core.largestFreeBytes() / core.freeBytes(), core.fragmentation());
        assertEquals(164, core.reservedBytes());
        assertEquals(0, view(CoreRange.of(0, 0, 0, 0)).core(0, 0).fragmentation());
    }

    @Test
    void shouldWarnBeforeCircularBuffersClash()
    {
        final PerCoreView view = view(CoreRange.of(0, 0, 7, 7));
        add(view, record(BufferType.L1, 1_000_000, 64_000, 1_000));
        add(view, circular(CoreRange.of(18, 18, 25, 18), 104_224, 895_776));
        add(view, circular(CoreRange.of(18, 19, 19, 19), 104_224, 890_000));
        add(view, circular(CoreRange.of(20, 20, 20, 20), 104_224, 895_808));
        add(view, circular(CoreRange.of(21, 21, 21, 21), 104_224, 100));
        assertEquals(0, view.core(0, 0).headroomBytes());
        assertEquals(5_776, view.core(1, 1).headroomBytes());
        assertEquals(-32, view.core(2, 2).headroomBytes());
        assertEquals(895_676, view.core(3, 3).headroomBytes());
        assertEquals(895_776, view.core(7, 7).headroomBytes());
        assertEquals(
            List.of(
                new ClashWarning(1, CoreRange.of(2, 2, 2, 2), 1_000_032, 1_000_000),
                new ClashWarning(8, CoreRange.of(0, 0, 7, 0), 1_000_000, 1_000_000),
                new ClashWarning(2, CoreRange.of(0, 1, 1, 1), 994_224, 1_000_000)),
            view.clashWarnings(65_536));
        assertEquals(1, view.clashWarnings(0).size());
        assertEquals(-32, view.clashWarnings(0).get(0).bytesLeft());
        assertEquals(1, view.overlaps().size());
        assertEquals(32, view.overlaps().get(0).bytes());
    }

    @Test
    void shouldNameWhatMeetsOncePerPairOfAllProcesses()
    {
        final PerCoreView view = view(CoreRange.of(0, 0, 7, 7));
        final LedgerRecord first = record(BufferType.L1, 0x100000, 64 * 4_096, 4_096);
        final LedgerRecord second = record(BufferType.L1, 0x100800, 64 * 1_024, 1_024);
        second.key(LedgerKey.of(2, 3, BufferType.L1, 0x100800));
        final LedgerRecord kernel = record(BufferType.KERNEL, BufferId.of(19, 20, 0x100FFF), 10, 0);
        add(view, first);
        add(view, second);
        add(view, kernel);
        assertEquals(
            List.of(
                new Overlap(first.key(), second.key(), 0x100800, 0x100C00, 0, 0, 64),
                new Overlap(first.key(), kernel.key(), 0x100FFF, 0x101000, 1, 2, 1)),
            view.overlaps());
        assertEquals(64 * 5_120L, view.reservedBytes(BufferType.L1));
    }

    @Test
    void shouldKeepApartWhatLiesOnNoCore()
    {
        final PerCoreView view = view(CoreRange.of(0, 0, 1, 1));
        add(view, record(BufferType.KERNEL, BufferId.of(18, 16, 0x8000), 7, 0));
        add(view, record(BufferType.KERNEL, 0x8000, 5, 0));
        add(view, record(BufferType.DRAM, 0x8000, 1 << 20, 1 << 16));
        assertEquals(12, view.elsewhere(BufferType.KERNEL));
        assertEquals(12, view.elsewhere());
        assertEquals(0, view.reservedBytes());

        final PerCoreView unknown = new PerCoreView(DeviceMemory.UNKNOWN);
        add(unknown, record(BufferType.L1, 0x100000, 100, 64));
        add(unknown, record(BufferType.KERNEL, BufferId.of(18, 18, 0x8000), 7, 0));
        assertEquals(100, unknown.elsewhere());
        assertEquals(7, unknown.core(0, 0).reservedBytes());
        assertFalse(unknown.core(0, 0).hasBank());
        assertEquals(0, unknown.core(0, 0).freeBytes());
    }

    @Test
    void shouldPutTranslatedCoresOfABlackholeInTheirLogicalPlaces()
    {
        final Chip chip = Board.P150.chip(0b11);
        final PerCoreView view = new PerCoreView(new DeviceMemory(
            Architecture.BLACKHOLE, L1Map.of(Architecture.BLACKHOLE), chip.computeRange(), chip));
        add(view, Architecture.BLACKHOLE, record(BufferType.KERNEL, BufferId.of(1, 2, 0x9000), 8, 0));
        add(view, Architecture.BLACKHOLE, record(BufferType.KERNEL, BufferId.of(14, 11, 0x9000), 16, 0));
        add(view, Architecture.BLACKHOLE, record(BufferType.KERNEL, BufferId.of(8, 5, 0x9000), 32, 0));
        assertEquals(8, view.core(0, 0).reservedBytes());
        assertEquals(16, view.core(11, 9).reservedBytes());
        assertEquals(32, view.elsewhere());
        assertTrue(view.core(10, 9).hasBank());
        assertFalse(view.core(11, 9).hasBank());
    }

    @Test
    void shouldTakeNoRecordOnceItWasAsked()
    {
        final PerCoreView view = view(CoreRange.of(0, 0, 1, 1));
        assertEquals(0, view.reservedBytes());
        final LedgerRecord late = record(BufferType.L1, 0x100000, 100, 64);
        assertThrows(IllegalStateException.class, () -> add(view, late));
    }

    private LedgerRecord circular(final int range, final long address, final long bytesPerCore)
    {
        return record(
            BufferType.CB, BufferId.of(CoreRange.x0(range), CoreRange.y0(range), address),
            bytesPerCore * CoreRange.size(range), bytesPerCore).cores(range);
    }

    private LedgerRecord record(
        final BufferType type, final long bufferId, final long bytes, final long bytesPerBank)
    {
        return new LedgerRecord().key(LedgerKey.of(1, 0, type, bufferId))
            .bytes(bytes).bytesPerBank(bytesPerBank).references(1).sequence(++sequence);
    }

    private static PerCoreView view(final int computeRange)
    {
        return new PerCoreView(new DeviceMemory(Architecture.WORMHOLE_B0, MAP, computeRange, null));
    }

    private static void add(final PerCoreView view, final LedgerRecord record)
    {
        add(view, Architecture.WORMHOLE_B0, record);
    }

    private static void add(final PerCoreView view, final Architecture architecture, final LedgerRecord record)
    {
        view.records(architecture, false).onRecord(record);
    }
}
