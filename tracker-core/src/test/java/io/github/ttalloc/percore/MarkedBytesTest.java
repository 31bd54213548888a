package io.github.ttalloc.percore;

import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.device.L1Map;
import io.github.ttalloc.device.L1Region;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The view against a model that marks every byte of every core, record after record.
 */
class MarkedBytesTest
{
    private static final int COLUMNS = 3;
    private static final int ROWS = 3;
    private static final int GRID = CoreRange.of(0, 0, COLUMNS - 1, ROWS - 2);
    private static final L1Map MAP = L1Map.of(Architecture.WORMHOLE_B0, 65_536);
    private static final int BASE = (int)MAP.start(L1Region.BUFFERS);
    private static final int END = (int)MAP.end(L1Region.BUFFERS);
    private static final int L1_BYTES = (int)Architecture.WORMHOLE_B0.l1Bytes();
    private static final int GRANULE = 32;
    private static final int RECORDS = 30;
    private static final int LARGEST = 60_000;

    private final Marks[] marks = new Marks[COLUMNS * ROWS];

    /** Every byte of one core. */
    private static final class Marks
    {
        private final BitSet buffers = new BitSet();
        private final BitSet writes = new BitSet();
        private final BitSet meeting = new BitSet();
        private final BitSet taken = new BitSet();
        private final byte[] lastWrite = new byte[L1_BYTES];
        private final long[] reserved = new long[BufferType.COUNT];
        private int circularEnd = BASE;
        private int lowest = END;

        void mark(final BufferType type, final int from, final int bytes)
        {
            final boolean isWrite = Span.isWrite(type);
            for (int i = from; i < from + bytes; i++)
            {
                if (buffers.get(i) || !isWrite && writes.get(i))
                {
                    meeting.set(i);
                }
                (isWrite ? writes : buffers).set(i);
                lastWrite[i] = isWrite ? (byte)type.code() : lastWrite[i];
            }
            final boolean isL1 = BufferType.L1 == type;
            if (bytes > 0 || isL1)
            {
                taken.set(from / GRANULE, (Math.max(from + bytes, from + 1) + GRANULE - 1) / GRANULE);
            }
            reserved[type.code()] += isWrite ? 0 : bytes;
            lowest = isL1 ? Math.min(lowest, from) : lowest;
            circularEnd = BufferType.CB == type && bytes > 0 ? Math.max(circularEnd, from + bytes) : circularEnd;
        }

        long reserved(final BufferType type)
        {
            long sum = reserved[type.code()];
            for (int i = 0; Span.isWrite(type) && i < L1_BYTES; i++)
            {
                sum += lastWrite[i] == type.code() ? 1 : 0;
            }
            return sum;
        }

        long largestFree()
        {
            int largest = 0;
            int run = 0;
            for (int granule = BASE / GRANULE; granule < END / GRANULE; granule++)
            {
                run = taken.get(granule) ? 0 : run + 1;
                largest = Math.max(largest, run);
            }
            return (long)largest * GRANULE;
        }

        long free()
        {
            final int granules = (END - BASE) / GRANULE;
            return (granules - taken.get(BASE / GRANULE, END / GRANULE).cardinality()) * (long)GRANULE;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void shouldCountWhatIsMarked(final long seed)
    {
        final Random random = new Random(seed);
        final List<LedgerRecord> records = new ArrayList<>();
        for (int i = 0; i < marks.length; i++)
        {
            marks[i] = new Marks();
        }
        for (int i = 0; i < RECORDS; i++)
        {
            records.add(record(random, i));
        }
        Collections.shuffle(records, random);
        final PerCoreView view =
            new PerCoreView(new DeviceMemory(Architecture.WORMHOLE_B0, MAP, GRID, null));
        records.forEach(view.records(Architecture.WORMHOLE_B0, true)::onRecord);
        final BitSet meeting = new BitSet();
        for (int y = 0; y < view.rows(); y++)
        {
            for (int x = 0; x < view.columns(); x++)
            {
                compare("seed " + seed + " core " + x + "," + y, marks[y * COLUMNS + x], view.core(x, y));
                meeting.or(marks[y * COLUMNS + x].meeting);
            }
        }
        final BitSet found = new BitSet();
        view.overlaps().forEach(overlap -> found.set((int)overlap.from(), (int)overlap.to()));
        assertEquals(meeting, found, "seed " + seed);
    }

    private static void compare(final String where, final Marks expected, final CoreUse core)
    {
        for (final BufferType type : BufferType.values())
        {
            assertEquals(expected.reserved(type), core.reservedBytes(type), where + " " + type);
        }
        assertEquals(core.hasBank() ? expected.free() : 0, core.freeBytes(), where);
        assertEquals(core.hasBank() ? expected.largestFree() : 0, core.largestFreeBytes(), where);
        assertEquals(expected.lowest - expected.circularEnd, core.headroomBytes(), where);
    }

    /** A record of any type in L1, marked on its cores. */
    private LedgerRecord record(final Random random, final int sequence)
    {
        final BufferType[] types = {
            BufferType.L1, BufferType.L1_SMALL, BufferType.CB, BufferType.KERNEL, BufferType.FIRMWARE,
            BufferType.LAUNCH};
        final BufferType type = types[random.nextInt(types.length)];
        final int bytes = 0 == random.nextInt(8) ? 0 : random.nextInt(LARGEST);
        final boolean isLow = Span.isWrite(type) && random.nextBoolean();
        final int from = random.nextInt(isLow ? BASE : L1_BYTES - LARGEST);
        final int x = random.nextInt(COLUMNS);
        final int y = random.nextInt(ROWS);
        final boolean isInAllBanks = BufferType.L1 == type || BufferType.L1_SMALL == type;
        final int range = isInAllBanks ? GRID :
            BufferType.CB == type ? CoreRange.of(x, y, COLUMNS - 1, ROWS - 1) : CoreRange.of(x, y);
        for (int row = CoreRange.y0(range); row <= CoreRange.y1(range); row++)
        {
            for (int column = CoreRange.x0(range); column <= CoreRange.x1(range); column++)
            {
                marks[row * COLUMNS + column].mark(type, from, bytes);
            }
        }
        final long bufferId = isInAllBanks ? from : BufferId.of(x, y, from);
        final long perPart = BufferType.CB == type || isInAllBanks ? bytes : 0;
        return new LedgerRecord().key(LedgerKey.of(sequence, 0, type, bufferId)).references(1)
            .bytes((long)bytes * CoreRange.size(range)).bytesPerBank(perPart)
            .cores(isInAllBanks ? CoreRange.ALL : range).sequence(sequence);
    }
}
