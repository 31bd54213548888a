package io.github.ttalloc.client;

import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.UUID;

/**
 * The bytes of a ring: what a producer in another language must write, and what a recorder of another version reads.
 */
class RingGoldenTest
{
    private static final int CAPACITY = RingDescriptor.MIN_CAPACITY;
    private static final int HEADER_SHOWN = 256;
    private static final int EVENTS = 9;

    @TempDir
    private Path parent;

    @Test
    void shouldWriteHeaderRecordsAndTrailerByteForByte() throws IOException
    {
        final ReporterContext context = new ReporterContext()
            .directory(parent.resolve("tracker")).ringBytes(CAPACITY).processName("d\u00e9code");
        final ByteBuffer shown = ByteBuffer.allocate(
            HEADER_SHOWN + EVENTS * RingDescriptor.RECORD_LENGTH + RingDescriptor.TRAILER_LENGTH);
        try (RingReporter reporter = RingReporter.create(context))
        {
            final RingImage ring = new RingImage(reporter);
            RingFile.writeHeader(
                new MappedWords(LocalRings.find(reporter.ring()).mapping()),
                new ProcessIdentity(4711, 123_456, 1_700_000_000_123_000_000L, 4_026_531_836L,
                    UUID.fromString("01234567-89ab-cdef-0123-456789abcdef"), 1000, "unused"),
                context, 0x0102_0304_0506_0708L, CAPACITY);
            report(reporter);
            for (int i = 0; i < EVENTS; i++)
            {
                ring.file().putLong(ring.event(64L * i) + EventDescriptor.TIME_OFFSET, 1_000_000L + i);
            }
            ring.heartbeat(0x1122_3344_5566_7788L);
            shown.put(ring.file().slice(0, HEADER_SHOWN));
            shown.put(ring.file().slice(RingDescriptor.DATA_OFFSET, EVENTS * RingDescriptor.RECORD_LENGTH));
            shown.put(ring.file().slice(RingDescriptor.DATA_OFFSET + CAPACITY, RingDescriptor.TRAILER_LENGTH));
        }
        GoldenFile.assertBytes(RingGoldenTest.class, "ring-1.txt", shown.flip());
    }

    private static void report(final RingReporter reporter)
    {
        reporter.deviceOpen(1, new DeviceDescription(
            1, 0x00AA_00BB_00CC_00DDL, "n150", 0x20, CoreRange.of(0, 0, 7, 8), 103_424, 32_768, false));
        reporter.allocate(1, BufferType.L1, BufferId.of(0x1A0000), 4096, 64, CoreRange.of(0, 0, 7, 7), 1);
        reporter.free(1, BufferType.L1, BufferId.of(0x1A0000));
        reporter.freeAll(63, BufferType.CB);
        reporter.write(0, BufferType.KERNEL, 5, 3, 0x20000, 512, 0);
        reporter.handle(2, BufferType.TRACE, 0x7FFF_0000_1234_5678L);
        reporter.mark(1);
        reporter.allocate(0, BufferType.LAUNCH, BufferId.of(63, 62, BufferId.MAX_ADDRESS), Long.MAX_VALUE,
            Long.MAX_VALUE, CoreRange.of(254, 254), -1);
        reporter.write(64, BufferType.KERNEL, 5, 3, 0x20000, 512, 0);
    }
}
