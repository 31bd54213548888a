package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Stops a writer before every single memory operation, and lets another finish its work on the same keys.
 */
class StoppedWriterTest
{
    private static final int SURVIVORS_STEPS = 6_000;
    private static final int HOME = 3;

    enum Operation
    {
        ALLOCATE_NEW(2, 1),
        ALLOCATE_LIVE(2, 1),
        DROP_REFERENCE(2, 1),
        DROP_LAST(2, 1),
        REMOVE(2, 1),
        ALLOCATE_BEYOND_THE_WINDOW(32, 5),
        ALLOCATE_INTO_NODES(40, 6),
        ALLOCATE_LIVE_IN_NODES(40, 6),
        DROP_FROM_NODES(40, 6),
        DROP_BACK_INTO_THE_WINDOW(33, 6);

        final int others;
        final int mostLost;

        Operation(final int others, final int mostLost)
        {
            this.others = others;
            this.mostLost = mostLost;
        }

        void prepare(final RecordWriter writer, final List<Long> keys)
        {
            for (int i = 1; i <= others; i++)
            {
                SharedTable.put(writer, keys.get(i), i);
            }
            if (this != ALLOCATE_NEW && this != ALLOCATE_BEYOND_THE_WINDOW && this != ALLOCATE_INTO_NODES)
            {
                SharedTable.put(writer, keys.get(0), 100);
            }
            if (this == DROP_REFERENCE || this == REMOVE)
            {
                SharedTable.put(writer, keys.get(0), 101);
            }
            if (this == DROP_BACK_INTO_THE_WINDOW)
            {
                writer.remove(keys.get(32), new LedgerRecord());
            }
        }

        void run(final RecordWriter writer, final long key)
        {
            switch (this)
            {
                case DROP_REFERENCE, DROP_LAST, DROP_FROM_NODES, DROP_BACK_INTO_THE_WINDOW -> writer.drop(key);
                case REMOVE -> writer.remove(key, new LedgerRecord());
                default -> SharedTable.put(writer, key, 200);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void shouldLetOthersFinishWhereverAWriterStops(final Operation operation)
    {
        walk(operation, true);
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void shouldLetReadersFinishWhereverTheOnlyWriterStops(final Operation operation)
    {
        walk(operation, false);
    }

    private static void walk(final Operation operation, final boolean manyWriters)
    {
        final Map<Long, Integer> before = outcome(operation, false);
        final Map<Long, Integer> after = outcome(operation, true);
        boolean stopped = true;
        int step = 0;
        while (stopped)
        {
            final String at = operation + " step=" + step;
            final SharedTable shared = new SharedTable(70);
            final List<Long> keys = shared.keysOf(HOME, 60);
            operation.prepare(shared.writer(), keys);
            stopped = runUntil(shared, operation, keys.get(0), step, manyWriters);
            final Map<Long, Integer> found = shared.records();
            assertTrue(found.equals(before) || found.equals(after), at + ": " + found);
            assertTrue(shared.lostSlots() <= operation.mostLost, at + ": lost=" + shared.lostSlots());
            assertTrue(stopped || found.equals(after) && 0 == shared.lostSlots(), at);
            if (manyWriters)
            {
                survive(shared, keys, found, at);
            }
            step++;
        }
        assertTrue(step > 5, operation + " took only " + step + " steps");
    }

    private static Map<Long, Integer> outcome(final Operation operation, final boolean run)
    {
        final SharedTable shared = new SharedTable(70);
        final List<Long> keys = shared.keysOf(HOME, 60);
        final RecordWriter writer = shared.writer();
        operation.prepare(writer, keys);
        if (run)
        {
            operation.run(writer, keys.get(0));
        }
        return shared.records();
    }

    private static boolean runUntil(
        final SharedTable shared, final Operation operation, final long key, final int step,
        final boolean manyWriters)
    {
        final ScriptedBuffer.Script script = new ScriptedBuffer.Script();
        final Function<byte[], UnsafeBuffer> view = memory -> new ScriptedBuffer(memory, script);
        final RecordWriter writer = shared.writer(view, manyWriters);
        script.stopBefore(step);
        try
        {
            operation.run(writer, key);
            return false;
        }
        catch (final ScriptedBuffer.Stopped e)
        {
            return true;
        }
    }

    /* All that one can do with the same key, a neighbour's and a fresh one, in a bounded number of steps. */
    private static void survive(
        final SharedTable shared, final List<Long> keys, final Map<Long, Integer> found, final String at)
    {
        final ScriptedBuffer.Script script = new ScriptedBuffer.Script();
        final Function<byte[], UnsafeBuffer> view = memory -> new ScriptedBuffer(memory, script);
        final RecordWriter survivor = shared.writer(view, true);
        final Map<Long, Integer> expected = new TreeMap<>(found);
        for (final long key : new long[]{keys.get(0), keys.get(1), keys.get(50)})
        {
            script.stopBefore(SURVIVORS_STEPS);
            final int references = found.getOrDefault(key, 0);
            assertEquals(references + 1, SharedTable.put(survivor, key, 300), at);
            for (int left = references; left >= 0; left--)
            {
                assertEquals(left, survivor.drop(key), at);
            }
            assertEquals(LedgerStatus.UNKNOWN, survivor.drop(key), at);
            expected.remove(key);
        }
        assertEquals(expected, shared.records(), at);
    }
}
