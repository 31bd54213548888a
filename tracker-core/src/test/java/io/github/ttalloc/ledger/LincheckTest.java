package io.github.ttalloc.ledger;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Model checking of the protocol with many writers against its sequential twin; more of it by the properties
 * {@code lincheck.iterations} and {@code lincheck.invocations}.
 */
class LincheckTest
{
    private static final int ITERATIONS = Integer.getInteger("lincheck.iterations", 4);
    private static final int INVOCATIONS = Integer.getInteger("lincheck.invocations", 150);

    @Test
    void shouldBeLinearizableWithTwoThreads()
    {
        assertTrue(ITERATIONS > 0);
        options(2, 3).check(TwoHomes.class);
    }

    @Test
    void shouldBeLinearizableWithThreeThreads()
    {
        assertTrue(ITERATIONS > 0);
        options(3, 2).check(TwoHomes.class);
    }

    @Test
    void shouldBeLinearizableWhereAWindowIsTooSmall()
    {
        assertTrue(ITERATIONS > 0);
        options(2, 2).iterations((ITERATIONS + 2) / 3).check(FullWindow.class);
    }

    private static ModelCheckingOptions options(final int threads, final int actors)
    {
        return new ModelCheckingOptions().iterations(ITERATIONS).invocationsPerIteration(INVOCATIONS)
            .threads(threads).actorsPerThread(actors).actorsBefore(2).actorsAfter(1)
            .checkObstructionFreedom(true).loopIterationsBeforeThreadSwitch(2_000)
            .sequentialSpecification(Sequential.class);
    }

    /**
     * What the operations mean, one after the other.
     */
    @Param(name = "key", gen = IntGen.class, conf = "0:2")
    @Param(name = "value", gen = IntGen.class, conf = "1:9")
    public static class Sequential
    {
        private final Map<Integer, long[]> records = new TreeMap<>();

        /**
         * An allocation.
         *
         * @param key   which key.
         * @param value its size.
         * @return references.
         */
        @Operation
        public long allocate(@Param(name = "key") final int key, @Param(name = "value") final int value)
        {
            final long[] record = records.computeIfAbsent(key, k -> new long[2]);
            record[1] = value;
            return ++record[0];
        }

        /**
         * A free.
         *
         * @param key which key.
         * @return references left or the status.
         */
        @Operation
        public long free(@Param(name = "key") final int key)
        {
            final long[] record = records.get(key);
            if (null == record)
            {
                return LedgerStatus.UNKNOWN;
            }
            if (0 == --record[0])
            {
                records.remove(key);
            }
            return record[0];
        }

        /**
         * A search.
         *
         * @param key which key.
         * @return references and size, or the status.
         */
        @Operation
        public String find(@Param(name = "key") final int key)
        {
            final long[] record = records.get(key);
            return null == record ? "absent" : record[0] + " of " + record[1];
        }
    }

    /**
     * Three keys of which two share a home and the third's window overlaps.
     */
    @Param(name = "key", gen = IntGen.class, conf = "0:2")
    @Param(name = "value", gen = IntGen.class, conf = "1:9")
    public static class TwoHomes
    {
        final SharedTable shared;
        final long[] keys;

        /**
         * An empty table.
         */
        public TwoHomes()
        {
            this(8);
        }

        TwoHomes(final int homes)
        {
            shared = new SharedTable(homes);
            final List<Long> first = shared.keysOf(1, 2);
            keys = new long[]{first.get(0), first.get(1), shared.keysOf(0, 1).get(0)};
        }

        /**
         * An allocation.
         *
         * @param key   which key.
         * @param value its size.
         * @return references.
         */
        @Operation
        public long allocate(@Param(name = "key") final int key, @Param(name = "value") final int value)
        {
            return SharedTable.put(shared.writer(), keys[key], Math.abs(value));
        }

        /**
         * A free.
         *
         * @param key which key.
         * @return references left or the status.
         */
        @Operation
        public long free(@Param(name = "key") final int key)
        {
            return shared.writer().drop(keys[key]);
        }

        /**
         * A search.
         *
         * @param key which key.
         * @return references and size, or the status.
         */
        @Operation
        public String find(@Param(name = "key") final int key)
        {
            final LedgerRecord found = new LedgerRecord();
            if (!shared.table().find(keys[key], found))
            {
                return "absent";
            }
            SharedTable.requireWhole(found);
            return found.references() + " of " + found.bytes();
        }
    }

    /**
     * The same where the window of every home is full of other keys.
     */
    @Param(name = "key", gen = IntGen.class, conf = "0:2")
    @Param(name = "value", gen = IntGen.class, conf = "1:9")
    public static class FullWindow extends TwoHomes
    {
        /**
         * A table with a full window.
         */
        public FullWindow()
        {
            super(70);
            final RecordWriter writer = shared.writer();
            for (final long key : shared.keysOf(34, 33))
            {
                SharedTable.put(writer, key, 1);
            }
            keys[0] = shared.keysOf(34, 35).get(33);
            keys[1] = shared.keysOf(34, 35).get(34);
            keys[2] = shared.keysOf(33, 1).get(0);
        }
    }
}
