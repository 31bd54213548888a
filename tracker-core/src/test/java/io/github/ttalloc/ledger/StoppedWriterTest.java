package io.github.ttalloc.ledger;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Stops a writer before every single memory operation, of the pool of slots too, and lets another finish its work on
 * the same keys.
 */
class StoppedWriterTest
{
    private static final int SURVIVORS_STEPS = 6_000;
    private static final int BUCKET = 3;
    private static final int FRESH = 50;

    enum Operation
    {
        ALLOCATE_NEW(2, 1, 1),
        ALLOCATE_LIVE(2, 1, 1),
        DROP_REFERENCE(2, 1, 1),
        DROP_LAST(2, 1, 1),
        REMOVE(2, 1, 1),
        ALLOCATE_INTO_SPILL(6, 1, 1),
        ALLOCATE_LIVE_IN_SPILL(9, 1, 1),
        DROP_FROM_SPILL(9, 1, 1),
        ALLOCATE_LIVE_IN_FULL_BUCKET(11, 2, 12),
        DROP_REFERENCE_IN_FULL_BUCKET(11, 2, 12),
        ALLOCATE_INTO_NODES(12, 2, 12),
        ALLOCATE_INTO_A_SECOND_NODE(14, 4, 0),
        ALLOCATE_LIVE_IN_NODES(30, 4, 0),
        DROP_REFERENCE_IN_NODES(20, 3, 0),
        DROP_FROM_NODES(20, 3, 0),
        DROP_BACK_INTO_ENTRIES(12, 2, 10);

        final int others;
        final int mostLostSlots;
        final int mostLostEntries;

        Operation(final int others, final int mostLostSlots, final int mostLostEntries)
        {
            this.others = others;
            this.mostLostSlots = mostLostSlots;
            this.mostLostEntries = mostLostEntries;
        }

        void prepare(final SharedTable.Writer writer, final List<Long> keys)
        {
            for (int i = 1; i <= others; i++)
            {
                assertEquals(1, writer.put(keys.get(i), i));
            }
            if (!isNew())
            {
                writer.put(keys.get(0), 100);
            }
            if (this == DROP_REFERENCE || this == DROP_REFERENCE_IN_NODES || this == REMOVE)
            {
                writer.put(keys.get(0), 101);
            }
            if (this == DROP_REFERENCE_IN_FULL_BUCKET)
            {
                writer.drop(keys.get(11));
                writer.put(keys.get(0), 101);
                writer.put(keys.get(11), 11);
            }
            if (this == DROP_BACK_INTO_ENTRIES)
            {
                writer.remove(keys.get(11));
                writer.remove(keys.get(12));
            }
            writer.leave();
        }

        boolean isNew()
        {
            return this == ALLOCATE_NEW || this == ALLOCATE_INTO_SPILL || this == ALLOCATE_INTO_NODES ||
                this == ALLOCATE_INTO_A_SECOND_NODE;
        }

        boolean startsExtended()
        {
            return others + (isNew() ? 0 : 1) > BucketDescriptor.ENTRIES;
        }

        boolean endsExtended()
        {
            return this != DROP_BACK_INTO_ENTRIES && others >= 11;
        }

        void run(final SharedTable.Writer writer, final long key)
        {
            switch (this)
            {
                case REMOVE -> writer.remove(key);
                case DROP_REFERENCE, DROP_LAST, DROP_FROM_SPILL, DROP_REFERENCE_IN_FULL_BUCKET,
                    DROP_REFERENCE_IN_NODES, DROP_FROM_NODES, DROP_BACK_INTO_ENTRIES -> writer.drop(key);
                default -> writer.put(key, 200);
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

    private static SharedTable newTable()
    {
        return new SharedTable(4, 120);
    }

    private static void walk(final Operation operation, final boolean manyWriters)
    {
        final Map<Long, Integer> before = outcome(operation, false, manyWriters);
        final Map<Long, Integer> after = outcome(operation, true, manyWriters);
        boolean stopped = true;
        int step = 0;
        while (stopped)
        {
            final String at = operation + " step=" + step;
            final SharedTable shared = newTable();
            final List<Long> keys = shared.keysOf(BUCKET, 60);
            operation.prepare(shared.writer(SharedTable.View.plain(), manyWriters), keys);
            final ScriptedBuffer.Script script = new ScriptedBuffer.Script();
            final SharedTable.Writer writer = shared.writer(SharedTable.View.scripted(script), manyWriters);
            stopped = isStopped(script.stopBefore(step), operation, writer, keys.get(0));
            final Map<Long, Integer> found = shared.records();
            assertTrue(found.equals(before) || found.equals(after), at + ": " + found);
            final int lostSlots = shared.lostSlots(writer);
            assertTrue(lostSlots >= 0 && lostSlots <= operation.mostLostSlots, at + ": lost slots=" + lostSlots);
            final int lostEntries = manyWriters ? shared.lostEntries() : 0;
            assertTrue(lostEntries <= operation.mostLostEntries, at + ": lost entries=" + lostEntries);
            assertTrue(stopped || found.equals(after) && 0 == lostSlots + lostEntries, at);
            if (manyWriters)
            {
                survive(shared, keys, found, at);
                assertTrue(shared.lostSlots(writer) <= operation.mostLostSlots, at + " after the survivor");
            }
            step++;
        }
        assertTrue(step > 5, operation + " took only " + step + " steps");
    }

    private static Map<Long, Integer> outcome(
        final Operation operation, final boolean run, final boolean manyWriters)
    {
        final SharedTable shared = newTable();
        final List<Long> keys = shared.keysOf(BUCKET, 60);
        final SharedTable.Writer writer = shared.writer(SharedTable.View.plain(), manyWriters);
        operation.prepare(writer, keys);
        assertEquals(operation.startsExtended(), shared.isExtended(BUCKET), operation.toString());
        if (run)
        {
            operation.run(writer, keys.get(0));
            assertEquals(operation.endsExtended(), shared.isExtended(BUCKET), operation.toString());
        }
        return shared.records();
    }

    private static boolean isStopped(
        final ScriptedBuffer.Script script, final Operation operation, final SharedTable.Writer writer, final long key)
    {
        try
        {
            operation.run(writer, key);
            writer.leave();
            assertTrue(script.steps() > 0);
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
        final SharedTable.Writer survivor = shared.writer(SharedTable.View.scripted(script), true);
        final Map<Long, Integer> expected = new TreeMap<>(found);
        for (final long key : new long[]{keys.get(0), keys.get(1), keys.get(FRESH)})
        {
            script.stopBefore(SURVIVORS_STEPS);
            final int references = found.getOrDefault(key, 0);
            assertEquals(references + 1, survivor.put(key, 300), at);
            for (int left = references; left >= 0; left--)
            {
                assertEquals(left, survivor.drop(key), at);
            }
            assertEquals(LedgerStatus.UNKNOWN, survivor.drop(key), at);
            expected.remove(key);
        }
        survivor.leave();
        assertEquals(expected, shared.records(), at);
    }
}
