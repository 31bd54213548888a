package io.github.ttalloc.ledger.stress;

import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ledger.LedgerContext;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerReader;
import io.github.ttalloc.ledger.LedgerRecord;
import io.github.ttalloc.ledger.LedgerWriter;
import io.github.ttalloc.ledger.ManyWritersLedger;
import io.github.ttalloc.ledger.OneWriterLedger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * Races of two threads on one small ledger. A record is written with one number in all its fields, so that a torn one
 * shows.
 */
public final class LedgerStress
{
    private static final long KEY = LedgerKey.of(0, 0, BufferType.L1, 0x1000);
    private static final long OTHER = LedgerKey.of(0, 0, BufferType.L1, 0x2000);
    private static final long ABSENT = -1;
    private static final long TORN = -100;

    private LedgerStress()
    {
    }

    private static LedgerContext context()
    {
        return new LedgerContext().capacity(1).totalsBlocks(4).writers(2).overlaps(false);
    }

    private static long put(final LedgerWriter writer, final long key, final long value)
    {
        return writer.allocate(key, value, value, (int)value, (int)value, value, value);
    }

    private static long put(final OneWriterLedger ledger, final long key, final long value)
    {
        return ledger.allocate(key, value, value, (int)value, (int)value, value, value);
    }

    private static long find(final LedgerReader reader, final long key)
    {
        final LedgerRecord found = new LedgerRecord();
        if (!reader.find(key, found))
        {
            return ABSENT;
        }
        final long value = found.bytes();
        return found.key() == key && found.bytesPerBank() == value && found.cores() == (int)value &&
            found.tag() == (int)value && found.timeNanos() == value && found.sequence() == value ? value : TORN;
    }

    /**
     * A search beside an allocation.
     */
    @JCStressTest
    @State
    @Outcome(id = "-1", expect = Expect.ACCEPTABLE, desc = "search, then allocation")
    @Outcome(id = "7", expect = Expect.ACCEPTABLE, desc = "allocation, then search")
    @Outcome(expect = Expect.FORBIDDEN, desc = "torn or foreign record")
    public static class AllocateAndFind
    {
        private final ManyWritersLedger ledger = new ManyWritersLedger(context());
        private final LedgerWriter writer = ledger.newWriter();
        private final LedgerReader reader = ledger.newReader();

        /** Allocates. */
        @Actor
        public void allocate()
        {
            put(writer, KEY, 7);
        }

        /**
         * Searches.
         *
         * @param result what was found.
         */
        @Actor
        public void search(final org.openjdk.jcstress.infra.results.J_Result result)
        {
            result.r1 = find(reader, KEY);
        }
    }

    /**
     * A search beside a free and the use of the slot for another key, with one writer.
     */
    @JCStressTest
    @State
    @Outcome(id = {"-1, -1", "7, -1", "7, 8", "-1, 8"}, expect = Expect.ACCEPTABLE, desc = "whole records only")
    @Outcome(expect = Expect.FORBIDDEN, desc = "torn or foreign record")
    public static class ReuseByOneWriter
    {
        private final OneWriterLedger ledger = new OneWriterLedger(context());
        private final LedgerReader reader = ledger.newReader();

        /** A live record. */
        public ReuseByOneWriter()
        {
            put(ledger, KEY, 7);
        }

        /** Frees and allocates. */
        @Actor
        public void reuse()
        {
            ledger.free(KEY);
            put(ledger, OTHER, 8);
        }

        /**
         * Searches for both.
         *
         * @param result what was found.
         */
        @Actor
        public void search(final JJ_Result result)
        {
            result.r1 = find(reader, KEY);
            result.r2 = find(reader, OTHER);
        }
    }

    /**
     * A search beside a replacement: the key is live all the while.
     */
    @JCStressTest
    @State
    @Outcome(id = {"7", "8"}, expect = Expect.ACCEPTABLE, desc = "before or after")
    @Outcome(expect = Expect.FORBIDDEN, desc = "torn, foreign or missing record")
    public static class ReplaceAndFind
    {
        private final OneWriterLedger ledger = new OneWriterLedger(context());
        private final LedgerReader reader = ledger.newReader();

        /** A live record. */
        public ReplaceAndFind()
        {
            put(ledger, KEY, 7);
        }

        /** Replaces. */
        @Actor
        public void replace()
        {
            put(ledger, KEY, 8);
        }

        /**
         * Searches.
         *
         * @param result what was found.
         */
        @Actor
        public void search(final org.openjdk.jcstress.infra.results.J_Result result)
        {
            result.r1 = find(reader, KEY);
        }
    }

    /**
     * Two allocations of one key.
     */
    @JCStressTest
    @State
    @Outcome(id = {"1, 2, 2", "2, 1, 2"}, expect = Expect.ACCEPTABLE, desc = "one after the other")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a lost reference or two records")
    public static class AllocateTwice
    {
        private final ManyWritersLedger ledger = new ManyWritersLedger(context());
        private final LedgerWriter first = ledger.newWriter();
        private final LedgerWriter second = ledger.newWriter();

        /**
         * Allocates.
         *
         * @param result references.
         */
        @Actor
        public void first(final JJJ_Result result)
        {
            result.r1 = put(first, KEY, 7);
        }

        /**
         * Allocates.
         *
         * @param result references.
         */
        @Actor
        public void second(final JJJ_Result result)
        {
            result.r2 = put(second, KEY, 8);
        }

        /**
         * Counts.
         *
         * @param result references in all records.
         */
        @Arbiter
        public void count(final JJJ_Result result)
        {
            ledger.newReader().forEach(r -> result.r3 += r.references());
        }
    }

    /**
     * Two frees of one reference.
     */
    @JCStressTest
    @State
    @Outcome(id = {"0, -2, 0", "-2, 0, 0"}, expect = Expect.ACCEPTABLE, desc = "one of them frees")
    @Outcome(expect = Expect.FORBIDDEN, desc = "freed twice or not at all")
    public static class FreeTwice
    {
        private final ManyWritersLedger ledger = new ManyWritersLedger(context());
        private final LedgerWriter first = ledger.newWriter();
        private final LedgerWriter second = ledger.newWriter();

        /** A live record. */
        public FreeTwice()
        {
            put(first, KEY, 7);
        }

        /**
         * Frees.
         *
         * @param result what it came to.
         */
        @Actor
        public void first(final JJJ_Result result)
        {
            result.r1 = first.free(KEY);
        }

        /**
         * Frees.
         *
         * @param result what it came to.
         */
        @Actor
        public void second(final JJJ_Result result)
        {
            result.r2 = second.free(KEY);
        }

        /**
         * Counts.
         *
         * @param result live records as the totals say.
         */
        @Arbiter
        public void count(final JJJ_Result result)
        {
            result.r3 = ledger.newReader().size();
        }
    }

    /**
     * A free of the last reference beside an allocation of the same key.
     */
    @JCStressTest
    @State
    @Outcome(id = {"0, 1, 1", "1, 2, 1"}, expect = Expect.ACCEPTABLE, desc = "one after the other")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a lost or revived reference")
    public static class FreeAndAllocate
    {
        private final ManyWritersLedger ledger = new ManyWritersLedger(context());
        private final LedgerWriter first = ledger.newWriter();
        private final LedgerWriter second = ledger.newWriter();

        /** A live record. */
        public FreeAndAllocate()
        {
            put(first, KEY, 7);
        }

        /**
         * Frees.
         *
         * @param result references left.
         */
        @Actor
        public void free(final JJJ_Result result)
        {
            result.r1 = first.free(KEY);
        }

        /**
         * Allocates.
         *
         * @param result references.
         */
        @Actor
        public void allocate(final JJJ_Result result)
        {
            result.r2 = put(second, KEY, 8);
        }

        /**
         * Counts.
         *
         * @param result references in all records.
         */
        @Arbiter
        public void count(final JJJ_Result result)
        {
            ledger.newReader().forEach(r -> result.r3 += r.references());
        }
    }

    /**
     * Two keys of one bucket, allocated by two writers.
     */
    @JCStressTest
    @State
    @Outcome(id = "7, 8, 2", expect = Expect.ACCEPTABLE, desc = "both are there")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a slot was given twice")
    public static class AllocateTwoKeys
    {
        private final ManyWritersLedger ledger = new ManyWritersLedger(context());
        private final LedgerWriter first = ledger.newWriter();
        private final LedgerWriter second = ledger.newWriter();

        /** Allocates one key. */
        @Actor
        public void first()
        {
            put(first, KEY, 7);
        }

        /** Allocates the other. */
        @Actor
        public void second()
        {
            put(second, OTHER, 8);
        }

        /**
         * Finds both.
         *
         * @param result what was found, and how many are live.
         */
        @Arbiter
        public void count(final JJJ_Result result)
        {
            result.r1 = find(ledger.newReader(), KEY);
            result.r2 = find(ledger.newReader(), OTHER);
            result.r3 = ledger.newReader().size();
        }
    }
}
