package io.github.ttalloc.ledger;

import org.agrona.concurrent.AtomicBuffer;

import static io.github.ttalloc.ledger.TotalsDescriptor.ALLOCATIONS_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.BLOCK_COUNT_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.BUFFERS_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.BYTES_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.BYTES_PER_BANK_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.CELLS;
import static io.github.ttalloc.ledger.TotalsDescriptor.CHIP_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.DEVICE_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.PEAK_BUFFERS_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.PEAK_BUFFERS_SEQUENCE_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.PEAK_BYTES_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.PEAK_BYTES_PER_BANK_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.PEAK_BYTES_PER_BANK_SEQUENCE_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.PEAK_BYTES_SEQUENCE_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.SCOPE_FREE;
import static io.github.ttalloc.ledger.TotalsDescriptor.SCOPE_GROUP;
import static io.github.ttalloc.ledger.TotalsDescriptor.SCOPE_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.SCOPE_PROCESS;
import static io.github.ttalloc.ledger.TotalsDescriptor.SLOT_OFFSET;

/**
 * The totals of a ledger with one writer, kept twice: for each process, device and type, and for each chip and type
 * over all processes, with peaks of their own. For the writer's thread; every value is one word that a reader may load
 * at any time, and a peak is stored before the value that reached it.
 */
final class OneWriterTotals
{
    private static final int NO_BLOCK = 0;
    private static final int DEVICES = LedgerKey.MAX_DEVICE + 1;
    private static final int DEVICE_SHIFT = 6;
    private static final int DEVICES_IN_ALL = (LedgerKey.MAX_SLOT + 1) * DEVICES;

    private AtomicBuffer totals;
    private int blockCapacity;
    private final int[] processBlocks = new int[DEVICES_IN_ALL];
    private final int[] groupBlocks = new int[DEVICES_IN_ALL];

    OneWriterTotals(final AtomicBuffer totals, final int blockCapacity)
    {
        this.totals = totals;
        this.blockCapacity = blockCapacity;
    }

    /* Goes on in a larger area, whose content becomes that of the one left. */
    void moveTo(final AtomicBuffer area, final int capacity)
    {
        area.putBytes(0, totals, 0, TotalsDescriptor.areaLength(blockCapacity));
        totals = area;
        blockCapacity = capacity;
    }

    /* The offset of the block of a process and device, or 0 if it has none yet. */
    int block(final int slot, final int device)
    {
        return processBlocks[index(slot, device)];
    }

    int block(final long key)
    {
        return processBlocks[index(LedgerKey.slot(key), LedgerKey.device(key))];
    }

    int groupBlock(final int slot, final int device)
    {
        return groupBlocks[index(slot, device)];
    }

    /* Whether a process and device can be given a block, and its group one too. */
    boolean hasRoom()
    {
        return freeBlocks() >= 2;
    }

    int open(final int slot, final int device, final long chipId)
    {
        final int index = index(slot, device);
        groupBlocks[index] = openGroup(device, chipId);
        processBlocks[index] = openBlock(SCOPE_PROCESS, slot, device, chipId);
        return processBlocks[index];
    }

    /* Puts a process and device under a chip, with all that they count. */
    void bind(final int slot, final int device, final long chipId)
    {
        final int index = index(slot, device);
        final int block = processBlocks[index];
        final int oldGroup = groupBlocks[index];
        final int newGroup = openGroup(device, chipId);
        totals.putLongRelease(block + CHIP_OFFSET, chipId);
        if (oldGroup != newGroup)
        {
            groupBlocks[index] = newGroup;
            for (int type = 0; type < CELLS; type++)
            {
                moveCounts(block, oldGroup, newGroup, type);
            }
        }
    }

    /* Forgets a process: its blocks are free from then on. */
    void retire(final int slot)
    {
        for (int device = 0; device < DEVICES; device++)
        {
            final int index = index(slot, device);
            final int block = processBlocks[index];
            if (NO_BLOCK != block)
            {
                totals.putIntRelease(block + SCOPE_OFFSET, SCOPE_FREE);
                processBlocks[index] = NO_BLOCK;
                groupBlocks[index] = NO_BLOCK;
            }
        }
    }

    long bytes(final int block, final int typeCode)
    {
        return totals.getLong(TotalsDescriptor.cellOffset(block, typeCode) + BYTES_OFFSET);
    }

    long bytesPerBank(final int block, final int typeCode)
    {
        return totals.getLong(TotalsDescriptor.cellOffset(block, typeCode) + BYTES_PER_BANK_OFFSET);
    }

    long buffers(final int block, final int typeCode)
    {
        return totals.getLong(TotalsDescriptor.cellOffset(block, typeCode) + BUFFERS_OFFSET);
    }

    long buffersOf(final int slot)
    {
        long buffers = 0;
        for (int device = 0; device < DEVICES; device++)
        {
            final int block = block(slot, device);
            for (int type = 0; NO_BLOCK != block && type < CELLS; type++)
            {
                buffers += buffers(block, type);
            }
        }
        return buffers;
    }

    /* Changes the live values of both cells, and raises the peaks. */
    void change(
        final int block, final int group, final int typeCode, final long bytes, final long buffers,
        final long bytesPerBank, final long sequence)
    {
        changeCell(TotalsDescriptor.cellOffset(block, typeCode), bytes, buffers, bytesPerBank, sequence);
        changeCell(TotalsDescriptor.cellOffset(group, typeCode), bytes, buffers, bytesPerBank, sequence);
    }

    /* Changes the live values of both cells and no peaks: for what was live before, and for what is given up. */
    void shift(
        final int block, final int group, final int typeCode, final long bytes, final long buffers,
        final long bytesPerBank)
    {
        shiftCell(TotalsDescriptor.cellOffset(block, typeCode), bytes, buffers, bytesPerBank);
        shiftCell(TotalsDescriptor.cellOffset(group, typeCode), bytes, buffers, bytesPerBank);
    }

    /* One more of what a counter of both cells counts. */
    void count(final int block, final int group, final int typeCode, final int counterOffset)
    {
        add(TotalsDescriptor.cellOffset(block, typeCode) + counterOffset, 1);
        add(TotalsDescriptor.cellOffset(group, typeCode) + counterOffset, 1);
    }

    /* Peaks and counters as they were; the live values are those of the records. */
    void restore(final LedgerTotals from)
    {
        final int block = from.isGroup() ?
            openGroup(from.device(), from.chipId()) : processBlocks[index(from.slot(), from.device())];
        from.writeHistory(totals, TotalsDescriptor.cellOffset(block, from.typeCode()));
    }

    private static int index(final int slot, final int device)
    {
        return slot << DEVICE_SHIFT | device;
    }

    private int freeBlocks()
    {
        int free = blockCapacity - totals.getInt(BLOCK_COUNT_OFFSET);
        for (int i = totals.getInt(BLOCK_COUNT_OFFSET) - 1; i >= 0; i--)
        {
            if (SCOPE_FREE == totals.getInt(TotalsDescriptor.blockOffset(i) + SCOPE_OFFSET))
            {
                free++;
            }
        }
        return free;
    }

    private int openGroup(final int device, final long chipId)
    {
        for (int i = totals.getInt(BLOCK_COUNT_OFFSET) - 1; i >= 0; i--)
        {
            final int block = TotalsDescriptor.blockOffset(i);
            if (SCOPE_GROUP == totals.getInt(block + SCOPE_OFFSET) &&
                chipId == totals.getLong(block + CHIP_OFFSET) &&
                (0 != chipId || device == totals.getInt(block + DEVICE_OFFSET)))
            {
                return block;
            }
        }
        return openBlock(SCOPE_GROUP, -1, device, chipId);
    }

    private int openBlock(final int scope, final int slot, final int device, final long chipId)
    {
        final int count = totals.getInt(BLOCK_COUNT_OFFSET);
        int number = 0;
        while (number < count && SCOPE_FREE != totals.getInt(TotalsDescriptor.blockOffset(number) + SCOPE_OFFSET))
        {
            number++;
        }
        final int block = TotalsDescriptor.blockOffset(number);
        totals.setMemory(block, TotalsDescriptor.BLOCK_LENGTH, (byte)0);
        totals.putInt(block + SLOT_OFFSET, slot);
        totals.putInt(block + DEVICE_OFFSET, device);
        totals.putLong(block + CHIP_OFFSET, chipId);
        totals.putIntRelease(block + SCOPE_OFFSET, scope);
        if (number == count)
        {
            totals.putIntRelease(BLOCK_COUNT_OFFSET, count + 1);
        }
        return block;
    }

    private void changeCell(
        final int cell, final long bytes, final long buffers, final long bytesPerBank, final long sequence)
    {
        final AtomicBuffer buffer = totals;
        final long newBytes = buffer.getLong(cell + BYTES_OFFSET) + bytes;
        final long newBuffers = buffer.getLong(cell + BUFFERS_OFFSET) + buffers;
        final long newBytesPerBank = buffer.getLong(cell + BYTES_PER_BANK_OFFSET) + bytesPerBank;
        if (newBytes > buffer.getLong(cell + PEAK_BYTES_OFFSET))
        {
            buffer.putLongRelease(cell + PEAK_BYTES_OFFSET, newBytes);
            buffer.putLongRelease(cell + PEAK_BYTES_SEQUENCE_OFFSET, sequence);
        }
        if (newBuffers > buffer.getLong(cell + PEAK_BUFFERS_OFFSET))
        {
            buffer.putLongRelease(cell + PEAK_BUFFERS_OFFSET, newBuffers);
            buffer.putLongRelease(cell + PEAK_BUFFERS_SEQUENCE_OFFSET, sequence);
        }
        if (newBytesPerBank > buffer.getLong(cell + PEAK_BYTES_PER_BANK_OFFSET))
        {
            buffer.putLongRelease(cell + PEAK_BYTES_PER_BANK_OFFSET, newBytesPerBank);
            buffer.putLongRelease(cell + PEAK_BYTES_PER_BANK_SEQUENCE_OFFSET, sequence);
        }
        buffer.putLongRelease(cell + BYTES_OFFSET, newBytes);
        buffer.putLongRelease(cell + BUFFERS_OFFSET, newBuffers);
        buffer.putLongRelease(cell + BYTES_PER_BANK_OFFSET, newBytesPerBank);
    }

    private void shiftCell(final int cell, final long bytes, final long buffers, final long bytesPerBank)
    {
        add(cell + BYTES_OFFSET, bytes);
        add(cell + BUFFERS_OFFSET, buffers);
        add(cell + BYTES_PER_BANK_OFFSET, bytesPerBank);
    }

    private void add(final int offset, final long value)
    {
        totals.putLongRelease(offset, totals.getLong(offset) + value);
    }

    private void moveCounts(final int block, final int oldGroup, final int newGroup, final int typeCode)
    {
        final int from = TotalsDescriptor.cellOffset(block, typeCode);
        final int oldCell = TotalsDescriptor.cellOffset(oldGroup, typeCode);
        final int newCell = TotalsDescriptor.cellOffset(newGroup, typeCode);
        changeCell(newCell, totals.getLong(from + BYTES_OFFSET), totals.getLong(from + BUFFERS_OFFSET),
            totals.getLong(from + BYTES_PER_BANK_OFFSET), totals.getLong(from + PEAK_BYTES_SEQUENCE_OFFSET));
        shiftCell(oldCell, -totals.getLong(from + BYTES_OFFSET), -totals.getLong(from + BUFFERS_OFFSET),
            -totals.getLong(from + BYTES_PER_BANK_OFFSET));
        moveCount(from, oldCell, newCell, ALLOCATIONS_OFFSET);
        moveCount(from, oldCell, newCell, TotalsDescriptor.FREES_OFFSET);
        moveCount(from, oldCell, newCell, TotalsDescriptor.UNKNOWN_FREES_OFFSET);
        moveCount(from, oldCell, newCell, TotalsDescriptor.REALLOCATIONS_OFFSET);
        moveCount(from, oldCell, newCell, TotalsDescriptor.DOUBLE_ALLOCATIONS_OFFSET);
        moveCount(from, oldCell, newCell, TotalsDescriptor.OVERLAPS_OFFSET);
    }

    private void moveCount(final int from, final int oldCell, final int newCell, final int counterOffset)
    {
        final long count = totals.getLong(from + counterOffset);
        add(newCell + counterOffset, count);
        add(oldCell + counterOffset, -count);
    }
}
