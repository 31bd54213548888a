package io.github.ttalloc.ledger;

import io.github.ttalloc.device.BufferType;

import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * Layout of the totals: a header, then blocks; a block has a header and a cell for each buffer type.
 * <pre>
 *   area   | block count:4 | pad to 128 | block | block | ...
 *
 *   block  | scope:4 | slot:4 | device:4 | writer:4 | chip id:8 | version:8 | pad to 128 | cells
 *
 *   cells  | cell of type 0 | ... | cell of type 8 |
 *
 *   cell     0        8        16       24       32       40       48       56       64
 *           +--------+--------+--------+--------+--------+--------+--------+--------+
 *           | Bytes  |Buffers |Per bank|Allocs  | Frees  | Peak B | at seq.|Peak buf|
 *           +--------+--------+--------+--------+--------+--------+--------+--------+
 *           | at seq.|Peak p.b| at seq.|Unknown |Reallocs| Double |Overlaps|  pad   |
 *           +--------+--------+--------+--------+--------+--------+--------+--------+
 * </pre>
 * The scope is written last: {@link #SCOPE_PROCESS} for one process and device, {@link #SCOPE_GROUP} for one chip (or
 * one device number where the chip is unknown) over all processes, {@link #SCOPE_FREE} for neither. The version changes
 * before anything else does when a free block is used again: a reader that finds it unchanged after its loads has seen
 * one use of the block. The words that an allocation or a free changes lie on the first line of a cell.
 */
final class TotalsDescriptor
{
    static final int SCOPE_FREE = 0;
    static final int SCOPE_PROCESS = 1;
    static final int SCOPE_GROUP = 2;

    static final int BLOCK_COUNT_OFFSET = 0;
    static final int AREA_HEADER_LENGTH = 128;

    static final int SCOPE_OFFSET = 0;
    static final int SLOT_OFFSET = SCOPE_OFFSET + SIZE_OF_INT;
    static final int DEVICE_OFFSET = SLOT_OFFSET + SIZE_OF_INT;
    static final int WRITER_OFFSET = DEVICE_OFFSET + SIZE_OF_INT;
    static final int CHIP_OFFSET = WRITER_OFFSET + SIZE_OF_INT;
    static final int VERSION_OFFSET = CHIP_OFFSET + SIZE_OF_LONG;
    static final int BLOCK_HEADER_LENGTH = 128;

    static final int BYTES_OFFSET = 0;
    static final int BUFFERS_OFFSET = BYTES_OFFSET + SIZE_OF_LONG;
    static final int BYTES_PER_BANK_OFFSET = BUFFERS_OFFSET + SIZE_OF_LONG;
    static final int ALLOCATIONS_OFFSET = BYTES_PER_BANK_OFFSET + SIZE_OF_LONG;
    static final int FREES_OFFSET = ALLOCATIONS_OFFSET + SIZE_OF_LONG;
    static final int PEAK_BYTES_OFFSET = FREES_OFFSET + SIZE_OF_LONG;
    static final int PEAK_BYTES_SEQUENCE_OFFSET = PEAK_BYTES_OFFSET + SIZE_OF_LONG;
    static final int PEAK_BUFFERS_OFFSET = PEAK_BYTES_SEQUENCE_OFFSET + SIZE_OF_LONG;
    static final int PEAK_BUFFERS_SEQUENCE_OFFSET = PEAK_BUFFERS_OFFSET + SIZE_OF_LONG;
    static final int PEAK_BYTES_PER_BANK_OFFSET = PEAK_BUFFERS_SEQUENCE_OFFSET + SIZE_OF_LONG;
    static final int PEAK_BYTES_PER_BANK_SEQUENCE_OFFSET = PEAK_BYTES_PER_BANK_OFFSET + SIZE_OF_LONG;
    static final int UNKNOWN_FREES_OFFSET = PEAK_BYTES_PER_BANK_SEQUENCE_OFFSET + SIZE_OF_LONG;
    static final int REALLOCATIONS_OFFSET = UNKNOWN_FREES_OFFSET + SIZE_OF_LONG;
    static final int DOUBLE_ALLOCATIONS_OFFSET = REALLOCATIONS_OFFSET + SIZE_OF_LONG;
    static final int OVERLAPS_OFFSET = DOUBLE_ALLOCATIONS_OFFSET + SIZE_OF_LONG;
    static final int CELL_LENGTH = 128;

    static final int CELLS = BufferType.COUNT;
    static final int BLOCK_LENGTH = BLOCK_HEADER_LENGTH + CELLS * CELL_LENGTH;

    private TotalsDescriptor()
    {
    }

    static int areaLength(final int blocks)
    {
        return AREA_HEADER_LENGTH + blocks * BLOCK_LENGTH;
    }

    static int blockOffset(final int block)
    {
        return AREA_HEADER_LENGTH + block * BLOCK_LENGTH;
    }

    static int cellOffset(final int blockOffset, final int typeCode)
    {
        return blockOffset + BLOCK_HEADER_LENGTH + typeCode * CELL_LENGTH;
    }
}
