package io.github.ttalloc.ledger;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
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
    private static final int SLOTS = 60;

    /** Threads switch before each call of these, and nowhere within. */
    private static final String[] MEMORY =
        {"org.agrona.concurrent.UnsafeBuffer", "org.agrona.AbstractMutableDirectBuffer"};

    @Test
    void shouldBeLinearizableWithTwoThreads()
    {
        assertTrue(ITERATIONS > 0);
        options(2, 3).check(TwoBuckets.class);
    }

    @Test
    void shouldBeLinearizableWithThreeThreads()
    {
        assertTrue(ITERATIONS > 0);
        options(3, 2).check(TwoBuckets.class);
    }

    @Test
    void shouldBeLinearizableWhereABucketIsFull()
    {
        assertTrue(ITERATIONS > 0);
        options(2, 2).iterations((ITERATIONS + 2) / 3).invocationsPerIteration((INVOCATIONS + 1) / 2)
            .check(FullBucket.class);
    }

    @Test
    void shouldBeLinearizableWhereABucketHasNodes()
    {
        assertTrue(ITERATIONS > 0);
        options(2, 2).iterations((ITERATIONS + 2) / 3).invocationsPerIteration((INVOCATIONS + 1) / 2)
            .check(ShortNodes.class);
    }

    private static ModelCheckingOptions options(final int threads, final int actors)
    {
        return new ModelCheckingOptions().iterations(ITERATIONS).invocationsPerIteration(INVOCATIONS)
            .threads(threads).actorsPerThread(actors).actorsBefore(2).actorsAfter(1)
            .addGuarantee(ManagedStrategyGuaranteeKt.forClasses(MEMORY).allMethods().treatAsAtomic())
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
     * Three keys of which two share a bucket.
     */
    @Param(name = "key", gen = IntGen.class, conf = "0:2")
    @Param(name = "value", gen = IntGen.class, conf = "1:9")
    public static class TwoBuckets
    {
        private final SharedTable shared = new SharedTable(2, SLOTS);
        private final long[] keys;

        /**
         * An empty table.
         */
        public TwoBuckets()
        {
            this(0, 0);
        }

        /* So many others in the bucket, and so many more that were there before. */
        TwoBuckets(final int others, final int dropped)
        {
            final List<Long> ofOne = shared.keysOf(1, 2 + others + dropped);
            keys = new long[]{ofOne.get(0), ofOne.get(1), shared.keysOf(0, 1).get(0)};
            for (int i = 2; i < 2 + others + dropped; i++)
            {
                shared.put(ofOne.get(i), 1);
            }
            for (int i = 2 + others; i < 2 + others + dropped; i++)
            {
                shared.drop(ofOne.get(i));
            }
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
            return shared.put(keys[key], Math.abs(value));
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
            return shared.drop(keys[key]);
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
     * The same where the bucket has no entry left: one more key takes it to nodes.
     */
    @Param(name = "key", gen = IntGen.class, conf = "0:2")
    @Param(name = "value", gen = IntGen.class, conf = "1:9")
    public static class FullBucket extends TwoBuckets
    {
        /**
         * A table with a full bucket.
         */
        public FullBucket()
        {
            super(BucketDescriptor.ENTRIES, 0);
        }
    }

    /**
     * The same where the bucket has nodes: one key less takes it back to entries.
     */
    @Param(name = "key", gen = IntGen.class, conf = "0:2")
    @Param(name = "value", gen = IntGen.class, conf = "1:9")
    public static class ShortNodes extends TwoBuckets
    {
        /**
         * A table with a bucket of nodes that are nearly too short.
         */
        public ShortNodes()
        {
            super(BucketDescriptor.ENTRIES - 2, 3);
        }
    }
}
