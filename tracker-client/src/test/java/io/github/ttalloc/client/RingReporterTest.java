package io.github.ttalloc.client;

import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RingReporterTest
{
    private static final int RING_BYTES = RingDescriptor.MIN_CAPACITY;
    private static final int RECORDS = RING_BYTES / RingDescriptor.RECORD_LENGTH;

    @TempDir
    private Path parent;

    private RingReporter reporter;
    private RingImage ring;

    @BeforeEach
    void open() throws IOException
    {
        reporter = RingReporter.create(new ReporterContext().directory(parent.resolve("tracker"))
            .ringBytes(RING_BYTES));
        ring = new RingImage(reporter);
    }

    @AfterEach
    void close()
    {
        reporter.close();
    }

    @Test
    void shouldPutEachFieldOfAnAllocationWhereItBelongs()
    {
        final long before = System.nanoTime();
        final long position = reporter.allocate(63, BufferType.L1, 0xFFFF_FFFFL, 1L << 40, 1L << 33,
            CoreRange.of(1, 2, 7, 9), 65_535);
        final long after = System.nanoTime();

        assertEquals(0, position);
        assertTrue(ring.isCommitted(0));
        assertEquals(EventKind.ALLOCATE, ring.kind(0));
        assertEquals(BufferType.L1.code(), ring.type(0));
        assertEquals(63, ring.device(0));
        assertEquals(0, ring.flags(0));
        assertEquals(CoreRange.of(1, 2, 7, 9), ring.coreRange(0));
        assertEquals(0xFFFF_FFFFL, ring.bufferId(0));
        assertEquals(1L << 40, ring.bytes(0));
        assertEquals(1L << 33, ring.bytesPerBank(0));
        assertEquals(65_535, ring.tag(0));
        assertEquals(0, ring.argument(0));
        assertTrue(before <= ring.time(0) && ring.time(0) <= after);
    }

    @Test
    void shouldGiveEachEventThePositionAfterTheLast()
    {
        assertEquals(0, reporter.allocate(0, BufferType.DRAM, 1, 0));
        assertEquals(64, reporter.free(1, BufferType.DRAM, 1));
        assertEquals(128, reporter.freeAll(2, BufferType.CB));
        assertEquals(192, reporter.write(3, BufferType.KERNEL, 5, 3, 0x20000, 99, 0));
        assertEquals(256, reporter.mark(7));
        assertEquals(320, ring.tail());

        assertEquals(EventKind.FREE, ring.kind(64));
        assertEquals(1, ring.device(64));
        assertEquals(EventKind.FREE_ALL, ring.kind(128));
        assertEquals(BufferType.CB.code(), ring.type(128));
        assertEquals(EventKind.WRITE, ring.kind(192));
        assertEquals(0x0005000300020000L, ring.bufferId(192));
        assertEquals(CoreRange.of(5, 3), ring.coreRange(192));
        assertEquals(EventKind.MARK, ring.kind(256));
        assertEquals(7, ring.tag(256));
        assertEquals(0, ring.dropped());
    }

    @Test
    void shouldDescribeADeviceAfterTheNameOfItsBoard()
    {
        final long position = reporter.deviceOpen(5, new DeviceDescription(
            2, 0xCAFE_F00D_1234_5678L, "p150", 0x81, CoreRange.of(0, 0, 12, 9), 111_360, 32_768, true));

        assertEquals(64, position);
        assertEquals("p150", ring.text(0L));
        assertEquals(EventKind.DEVICE_OPEN, ring.kind(64));
        assertEquals(2, ring.type(64));
        assertEquals(5, ring.device(64));
        assertEquals(EventDescriptor.FLAG_LOGICAL_COORDINATES, ring.flags(64));
        assertEquals(CoreRange.of(0, 0, 12, 9), ring.coreRange(64));
        assertEquals(0xCAFE_F00D_1234_5678L, ring.bufferId(64));
        assertEquals(0x81, ring.bytes(64));
        assertEquals(111_360, ring.bytesPerBank(64));
        assertEquals(1, ring.tag(64));
        assertEquals(32_768, ring.argument(64));
    }

    @Test
    void shouldRejectAndCountWhatIsOutOfRangeAndClaimNothing()
    {
        final DeviceDescription badGrid =
            new DeviceDescription(1, 0, null, 0, 0x01010505, 0, 0, false);
        final DeviceDescription badArchitecture =
            new DeviceDescription(256, 0, null, 0, CoreRange.ALL, 0, 0, false);
        final long[] statuses = {
            reporter.allocate(-1, BufferType.L1, 0, 0),
            reporter.allocate(64, BufferType.L1, 0, 0),
            reporter.allocate(0, null, 0, 0),
            reporter.allocate(0, BufferType.L1, 0, -1),
            reporter.allocate(0, BufferType.L1, 0, 1, -1, CoreRange.ALL, 0),
            reporter.allocate(0, BufferType.L1, BufferId.of(64, 0, 0), 1),
            reporter.allocate(0, BufferType.L1, BufferId.of(0, 64, 0), 1),
            reporter.allocate(0, BufferType.L1, -1, 1),
            reporter.allocate(0, BufferType.L1, 0, 1, 0, 0x01010505, 0),
            reporter.free(64, BufferType.L1, 0),
            reporter.free(0, null, 0),
            reporter.free(0, BufferType.L1, Long.MIN_VALUE),
            reporter.freeAll(-1, BufferType.L1),
            reporter.freeAll(0, null),
            reporter.write(0, BufferType.KERNEL, 64, 0, 0, 1, 0),
            reporter.write(0, BufferType.KERNEL, 0, -1, 0, 1, 0),
            reporter.write(0, BufferType.KERNEL, 0, 0, 1L << 32, 1, 0),
            reporter.write(0, BufferType.KERNEL, 0, 0, -1, 1, 0),
            reporter.write(0, BufferType.KERNEL, 0, 0, 0, -1, 0),
            reporter.deviceOpen(64, DeviceDescription.UNKNOWN),
            reporter.deviceOpen(0, null),
            reporter.deviceOpen(0, badGrid),
            reporter.deviceOpen(0, badArchitecture)};
        for (int i = 0; i < statuses.length; i++)
        {
            assertEquals(ReportStatus.INVALID, statuses[i], "report " + i);
        }
        assertEquals(0, reporter.handle(64, BufferType.CB, 1));
        assertEquals(0, reporter.handle(0, null, 1));
        assertEquals(0, ring.tail());
        assertEquals(statuses.length + 2, ring.dropped());
    }

    @Test
    void shouldTakeTheLargestOfEachField()
    {
        assertEquals(0, reporter.allocate(63, BufferType.LAUNCH, BufferId.of(63, 63, BufferId.MAX_ADDRESS),
            Long.MAX_VALUE, Long.MAX_VALUE, CoreRange.of(0, 0, 254, 254), -1));
        assertEquals(64, reporter.write(63, BufferType.LAUNCH, 63, 63, BufferId.MAX_ADDRESS, Long.MAX_VALUE, -1));
        assertEquals(0, ring.dropped());
        assertEquals(-1, ring.tag(0));
    }

    @Test
    void shouldDropAndCountWithoutWaitingWhenTheRingIsFullAndNoRecorderIsThere()
    {
        for (int i = 0; i < RECORDS; i++)
        {
            assertEquals(64L * i, reporter.free(0, BufferType.DRAM, i));
        }
        for (int i = 1; i <= 100_000; i++)
        {
            assertEquals(ReportStatus.DROPPED, reporter.free(0, BufferType.DRAM, i));
            assertEquals(i, ring.dropped());
        }
        assertEquals(RING_BYTES, ring.tail());
        assertEquals(0, ring.bufferId(0));
        assertEquals(RECORDS - 1, ring.bufferId(RING_BYTES - 64));
    }

    @Test
    void shouldUseSpaceAgainOnceItWasGivenBack()
    {
        for (long i = 0; i < 3L * RECORDS; i++)
        {
            if (i >= RECORDS)
            {
                assertEquals(ReportStatus.DROPPED, reporter.free(0, BufferType.DRAM, 0xBAD));
                assertEquals((i - RECORDS) * 64, ring.poll());
                assertEquals(i - RECORDS, ring.bufferId(ring.poll()));
                ring.release();
            }
            assertEquals(i * 64, reporter.free(0, BufferType.DRAM, i));
        }
        assertEquals(2L * RECORDS, ring.dropped());
    }

    @Test
    void shouldSendEachIdOnceAndGiveEachItsOwnHandle()
    {
        assertEquals(1, reporter.handle(2, BufferType.CB, 0x7FFF_1234_5678_9ABCL));
        assertEquals(2, reporter.handle(2, BufferType.CB, 0));
        assertEquals(1, reporter.handle(2, BufferType.CB, 0x7FFF_1234_5678_9ABCL));
        assertEquals(2, reporter.handle(2, BufferType.CB, 0));

        assertEquals(128, ring.tail());
        assertEquals(EventKind.HANDLE, ring.kind(0));
        assertEquals(2, ring.device(0));
        assertEquals(BufferType.CB.code(), ring.type(0));
        assertEquals(1, ring.bufferId(0));
        assertEquals(0x7FFF_1234_5678_9ABCL, ring.bytes(0));
        assertEquals(2, ring.bufferId(64));
        assertEquals(0, ring.bytes(64));
    }

    @Test
    void shouldGiveNoHandleWhileTheRingIsFullAndOneAfterwards()
    {
        fill();
        assertEquals(0, reporter.handle(0, BufferType.CB, 77));
        ring.release();
        assertEquals(1, reporter.handle(0, BufferType.CB, 77));
    }

    @Test
    void shouldReportNothingMoreOnceClosed()
    {
        final int known = reporter.tag("known");
        final long tail = ring.tail();
        assertTrue(reporter.isEnabled());
        assertEquals(0, ring.file().getInt(RingDescriptor.CLOSED_OFFSET));

        reporter.close();
        reporter.close();

        assertFalse(reporter.isEnabled());
        assertEquals(1, ring.file().getInt(RingDescriptor.CLOSED_OFFSET));
        assertEquals(ReportStatus.CLOSED, reporter.allocate(0, BufferType.L1, 0, 0));
        assertEquals(ReportStatus.CLOSED, reporter.free(0, BufferType.L1, 0));
        assertEquals(ReportStatus.CLOSED, reporter.freeAll(0, BufferType.L1));
        assertEquals(ReportStatus.CLOSED, reporter.write(0, BufferType.KERNEL, 0, 0, 0, 0, 0));
        assertEquals(ReportStatus.CLOSED, reporter.mark(0));
        assertEquals(ReportStatus.CLOSED, reporter.deviceOpen(0, DeviceDescription.UNKNOWN));
        assertEquals(ReportStatus.CLOSED, reporter.allocate(-1, BufferType.L1, 0, 0));
        assertEquals(ReportStatus.CLOSED, reporter.write(0, BufferType.KERNEL, -1, 0, 0, 0, 0));
        assertEquals(ReportStatus.CLOSED, reporter.deviceOpen(0, null));
        assertEquals(known, reporter.tag("known"));
        assertEquals(0, reporter.tag("new"));
        assertEquals(0, reporter.handle(0, BufferType.L1, 5));
        assertEquals(tail, ring.tail());
        assertEquals(0, ring.dropped());
    }

    private void fill()
    {
        while (reporter.mark(0) >= 0)
        {
            assertTrue(ring.tail() <= RING_BYTES);
        }
    }
}
