package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;

import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * Layout of one slot of the table: exactly one cache line, naturally aligned, little-endian.
 * <pre>
 *   0        8        16       24       32       40       48       56   60   64
 *  +--------+--------+--------+--------+--------+--------+--------+----+----+
 *  |  Home  |Control |  Key   | Bytes  |Per bank|  Time  |Sequence|Core|Tag |   a record
 *  +--------+--------+--------+--------+--------+--------+--------+----+----+
 *  |  Home  |Control |   11 slot numbers + 1 (0 = none)           |    |Next|   a node
 *  +--------+--------+-------------------------------------------------+----+
 * </pre>
 * <b>Home</b> ({@link HomeWord}) belongs to the keys that hash to this slot, all other words to what is stored here.
 * <b>Control</b> is {@code state:32 | low:32}: states {@link #FREE}, {@link #CLAIMED}, {@link #RECORD} (low =
 * references) and {@link #NODE}. A <b>node</b> lists the slots of a home whose keys do not all fit its window;
 * <b>Next</b> is the slot number + 1 of the node that goes on, 0 for none.
 */
final class SlotDescriptor
{
    static final int HOME_OFFSET = 0;
    static final int CONTROL_OFFSET = HOME_OFFSET + SIZE_OF_LONG;
    static final int KEY_OFFSET = CONTROL_OFFSET + SIZE_OF_LONG;
    static final int BYTES_OFFSET = KEY_OFFSET + SIZE_OF_LONG;
    static final int BYTES_PER_BANK_OFFSET = BYTES_OFFSET + SIZE_OF_LONG;
    static final int TIME_OFFSET = BYTES_PER_BANK_OFFSET + SIZE_OF_LONG;
    static final int SEQUENCE_OFFSET = TIME_OFFSET + SIZE_OF_LONG;
    static final int CORES_OFFSET = SEQUENCE_OFFSET + SIZE_OF_LONG;
    static final int TAG_OFFSET = CORES_OFFSET + SIZE_OF_INT;
    static final int SLOT_LENGTH = TAG_OFFSET + SIZE_OF_INT;
    static final int SLOT_SHIFT = 6;

    static final int NODE_ENTRIES_OFFSET = KEY_OFFSET;
    static final int NODE_ENTRIES = 11;
    static final int NODE_NEXT_OFFSET = NODE_ENTRIES_OFFSET + NODE_ENTRIES * SIZE_OF_INT;

    static final long FREE = 0;
    static final long CLAIMED = 1L << 32;
    static final long RECORD = 2L << 32;
    static final long NODE = 3L << 32;

    private static final long LOW_MASK = 0xFFFF_FFFFL;

    private SlotDescriptor()
    {
    }

    static long state(final long control)
    {
        return control & ~LOW_MASK;
    }

    static int references(final long control)
    {
        return (int)control;
    }

    static int references(final UnsafeBuffer buffer, final int offset)
    {
        return references(buffer.getLong(offset + CONTROL_OFFSET));
    }

    static void putReferences(final UnsafeBuffer buffer, final int offset, final int references)
    {
        buffer.putLong(offset + CONTROL_OFFSET, RECORD | references);
    }

    static long bytes(final UnsafeBuffer buffer, final int offset)
    {
        return buffer.getLong(offset + BYTES_OFFSET);
    }

    static long bytesPerBank(final UnsafeBuffer buffer, final int offset)
    {
        return buffer.getLong(offset + BYTES_PER_BANK_OFFSET);
    }

    static void putRecord(
        final UnsafeBuffer buffer,
        final int offset,
        final long key,
        final long bytes,
        final long bytesPerBank,
        final int references,
        final int cores,
        final int tag,
        final long timeNanos,
        final long sequence)
    {
        buffer.putLong(offset + CONTROL_OFFSET, RECORD | references);
        buffer.putLong(offset + KEY_OFFSET, key);
        buffer.putLong(offset + BYTES_OFFSET, bytes);
        buffer.putLong(offset + BYTES_PER_BANK_OFFSET, bytesPerBank);
        buffer.putLong(offset + TIME_OFFSET, timeNanos);
        buffer.putLong(offset + SEQUENCE_OFFSET, sequence);
        buffer.putInt(offset + CORES_OFFSET, cores);
        buffer.putInt(offset + TAG_OFFSET, tag);
    }

    static void getRecord(final UnsafeBuffer buffer, final int offset, final LedgerRecord into)
    {
        into.references(references(buffer.getLong(offset + CONTROL_OFFSET)))
            .key(buffer.getLong(offset + KEY_OFFSET))
            .bytes(buffer.getLong(offset + BYTES_OFFSET))
            .bytesPerBank(buffer.getLong(offset + BYTES_PER_BANK_OFFSET))
            .timeNanos(buffer.getLong(offset + TIME_OFFSET))
            .sequence(buffer.getLong(offset + SEQUENCE_OFFSET))
            .cores(buffer.getInt(offset + CORES_OFFSET))
            .tag(buffer.getInt(offset + TAG_OFFSET));
    }
}
