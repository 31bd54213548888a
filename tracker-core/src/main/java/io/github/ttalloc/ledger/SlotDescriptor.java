package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;

import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * Layout of one slot: exactly one cache line, naturally aligned, little-endian.
 * <pre>
 *   0        8        16       24       32       40       48   52   56   60   64
 *  +--------+--------+--------+--------+--------+--------+----+----+----+----+
 *  |  Key   | Bytes  |Per bank|  Time  |Sequence| Refs   |Core|Tag |   pad   |   a record
 *  +--------+--------+--------+--------+--------+--------+----+----+----+----+
 *  |            14 slot numbers + 1 (0 = none)                     |Next|pad |   a node
 *  +---------------------------------------------------------------+----+----+
 * </pre>
 * What a slot holds is said by what names it: an entry of the index or a node names records, the word of a bucket or
 * another node names nodes, and a slot that nothing names is free. A <b>node</b> lists the records of a bucket that has
 * more of them than entries; <b>Next</b> is the slot number + 1 of the node that goes on, 0 for none.
 */
final class SlotDescriptor
{
    static final int KEY_OFFSET = 0;
    static final int BYTES_OFFSET = KEY_OFFSET + SIZE_OF_LONG;
    static final int BYTES_PER_BANK_OFFSET = BYTES_OFFSET + SIZE_OF_LONG;
    static final int TIME_OFFSET = BYTES_PER_BANK_OFFSET + SIZE_OF_LONG;
    static final int SEQUENCE_OFFSET = TIME_OFFSET + SIZE_OF_LONG;
    static final int REFERENCES_OFFSET = SEQUENCE_OFFSET + SIZE_OF_LONG;
    static final int CORES_OFFSET = REFERENCES_OFFSET + SIZE_OF_LONG;
    static final int TAG_OFFSET = CORES_OFFSET + SIZE_OF_INT;
    static final int RECORD_LENGTH = TAG_OFFSET + SIZE_OF_INT;
    static final int SLOT_LENGTH = 64;
    static final int SLOT_SHIFT = 6;

    static final int NODE_ENTRIES_OFFSET = 0;
    static final int NODE_ENTRIES = 14;
    static final int NODE_NEXT_OFFSET = NODE_ENTRIES_OFFSET + NODE_ENTRIES * SIZE_OF_INT;

    private SlotDescriptor()
    {
    }

    static long key(final UnsafeBuffer buffer, final int offset)
    {
        return buffer.getLong(offset + KEY_OFFSET);
    }

    static long bytes(final UnsafeBuffer buffer, final int offset)
    {
        return buffer.getLong(offset + BYTES_OFFSET);
    }

    static long bytesPerBank(final UnsafeBuffer buffer, final int offset)
    {
        return buffer.getLong(offset + BYTES_PER_BANK_OFFSET);
    }

    static long sequence(final UnsafeBuffer buffer, final int offset)
    {
        return buffer.getLong(offset + SEQUENCE_OFFSET);
    }

    static int references(final UnsafeBuffer buffer, final int offset)
    {
        return (int)buffer.getLong(offset + REFERENCES_OFFSET);
    }

    static void putReferences(final UnsafeBuffer buffer, final int offset, final int references)
    {
        buffer.putLong(offset + REFERENCES_OFFSET, references);
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
        buffer.putLong(offset + KEY_OFFSET, key);
        buffer.putLong(offset + BYTES_OFFSET, bytes);
        buffer.putLong(offset + BYTES_PER_BANK_OFFSET, bytesPerBank);
        buffer.putLong(offset + TIME_OFFSET, timeNanos);
        buffer.putLong(offset + SEQUENCE_OFFSET, sequence);
        buffer.putLong(offset + REFERENCES_OFFSET, references);
        buffer.putInt(offset + CORES_OFFSET, cores);
        buffer.putInt(offset + TAG_OFFSET, tag);
    }

    static void getRecord(final UnsafeBuffer buffer, final int offset, final LedgerRecord into)
    {
        into.key(buffer.getLong(offset + KEY_OFFSET))
            .bytes(buffer.getLong(offset + BYTES_OFFSET))
            .bytesPerBank(buffer.getLong(offset + BYTES_PER_BANK_OFFSET))
            .timeNanos(buffer.getLong(offset + TIME_OFFSET))
            .sequence(buffer.getLong(offset + SEQUENCE_OFFSET))
            .references((int)buffer.getLong(offset + REFERENCES_OFFSET))
            .cores(buffer.getInt(offset + CORES_OFFSET))
            .tag(buffer.getInt(offset + TAG_OFFSET));
    }

    static int nodeEntry(final UnsafeBuffer buffer, final int offset, final int index)
    {
        return buffer.getInt(offset + NODE_ENTRIES_OFFSET + index * SIZE_OF_INT) - 1;
    }

    static int nodeNext(final UnsafeBuffer buffer, final int offset)
    {
        return buffer.getInt(offset + NODE_NEXT_OFFSET) - 1;
    }

    static void putNodeEntry(final UnsafeBuffer buffer, final int offset, final int index, final int slot)
    {
        buffer.putInt(offset + NODE_ENTRIES_OFFSET + index * SIZE_OF_INT, slot + 1);
    }

    static void putNodeNext(final UnsafeBuffer buffer, final int offset, final int node)
    {
        buffer.putInt(offset + NODE_NEXT_OFFSET, node + 1);
    }
}
