package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.client.EventKind;
import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.device.L1Map;
import io.github.ttalloc.ipc.journal.BatchBuilder;
import io.github.ttalloc.ipc.journal.TestBatches;
import io.github.ttalloc.ipc.journal.TestEvents;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerRecord;
import io.github.ttalloc.ledger.LedgerTotals;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The rules by which events become what is allocated, one by one.
 */
class AccountingTest
{
    private static final long ONE = 0x0000_0000_0000_0ABCL;
    private static final long TWO = 0xFFFF_0000_0000_0DEFL;
    private static final L1Map MAP = L1Map.of(Architecture.WORMHOLE_B0);
    private static final long CORE_5_3 = BufferId.of(5, 3, 0x8000);

    private final TestEvents events = new TestEvents();
    private final TestBatches batches = new TestBatches();
    private final List<String> shown = new ArrayList<>();
    private final LedgerFold fold = new LedgerFold(event -> shown.add(event.name().label() + " " + event.bytes() +
        " " + event.references() + (null == event.tag() ? "" : " " + event.tag())));

    @AfterEach
    void close()
    {
        FoldText.of(fold);
        fold.close();
    }

    @Test
    void shouldAddAReferenceAndReplaceEveryFieldAtASecondAllocation()
    {
        start(ONE);
        apply(ring(ONE)
            .buffer(EventKind.ALLOCATE, 0, BufferType.L1.code(), 64, 100, 10, CoreRange.ALL, 0)
            .buffer(EventKind.ALLOCATE, 0, BufferType.L1.code(), 64, 100, 10, CoreRange.ALL, 0)
            .buffer(EventKind.ALLOCATE, 0, BufferType.L1.code(), 64, 300, 30, CoreRange.of(1, 1, 2, 2), 9));

        final LedgerRecord record = record(1, 0, BufferType.L1, 64);
        assertEquals(3, record.references());
        assertEquals(300, record.bytes());
        assertEquals(30, record.bytesPerBank());
        assertEquals(CoreRange.of(1, 1, 2, 2), record.cores());
        assertEquals(9, record.tag());
        final LedgerTotals totals = totals(1, 0, BufferType.L1);
        assertEquals(3, totals.allocations());
        assertEquals(2, totals.reallocations());
        assertEquals(1, totals.doubleAllocations());
        assertEquals(300, totals.bytes());
        assertEquals(1, totals.buffers());
        assertEquals(300, totals.peakBytes());
    }

    @Test
    void shouldKeepABufferUntilItsLastReferenceIsFreed()
    {
        start(ONE);
        apply(ring(ONE).allocate(0, BufferType.DRAM, 64, 100).allocate(0, BufferType.DRAM, 64, 100)
            .free(0, BufferType.DRAM, 64));
        assertEquals(1, record(1, 0, BufferType.DRAM, 64).references());
        apply(ring(ONE).free(0, BufferType.DRAM, 64));
        assertEquals(0, fold.ledger().size());
        assertEquals(0, totals(1, 0, BufferType.DRAM).bytes());
        assertEquals(100, totals(1, 0, BufferType.DRAM).peakBytes());
        assertEquals(2, totals(1, 0, BufferType.DRAM).frees());
    }

    @Test
    void shouldKeepTheRightRecordWhenAFreeIsReportedLate()
    {
        start(ONE);
        apply(ring(ONE).allocate(0, BufferType.L1, 64, 100).allocate(0, BufferType.L1, 64, 200)
            .free(0, BufferType.L1, 64));
        assertEquals(200, record(1, 0, BufferType.L1, 64).bytes());
    }

    @Test
    void shouldCountAndListAnUnknownFreeAndChangeNoTotal()
    {
        start(ONE);
        apply(ring(ONE).allocate(0, BufferType.DRAM, 64, 100).free(0, BufferType.DRAM, 65).free(0, BufferType.L1, 64)
            .free(1, BufferType.DRAM, 64));
        assertEquals(List.of("process-start 0 0", "allocate 100 1", "unknown-free 0 0", "unknown-free 0 0",
            "unknown-free 0 0"), shown);
        final LedgerTotals totals = totals(1, 0, BufferType.DRAM);
        assertEquals(100, totals.bytes());
        assertEquals(0, totals.frees());
        assertEquals(1, totals.unknownFrees());
        assertEquals(1, totals(1, 0, BufferType.L1).unknownFrees());
        assertEquals(1, totals(1, 1, BufferType.DRAM).unknownFrees());
    }

    @Test
    void shouldKeepEqualAddressesOfTypesDevicesAndProcessesApart()
    {
        start(ONE);
        start(TWO);
        apply(ring(ONE).allocate(0, BufferType.DRAM, 64, 1).allocate(0, BufferType.L1, 64, 2)
            .allocate(1, BufferType.DRAM, 64, 4));
        apply(ring(TWO).allocate(0, BufferType.DRAM, 64, 8));
        assertEquals(4, fold.ledger().size());
        apply(ring(TWO).free(0, BufferType.DRAM, 64));
        assertEquals(3, fold.ledger().size());
        assertEquals(1, record(1, 0, BufferType.DRAM, 64).bytes());
    }

    @Test
    void shouldReplaceWhatAWriteFindsAndAddNoReference()
    {
        start(ONE);
        apply(ring(ONE).write(0, BufferType.KERNEL, CORE_5_3, 100).write(0, BufferType.KERNEL, CORE_5_3, 70));
        assertEquals(1, record(1, 0, BufferType.KERNEL, CORE_5_3).references());
        assertEquals(70, record(1, 0, BufferType.KERNEL, CORE_5_3).bytes());
        assertEquals(CoreRange.of(5, 3), record(1, 0, BufferType.KERNEL, CORE_5_3).cores());
        assertEquals(0, totals(1, 0, BufferType.KERNEL).reallocations());
        assertEquals(70, totals(1, 0, BufferType.KERNEL).bytes());
        apply(ring(ONE).allocate(0, BufferType.CB, CORE_5_3, 5).allocate(0, BufferType.CB, CORE_5_3, 5)
            .write(0, BufferType.CB, CORE_5_3, 6));
        assertEquals(2, record(1, 0, BufferType.CB, CORE_5_3).references());
    }

    @Test
    void shouldTakeL1AllocationsOfOldClientsThatNameACoreForWritesOfTheRegion()
    {
        start(ONE);
        final long kernel = BufferId.of(5, 3, 0x8000);
        final long firmware = BufferId.of(5, 3, 0x2000);
        final long buffer = BufferId.of(5, 3, 0x80000);
        apply(ring(ONE).allocate(0, BufferType.L1, kernel, 10).allocate(0, BufferType.L1, kernel, 20)
            .allocate(0, BufferType.L1, firmware, 30)
            .allocate(0, BufferType.L1, buffer, 40).allocate(0, BufferType.L1, buffer, 50));
        final BufferType kernelType = MAP.typeOf(0x8000);
        final BufferType firmwareType = MAP.typeOf(0x2000);
        assertEquals(20, record(1, 0, kernelType, kernel).bytes());
        assertEquals(1, record(1, 0, kernelType, kernel).references());
        assertEquals(30, record(1, 0, firmwareType, firmware).bytes());
        assertEquals(3, fold.ledger().size());
        apply(ring(ONE).free(0, BufferType.L1, kernel));
        assertEquals(2, fold.ledger().size());
        assertEquals(0, totals(1, 0, kernelType).unknownFrees());
    }

    @Test
    void shouldFreeAllOfOneTypeOnOneDeviceWhateverTheReferences()
    {
        start(ONE);
        start(TWO);
        apply(ring(ONE).allocate(0, BufferType.CB, CORE_5_3, 1).allocate(0, BufferType.CB, CORE_5_3, 1)
            .allocate(0, BufferType.CB, 64, 2).allocate(1, BufferType.CB, 64, 4).allocate(0, BufferType.L1, 64, 8));
        apply(ring(TWO).allocate(0, BufferType.CB, 64, 16));
        apply(ring(ONE).freeAll(0, BufferType.CB));
        assertEquals("free-all 0 2", shown.get(shown.size() - 1));
        assertEquals(3, fold.ledger().size());
        assertEquals(0, totals(1, 0, BufferType.CB).bytes());
        assertEquals(2, totals(1, 0, BufferType.CB).frees());
        apply(ring(ONE).freeAll(0, BufferType.CB).freeAll(3, BufferType.TRACE));
        assertEquals("free-all 0 0", shown.get(shown.size() - 1));
    }

    @Test
    void shouldCountABufferOfNoBytes()
    {
        start(ONE);
        apply(ring(ONE).allocate(0, BufferType.CB, CORE_5_3, 0));
        assertEquals(1, totals(1, 0, BufferType.CB).buffers());
        assertEquals(0, totals(1, 0, BufferType.CB).bytes());
        assertEquals(0, fold.counters().invalidEvents());
    }

    @Test
    void shouldReportWhatLeaksAndReleaseTheRestWhenAProcessEnds()
    {
        start(ONE);
        apply(ring(ONE).tag(3, "weights").buffer(EventKind.ALLOCATE, 1, BufferType.DRAM.code(), 64, 500, 50, 0, 3)
            .allocate(0, BufferType.L1, 64, 40).allocate(0, BufferType.L1_SMALL, 64, 30)
            .allocate(0, BufferType.TRACE, 64, 20).allocate(0, BufferType.SYSTEM_MEMORY, 64, 10)
            .allocate(0, BufferType.CB, CORE_5_3, 7).write(0, BufferType.KERNEL, CORE_5_3, 6)
            .write(0, BufferType.FIRMWARE, CORE_5_3, 5).write(0, BufferType.LAUNCH, CORE_5_3, 4));
        apply(events.end(ONE, false, 2));

        final TrackedProcess process = fold.processes().find(ONE);
        assertEquals("process-end 622 9", shown.get(shown.size() - 1));
        assertEquals(0, fold.ledger().size());
        assertFalse(process.isAlive());
        assertFalse(process.endedCleanly());
        assertEquals(2, process.unfinishedRecords());
        assertTrue(process.isIncomplete());
        final LeakReport leaks = process.leaks();
        assertEquals(5, leaks.buffers());
        assertEquals(600, leaks.bytes());
        assertEquals(4, leaks.otherBuffers());
        assertEquals(22, leaks.otherBytes());
        assertEquals(new LeftBuffer(1, BufferType.DRAM, 64, 500, 50, leaks.largest().get(0).timeNanos(), "weights"),
            leaks.largest().get(0));
        assertEquals(List.of(500L, 40L, 30L, 20L, 10L), leaks.largest().stream().map(LeftBuffer::bytes).toList());
        assertEquals(9, process.finalTotals().size());
        assertTrue(process.finalTotals().stream().allMatch(totals -> 0 == totals.bytes() && totals.peakBytes() > 0));
        assertEquals(List.of(process), fold.processes().ended());
    }

    @Test
    void shouldListTheLargestOfVeryManyLeaks()
    {
        start(ONE);
        for (int i = 0; i < 300; i++)
        {
            apply(ring(ONE).allocate(0, BufferType.DRAM, 64 + i, 1 + i * 7 % 300));
        }
        apply(events.end(ONE, true, 0));
        final LeakReport leaks = fold.processes().find(ONE).leaks();
        assertEquals(300, leaks.buffers());
        assertEquals(LeakReport.MAX_LARGEST, leaks.largest().size());
        assertEquals(300, leaks.largest().get(0).bytes());
        assertEquals(201, leaks.largest().get(99).bytes());
    }

    @Test
    void shouldEndAProcessOnceAndApplyNothingToItAfterwards()
    {
        start(ONE);
        apply(ring(ONE).allocate(0, BufferType.DRAM, 64, 5));
        apply(events.end(ONE, true, 0));
        apply(events.end(ONE, false, 7));
        apply(ring(ONE).allocate(0, BufferType.DRAM, 64, 5));
        final TrackedProcess process = fold.processes().find(ONE);
        assertTrue(process.endedCleanly());
        assertEquals(1, process.leaks().buffers());
        assertEquals(1, fold.processes().ended().size());
        assertEquals(1, fold.counters().invalidEvents());
        assertEquals(1, fold.counters().unplacedEvents());
        assertEquals(0, fold.ledger().size());
    }

    @Test
    void shouldGiveTheLowestFreeSlotAndReuseItAfterTheEnd()
    {
        for (long producer = 1; producer <= 5; producer++)
        {
            start(producer);
            assertEquals(producer, fold.processes().find(producer).slot());
        }
        apply(ring(2).allocate(0, BufferType.DRAM, 64, 5));
        apply(events.end(4, true, 0));
        apply(events.end(2, true, 0));
        start(6);
        start(7);
        start(8);
        assertEquals(2, fold.processes().find(6).slot());
        assertEquals(4, fold.processes().find(7).slot());
        assertEquals(6, fold.processes().find(8).slot());
        assertEquals(TrackedProcess.NO_SLOT, fold.processes().find(2).slot());
        fold.ledger().forEachTotals(totals -> assertTrue(totals.isGroup(), totals::toString));
        assertEquals(fold.processes().find(6), fold.processes().inSlot(2));
    }

    @Test
    void shouldCountTheEventsOfProcessesBeyond1023AsUnplaced()
    {
        for (long producer = 1; producer <= 1_025; producer++)
        {
            start(producer);
        }
        assertEquals(1_023, fold.processes().find(1_023).slot());
        final TrackedProcess process = fold.processes().find(1_024);
        assertEquals(TrackedProcess.NO_SLOT, process.slot());
        apply(ring(1_024).allocate(0, BufferType.DRAM, 64, 5).free(0, BufferType.DRAM, 64).freeAll(0, BufferType.CB)
            .mark(0).allocate(64, BufferType.DRAM, 64, 5).device(0, 1, 77, 0, 0));
        assertEquals(3, process.unplacedEvents());
        assertEquals(3, fold.counters().unplacedEvents());
        assertEquals(1, fold.counters().invalidEvents());
        assertTrue(process.isIncomplete());
        assertEquals(0, fold.ledger().size());
        apply(events.end(500, true, 0));
        start(2_000);
        assertEquals(500, fold.processes().find(2_000).slot());
        apply(events.end(1_024, true, 0));
        assertFalse(process.isAlive());
        assertEquals(500, fold.processes().find(2_000).slot());
    }

    @Test
    void shouldRememberTheLastThousandEndedProcesses()
    {
        for (long producer = 1; producer <= 1_010; producer++)
        {
            start(producer);
            apply(events.end(producer, true, 0));
        }
        assertEquals(ProcessTable.HISTORY_LENGTH, fold.processes().ended().size());
        assertNull(fold.processes().find(10));
        assertEquals(fold.processes().find(11), fold.processes().ended().get(0));
        assertEquals(1_000, fold.processes().all().size());
    }

    @Test
    void shouldGroupTotalsByChipWhereItIsKnown()
    {
        start(ONE);
        start(TWO);
        apply(ring(ONE).device(0, 1, 0xC0FFEE, 0, 0).allocate(0, BufferType.DRAM, 64, 5)
            .allocate(1, BufferType.DRAM, 64, 1));
        apply(ring(TWO).allocate(3, BufferType.DRAM, 64, 7).device(3, 1, 0xC0FFEE, 0, 0)
            .allocate(1, BufferType.DRAM, 128, 2));
        assertEquals(12, group(0xC0FFEE, -1).bytes());
        assertEquals(2, group(0xC0FFEE, -1).buffers());
        assertEquals(3, group(0, 1).bytes());
        assertEquals(7, totals(2, 3, BufferType.DRAM).bytes());
        apply(events.end(ONE, true, 0));
        assertEquals(7, group(0xC0FFEE, -1).bytes());
    }

    @Test
    void shouldCountInvalidAndUnknownEventsAndGoOn()
    {
        start(ONE);
        apply(ring(ONE)
            .allocate(64, BufferType.DRAM, 1, 1)
            .buffer(EventKind.ALLOCATE, 0, 9, 1, 1, 0, 0, 0)
            .allocate(0, BufferType.DRAM, BufferId.of(64, 0, 1), 1)
            .allocate(0, BufferType.DRAM, 1, -1)
            .buffer(EventKind.ALLOCATE, 0, 0, 1, 1, -1, 0, 0)
            .buffer(EventKind.ALLOCATE, 0, 0, 1, 1, 0, 0x01010505, 0)
            .write(0, BufferType.DRAM, 1, 1)
            .buffer(EventKind.FREE, 200, 0, 1, 0, 0, 0, 0)
            .freeAll(64, BufferType.CB)
            .buffer(EventKind.FREE_ALL, 0, 255, 0, 0, 0, 0, 0)
            .device(64, 1, 0, 0, 0)
            .device(0, 1, 0, 17, 0)
            .handle(0, 5)
            .handle(-1, 5)
            .handle(1L << 32, 5)
            .allocate(0, BufferType.DRAM, 1, Long.MAX_VALUE)
            .allocate(0, BufferType.DRAM, 1, 3));
        assertEquals(16, fold.counters().invalidEvents());
        assertEquals(1, fold.ledger().size());
        apply(ring(ONE).buffer(9, 0, 0, 0, 0, 0, 0, 0).buffer(0, 0, 0, 0, 0, 0, 0, 0)
            .buffer(EventKind.PROCESS_END, 0, 0, 0, 0, 0, 0, 0));
        apply(events.recorder(ONE).allocate(0, BufferType.DRAM, 1, 3));
        assertEquals(4, fold.counters().unknownEvents());
        assertTrue(fold.processes().find(ONE).isAlive());
    }

    @Test
    void shouldCountWhatAProcessLost()
    {
        start(ONE);
        apply(events.gap(ONE, 5, 5));
        apply(events.gap(ONE, 2, 7));
        final TrackedProcess process = fold.processes().find(ONE);
        assertEquals(7, process.lostEvents());
        assertEquals(7, process.droppedEvents());
        assertEquals(7, fold.counters().lostEvents());
        assertTrue(process.isIncomplete());
    }

    @Test
    void shouldPutTextsTogetherFromPartsInAnyOrder()
    {
        start(ONE);
        final String text = "a text of more than sixty-four bytes, which takes three parts at the least";
        apply(ring(ONE).tag(1, "short").tag(2, text).mark(1).mark(2).mark(3));
        assertEquals(List.of("process-start 0 0", "mark 0 0 short", "mark 0 0 " + text, "mark 0 0"), shown);
        apply(ring(ONE).tag(65_536, "beyond").tag(-1, "below"));
        assertEquals(2, fold.counters().invalidEvents());
    }

    @Test
    void shouldKnowTheOriginalsOfHandles()
    {
        start(ONE);
        apply(ring(ONE).handle(1, 0x7FFF_0000_0000_0001L).handle(2, 0).handle(3, Long.MIN_VALUE).handle(4, -1));
        final TrackedProcess process = fold.processes().find(ONE);
        assertEquals(0x7FFF_0000_0000_0001L, process.wideIdOf(1));
        assertEquals(0, process.wideIdOf(2));
        assertEquals(Long.MIN_VALUE, process.wideIdOf(3));
        assertEquals(-1, process.wideIdOf(4));
        apply(ring(ONE).handle(1, 0));
        assertEquals(0, process.wideIdOf(1));
        assertEquals(0, fold.counters().invalidEvents());
    }

    @Test
    void shouldTakeAProcessWhoseStartIsMissingForIncomplete()
    {
        apply(ring(ONE).allocate(0, BufferType.DRAM, 64, 5));
        assertEquals(1, fold.ledger().size());
        assertTrue(fold.processes().find(ONE).isIncomplete());
    }

    @Test
    void shouldKeepThePositionOfARingWhoseBeginningTheJournalDoesNotHold()
    {
        apply(events.ring(ONE, 6_400).mark(1));
        final TrackedProcess process = fold.processes().find(ONE);
        assertEquals(6_464, process.position());
        apply(events.ring(TWO, 640).mark(1));
        assertEquals(704, fold.processes().find(TWO).position());
    }

    private TestEvents ring(final long producer)
    {
        final TrackedProcess process = fold.processes().find(producer);
        return events.ring(producer, null == process ? 0 : process.position());
    }

    private void start(final long producer)
    {
        apply(events.start(producer, 4_711, "test"));
    }

    private void apply(final TestEvents filled)
    {
        apply(filled.batch());
    }

    private void apply(final BatchBuilder filled)
    {
        batches.append(filled);
        batches.show(batches.size() - 1, batches.size(), fold);
    }

    private LedgerRecord record(final int slot, final int device, final BufferType type, final long bufferId)
    {
        final LedgerRecord record = new LedgerRecord();
        assertTrue(fold.ledger().find(LedgerKey.of(slot, device, type, bufferId), record), "no such record");
        return record;
    }

    private LedgerTotals totals(final int slot, final int device, final BufferType type)
    {
        final LedgerTotals found = new LedgerTotals();
        fold.ledger().forEachTotals(totals ->
        {
            if (!totals.isGroup() && slot == totals.slot() && device == totals.device() &&
                type.code() == totals.typeCode())
            {
                found.set(totals);
            }
        });
        return found;
    }

    private LedgerTotals group(final long chipId, final int device)
    {
        final LedgerTotals found = new LedgerTotals();
        fold.ledger().forEachTotals(totals ->
        {
            if (totals.isGroup() && chipId == totals.chipId() && (device < 0 || device == totals.device()) &&
                BufferType.DRAM.code() == totals.typeCode())
            {
                found.set(totals);
            }
        });
        return found;
    }
}
