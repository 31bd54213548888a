package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;

import java.lang.invoke.VarHandle;
import java.util.Arrays;

import static io.github.ttalloc.ledger.TotalsDescriptor.BLOCK_COUNT_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.CELLS;
import static io.github.ttalloc.ledger.TotalsDescriptor.CHIP_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.DEVICE_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.SCOPE_FREE;
import static io.github.ttalloc.ledger.TotalsDescriptor.SCOPE_GROUP;
import static io.github.ttalloc.ledger.TotalsDescriptor.SCOPE_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.SCOPE_PROCESS;
import static io.github.ttalloc.ledger.TotalsDescriptor.SLOT_OFFSET;
import static io.github.ttalloc.ledger.TotalsDescriptor.VERSION_OFFSET;

/**
 * The totals of a ledger with one writer, kept twice: for each process, device and type, and for each chip and type
 * over all processes, with peaks of their own. For the writer's thread.
 * <p>
 * What counts is kept on the heap, where a change costs a few instructions; {@link #publish()} copies the cells that
 * changed to the memory that readers see. A cell is named by the index of its first word.
 */
final class OneWriterTotals
{
    static final int BYTES = word(TotalsDescriptor.BYTES_OFFSET);
    static final int BUFFERS = word(TotalsDescriptor.BUFFERS_OFFSET);
    static final int BYTES_PER_BANK = word(TotalsDescriptor.BYTES_PER_BANK_OFFSET);
    static final int ALLOCATIONS = word(TotalsDescriptor.ALLOCATIONS_OFFSET);
    static final int FREES = word(TotalsDescriptor.FREES_OFFSET);
    static final int PEAK_BYTES = word(TotalsDescriptor.PEAK_BYTES_OFFSET);
    static final int PEAK_BUFFERS = word(TotalsDescriptor.PEAK_BUFFERS_OFFSET);
    static final int PEAK_BYTES_PER_BANK = word(TotalsDescriptor.PEAK_BYTES_PER_BANK_OFFSET);
    static final int UNKNOWN_FREES = word(TotalsDescriptor.UNKNOWN_FREES_OFFSET);
    static final int REALLOCATIONS = word(TotalsDescriptor.REALLOCATIONS_OFFSET);
    static final int DOUBLE_ALLOCATIONS = word(TotalsDescriptor.DOUBLE_ALLOCATIONS_OFFSET);
    static final int OVERLAPS = word(TotalsDescriptor.OVERLAPS_OFFSET);
    static final int NO_CELL = -1;

    private static final long NO_BLOCKS = -1;

    private static final int CELL_WORDS = word(TotalsDescriptor.CELL_LENGTH);
    private static final int BLOCK_WORDS = CELLS * CELL_WORDS;
    private static final int DIRTY = CELL_WORDS - 1;
    private static final int DEVICES = LedgerKey.MAX_DEVICE + 1;
    private static final int DEVICE_SHIFT = 6;
    private static final int DEVICES_IN_ALL = (LedgerKey.MAX_SLOT + 1) * DEVICES;
    private static final long CLEAN = 0;
    private static final long DIRTY_CELL = 1;
    private static final long HISTORY_DIRTY = 2;

    private UnsafeBuffer totals;
    private int blockCapacity;
    private long[] words;
    private int[] dirtyCells;
    private int dirtyCount;
    private long highest;
    private final long[] blocks = new long[DEVICES_IN_ALL];

    OneWriterTotals(final UnsafeBuffer totals, final int blockCapacity)
    {
        this.totals = totals;
        this.blockCapacity = blockCapacity;
        words = new long[blockCapacity * BLOCK_WORDS];
        dirtyCells = new int[blockCapacity * CELLS];
        Arrays.fill(blocks, NO_BLOCKS);
    }

    /* Makes the content of a larger area that of the one in use. */
    void copyTo(final UnsafeBuffer area)
    {
        publish();
        area.putBytes(0, totals, 0, TotalsDescriptor.areaLength(blockCapacity));
    }

    /* Goes on in a larger area to which everything was copied. */
    void moveTo(final UnsafeBuffer area, final int capacity)
    {
        totals = area;
        blockCapacity = capacity;
        words = Arrays.copyOf(words, capacity * BLOCK_WORDS);
        dirtyCells = Arrays.copyOf(dirtyCells, capacity * CELLS);
    }

    /* Makes every change visible to readers: peaks first, so that none is ever seen below its value. */
    void publish()
    {
        for (int i = 0; i < dirtyCount; i++)
        {
            final int cell = dirtyCells[i];
            final int block = TotalsDescriptor.blockOffset(cell / BLOCK_WORDS);
            final int offset = TotalsDescriptor.cellOffset(block, cell % BLOCK_WORDS / CELL_WORDS);
            if (0 != (words[cell + DIRTY] & HISTORY_DIRTY))
            {
                publish(cell, offset, FREES + 1, DIRTY);
                // Pairs with the acquiring loads of LedgerTotals.read, which loads the values before the peaks.
                VarHandle.storeStoreFence();
            }
            publish(cell, offset, BYTES, FREES + 1);
            words[cell + DIRTY] = CLEAN;
        }
        dirtyCount = 0;
    }

    /* The cell of a key's process, device and type, or NO_CELL. */
    int cell(final long key)
    {
        return cell(blocks(key), LedgerKey.typeCode(key));
    }

    int cell(final int slot, final int device, final int typeCode)
    {
        return cell(blocks[index(slot, device)], typeCode);
    }

    /* The blocks of a key's process and device and of its chip, to be asked for cells; negative for none. */
    long blocks(final long key)
    {
        return blocks[index(LedgerKey.slot(key), LedgerKey.device(key))];
    }

    static int cell(final long blocks, final int typeCode)
    {
        return blocks < 0 ? NO_CELL : (int)blocks + typeCode * CELL_WORDS;
    }

    static int groupCell(final long blocks, final int typeCode)
    {
        return (int)(blocks >>> Integer.SIZE) + typeCode * CELL_WORDS;
    }

    /* The cell of a key's chip and type; its process and device must have a block. */
    int groupCell(final long key)
    {
        return groupCell(blocks(key), LedgerKey.typeCode(key));
    }

    long get(final int cell, final int word)
    {
        return words[cell + word];
    }

    /* Whether any total has ever been so high. */
    boolean hasReached(final long bytes)
    {
        return highest >= bytes;
    }

    /* A small number for each cell. */
    static int number(final int cell)
    {
        return cell / CELL_WORDS;
    }

    /* Whether a process and device can be given a block, and its group one too. */
    boolean hasRoom()
    {
        int free = blockCapacity - totals.getInt(BLOCK_COUNT_OFFSET);
        for (int i = totals.getInt(BLOCK_COUNT_OFFSET) - 1; i >= 0 && free < 2; i--)
        {
            free += SCOPE_FREE == totals.getInt(TotalsDescriptor.blockOffset(i) + SCOPE_OFFSET) ? 1 : 0;
        }
        return free >= 2;
    }

    /* Puts a process and device under a chip, with all that they count. */
    void bind(final int slot, final int device, final long chipId)
    {
        final int index = index(slot, device);
        final int newGroup = openGroup(device, chipId);
        final long old = blocks[index];
        final int block = old < 0 ? openBlock(SCOPE_PROCESS, slot, device, chipId) : (int)old;
        final int oldGroup = old < 0 ? newGroup : groupCell(old, 0);
        blocks[index] = (long)newGroup << Integer.SIZE | block;
        if (oldGroup != newGroup)
        {
            totals.putLongRelease(TotalsDescriptor.blockOffset(block / BLOCK_WORDS) + CHIP_OFFSET, chipId);
            for (int type = 0; type < CELLS; type++)
            {
                moveCounts(block + type * CELL_WORDS, oldGroup + type * CELL_WORDS, newGroup + type * CELL_WORDS);
            }
        }
    }

    /* Forgets a process: its blocks are free from then on. */
    void retire(final int slot)
    {
        publish();
        for (int device = 0; device < DEVICES; device++)
        {
            final int index = index(slot, device);
            if (blocks[index] >= 0)
            {
                totals.putIntRelease(
                    TotalsDescriptor.blockOffset((int)blocks[index] / BLOCK_WORDS) + SCOPE_OFFSET, SCOPE_FREE);
                blocks[index] = NO_BLOCKS;
            }
        }
    }

    long buffersOf(final int slot)
    {
        long buffers = 0;
        for (int device = 0; device < DEVICES; device++)
        {
            for (int type = 0; type < CELLS && blocks[index(slot, device)] >= 0; type++)
            {
                buffers += words[cell(slot, device, type) + BUFFERS];
            }
        }
        return buffers;
    }

    /* Changes live values and raises peaks. */
    void change(
        final int cell, final long bytes, final long buffers, final long bytesPerBank, final long allocations,
        final long sequence)
    {
        final long[] array = words;
        final long newBytes = array[cell + BYTES] + bytes;
        final long newBuffers = array[cell + BUFFERS] + buffers;
        final long newBytesPerBank = array[cell + BYTES_PER_BANK] + bytesPerBank;
        array[cell + BYTES] = newBytes;
        array[cell + BUFFERS] = newBuffers;
        array[cell + BYTES_PER_BANK] = newBytesPerBank;
        array[cell + ALLOCATIONS] += allocations;
        if (newBytes > array[cell + PEAK_BYTES] || newBuffers > array[cell + PEAK_BUFFERS] ||
            newBytesPerBank > array[cell + PEAK_BYTES_PER_BANK])
        {
            raise(cell, BYTES, PEAK_BYTES, sequence);
            raise(cell, BUFFERS, PEAK_BUFFERS, sequence);
            raise(cell, BYTES_PER_BANK, PEAK_BYTES_PER_BANK, sequence);
            highest = Math.max(highest, Math.max(newBytes, newBytesPerBank));
            touchHistory(cell);
        }
        touch(cell);
    }

    /* Counts one more buffer in two cells unless that would raise a peak of theirs; whether it did. */
    boolean changeBelowPeaks(final int cell, final int group, final long bytes, final long bytesPerBank)
    {
        if (raisesPeak(cell, bytes, bytesPerBank) || raisesPeak(group, bytes, bytesPerBank))
        {
            return false;
        }
        add(cell, bytes, bytesPerBank);
        add(group, bytes, bytesPerBank);
        return true;
    }

    /* Changes live values and no peaks: for what was live before, and for what is given up. */
    void shift(
        final int cell, final long bytes, final long buffers, final long bytesPerBank, final long frees)
    {
        final long[] array = words;
        array[cell + BYTES] += bytes;
        array[cell + BUFFERS] += buffers;
        array[cell + BYTES_PER_BANK] += bytesPerBank;
        array[cell + FREES] += frees;
        touch(cell);
    }

    /* As shift, for a record that a snapshot held. */
    void restoreRecord(final int cell, final long bytes, final long bytesPerBank)
    {
        shift(cell, bytes, 1, bytesPerBank, 0);
        highest = Math.max(highest, Math.max(words[cell + BYTES], words[cell + BYTES_PER_BANK]));
    }

    /* One more of what a word counts. */
    void count(final int cell, final int word)
    {
        words[cell + word]++;
        touchHistory(cell);
    }

    /* Peaks and counters as they were; the live values are those of the records. */
    void restore(final LedgerTotals from)
    {
        final int cell = from.isGroup() ? openGroup(from.device(), from.chipId()) + from.typeCode() * CELL_WORDS :
            cell(from.slot(), from.device(), from.typeCode());
        from.writeHistory(words, cell);
        touchHistory(cell);
    }

    private boolean raisesPeak(final int cell, final long bytes, final long bytesPerBank)
    {
        final long[] array = words;
        return array[cell + BYTES] + bytes > array[cell + PEAK_BYTES] ||
            array[cell + BUFFERS] >= array[cell + PEAK_BUFFERS] ||
            array[cell + BYTES_PER_BANK] + bytesPerBank > array[cell + PEAK_BYTES_PER_BANK];
    }

    private void add(final int cell, final long bytes, final long bytesPerBank)
    {
        final long[] array = words;
        array[cell + BYTES] += bytes;
        array[cell + BUFFERS]++;
        array[cell + BYTES_PER_BANK] += bytesPerBank;
        array[cell + ALLOCATIONS]++;
        touch(cell);
    }

    private static int word(final int offset)
    {
        return offset / Long.BYTES;
    }

    private static int index(final int slot, final int device)
    {
        return slot << DEVICE_SHIFT | device;
    }

    private void touch(final int cell)
    {
        if (CLEAN == words[cell + DIRTY])
        {
            words[cell + DIRTY] = DIRTY_CELL;
            dirtyCells[dirtyCount++] = cell;
        }
    }

    private void touchHistory(final int cell)
    {
        touch(cell);
        words[cell + DIRTY] |= HISTORY_DIRTY;
    }

    private void publish(final int cell, final int offset, final int from, final int to)
    {
        for (int word = from; word < to; word++)
        {
            totals.putLong(offset + word * Long.BYTES, words[cell + word]);
        }
    }

    /* A peak's sequence is the word after it. */
    private void raise(final int cell, final int value, final int peak, final long sequence)
    {
        if (words[cell + value] > words[cell + peak])
        {
            words[cell + peak] = words[cell + value];
            words[cell + peak + 1] = sequence;
        }
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
                return i * BLOCK_WORDS;
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
        publish();
        Arrays.fill(words, number * BLOCK_WORDS, (number + 1) * BLOCK_WORDS, 0);
        final int block = TotalsDescriptor.blockOffset(number);
        if (number < count)
        {
            totals.putLongOpaque(block + VERSION_OFFSET, totals.getLong(block + VERSION_OFFSET) + 1);
            VarHandle.releaseFence(); // pairs with the acquiring fence of TotalsReader
        }
        totals.setMemory(TotalsDescriptor.cellOffset(block, 0), CELLS * TotalsDescriptor.CELL_LENGTH, (byte)0);
        totals.putInt(block + SLOT_OFFSET, slot);
        totals.putInt(block + DEVICE_OFFSET, device);
        totals.putLong(block + CHIP_OFFSET, chipId);
        totals.putIntRelease(block + SCOPE_OFFSET, scope);
        if (number == count)
        {
            totals.putIntRelease(BLOCK_COUNT_OFFSET, count + 1);
        }
        return number * BLOCK_WORDS;
    }

    private void moveCounts(final int from, final int oldCell, final int newCell)
    {
        change(newCell, words[from + BYTES], words[from + BUFFERS], words[from + BYTES_PER_BANK],
            words[from + ALLOCATIONS], words[from + PEAK_BYTES + 1]);
        shift(oldCell, -words[from + BYTES], -words[from + BUFFERS], -words[from + BYTES_PER_BANK], 0);
        words[oldCell + ALLOCATIONS] -= words[from + ALLOCATIONS];
        for (final int counter : new int[]{FREES, UNKNOWN_FREES, REALLOCATIONS, DOUBLE_ALLOCATIONS, OVERLAPS})
        {
            words[newCell + counter] += words[from + counter];
            words[oldCell + counter] -= words[from + counter];
        }
        touchHistory(newCell);
        touchHistory(oldCell);
    }
}
