package io.github.ttalloc.benchmarks.report;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An update of counters in shared memory done as tt-metal does it, in the layout of its version 3: an atomic add to
 * the device's total, to that of its chip, which is searched for among 16, and to that of the process, which is
 * searched for among 64; and two clock reads for two times of the last update. Nothing is kept of the buffer itself.
 */
final class CountersPath implements ReportPath
{
    /** Slots for processes. */
    static final int SLOTS = 64;

    private static final VarHandle LONGS =
        MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INTS =
        MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final int UPDATED_OFFSET = 8;
    private static final int TOTAL_L1_OFFSET = 56;
    private static final int CHIPS_OFFSET = 88;
    private static final int CHIPS = 16;
    private static final int CHIP_LENGTH = 48;
    private static final int CHIP_L1_OFFSET = 16;
    private static final int PROCESSES_OFFSET = CHIPS_OFFSET + CHIPS * CHIP_LENGTH;
    private static final int PROCESS_LENGTH = 120;
    private static final int PROCESS_L1_OFFSET = 16;
    private static final int PROCESS_UPDATED_OFFSET = 48;
    private static final int LENGTH = 8576;
    private static final int CHIP_ID = 1;
    private static final long BYTES = 4096;

    private final ByteBuffer region;
    private final int pid = (int)ProcessHandle.current().pid();

    CountersPath(final Path directory, final int ownSlot) throws IOException
    {
        try (FileChannel channel = FileChannel.open(directory.resolve("counters"), StandardOpenOption.CREATE,
            StandardOpenOption.READ, StandardOpenOption.WRITE))
        {
            region = channel.map(MapMode.READ_WRITE, 0, LENGTH).order(ByteOrder.nativeOrder());
        }
        region.putInt(CHIPS_OFFSET, CHIP_ID);
        int slot = ownSlot;
        while (slot < SLOTS - 1 && !INTS.compareAndSet(region, PROCESSES_OFFSET + slot * PROCESS_LENGTH, 0, pid))
        {
            slot++;
        }
    }

    @Override
    public long report(final long bufferId)
    {
        final ByteBuffer region = this.region;
        final long total = (long)LONGS.getAndAdd(region, TOTAL_L1_OFFSET, BYTES);
        LONGS.setRelease(region, UPDATED_OFFSET, System.nanoTime());
        for (int i = 0, at = CHIPS_OFFSET; i < CHIPS; i++, at += CHIP_LENGTH)
        {
            if (CHIP_ID == (int)INTS.getAcquire(region, at))
            {
                LONGS.getAndAdd(region, at + CHIP_L1_OFFSET, BYTES);
                break;
            }
        }
        for (int i = 0, at = PROCESSES_OFFSET; i < SLOTS; i++, at += PROCESS_LENGTH)
        {
            if (pid == (int)INTS.getAcquire(region, at))
            {
                LONGS.getAndAdd(region, at + PROCESS_L1_OFFSET, BYTES);
                LONGS.setRelease(region, at + PROCESS_UPDATED_OFFSET, System.nanoTime());
                break;
            }
        }
        return total;
    }
}
