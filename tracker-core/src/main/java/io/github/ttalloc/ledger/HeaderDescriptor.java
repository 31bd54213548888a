package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;

import static org.agrona.BitUtil.SIZE_OF_INT;
import static org.agrona.BitUtil.SIZE_OF_LONG;

/**
 * Layout of the header of one generation; one page, so that what follows it in a file can be mapped by itself.
 * <pre>
 *   0        8    12   16       24       32       40   44   48   52   56       64
 *  +--------+----+----+--------+--------+--------+----+----+----+----+--------+
 *  | Magic  |Vers|Mode| Genera.|Capacity|  Id    |Buck|Slot|Segm|Blck|  pad   |   written once
 *  +--------+----+----+--------+--------+--------+----+----+----+----+--------+
 *  |  State |Sequenc.|Heartbt.|                    pad                        |   written while in use
 *  +--------+--------+--------+-----------------------------------------------+
 * </pre>
 * The version is written last: a header whose version is zero is not finished.
 */
final class HeaderDescriptor
{
    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = MAGIC_OFFSET + SIZE_OF_LONG;
    static final int MODE_OFFSET = VERSION_OFFSET + SIZE_OF_INT;
    static final int GENERATION_OFFSET = MODE_OFFSET + SIZE_OF_INT;
    static final int CAPACITY_OFFSET = GENERATION_OFFSET + SIZE_OF_LONG;
    static final int ID_OFFSET = CAPACITY_OFFSET + SIZE_OF_LONG;
    static final int BUCKETS_OFFSET = ID_OFFSET + SIZE_OF_LONG;
    static final int SLOTS_OFFSET = BUCKETS_OFFSET + SIZE_OF_INT;
    static final int SEGMENT_SLOTS_OFFSET = SLOTS_OFFSET + SIZE_OF_INT;
    static final int TOTALS_BLOCKS_OFFSET = SEGMENT_SLOTS_OFFSET + SIZE_OF_INT;
    static final int CONSTANTS_LENGTH = 64;

    static final int STATE_OFFSET = CONSTANTS_LENGTH;
    static final int SEQUENCE_OFFSET = STATE_OFFSET + SIZE_OF_LONG;
    static final int HEARTBEAT_OFFSET = SEQUENCE_OFFSET + SIZE_OF_LONG;

    static final int HEADER_LENGTH = 4096;

    static final int MODE_ONE_WRITER = 0;
    static final int MODE_MANY_WRITERS = 1;

    static final long STATE_CURRENT = 1;
    static final long STATE_SUPERSEDED = 2;
    static final long STATE_CLOSED = 3;

    private HeaderDescriptor()
    {
    }

    static void initialise(
        final UnsafeBuffer header, final LedgerGeometry geometry, final int mode, final long generation,
        final long id)
    {
        header.putLong(MAGIC_OFFSET, LedgerFiles.MAGIC);
        header.putInt(MODE_OFFSET, mode);
        header.putLong(GENERATION_OFFSET, generation);
        header.putLong(CAPACITY_OFFSET, geometry.capacity());
        header.putLong(ID_OFFSET, id);
        header.putInt(BUCKETS_OFFSET, geometry.buckets());
        header.putInt(SLOTS_OFFSET, geometry.slots());
        header.putInt(SEGMENT_SLOTS_OFFSET, geometry.segmentSlots());
        header.putInt(TOTALS_BLOCKS_OFFSET, geometry.totalsBlocks());
        stateRelease(header, STATE_CURRENT);
    }

    /* Stored last: pairs with its load by whoever opens the file. */
    static void versionRelease(final UnsafeBuffer header)
    {
        header.putIntRelease(VERSION_OFFSET, LedgerFiles.VERSION);
    }

    static LedgerGeometry geometry(final UnsafeBuffer header)
    {
        return new LedgerGeometry(header.getLong(CAPACITY_OFFSET), header.getInt(BUCKETS_OFFSET),
            header.getInt(SLOTS_OFFSET), header.getInt(SEGMENT_SLOTS_OFFSET), header.getInt(TOTALS_BLOCKS_OFFSET));
    }

    static long generation(final UnsafeBuffer header)
    {
        return header.getLong(GENERATION_OFFSET);
    }

    static void heartbeatRelease(final UnsafeBuffer header, final long nowNanos)
    {
        header.putLongRelease(HEARTBEAT_OFFSET, nowNanos);
    }

    static long heartbeatAcquire(final UnsafeBuffer header)
    {
        return header.getLongAcquire(HEARTBEAT_OFFSET);
    }

    static boolean isManyWriters(final UnsafeBuffer header)
    {
        return MODE_MANY_WRITERS == header.getInt(MODE_OFFSET);
    }

    /* Pairs with stateAcquire: whoever sees the mark sees every change that was made to this generation. */
    static void stateRelease(final UnsafeBuffer header, final long state)
    {
        header.putLongRelease(STATE_OFFSET, state);
    }

    static long stateAcquire(final UnsafeBuffer header)
    {
        return header.getLongAcquire(STATE_OFFSET);
    }

    /* Pairs with sequenceAcquire: whoever sees a sequence sees the records and totals up to it. */
    static void sequenceRelease(final UnsafeBuffer header, final long sequence)
    {
        header.putLongRelease(SEQUENCE_OFFSET, sequence);
    }

    static long sequenceAcquire(final UnsafeBuffer header)
    {
        return header.getLongAcquire(SEQUENCE_OFFSET);
    }
}
