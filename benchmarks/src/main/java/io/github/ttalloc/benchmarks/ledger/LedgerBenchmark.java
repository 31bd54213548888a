package io.github.ttalloc.benchmarks.ledger;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The ledger and its rivals over live sets of several sizes, prefilled by churn of six times the live set. Threads
 * work on keys of their own: {@code -t 2} for two of them, with rivals that allow it.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = {"-Dagrona.disable.bounds.checks=true", "-Xms4g", "-Xmx12g",
    "-XX:MaxDirectMemorySize=16g", "-XX:+UseParallelGC", LedgerBenchmark.FOR_CHRONICLE_MAP})
public class LedgerBenchmark
{
    /** Chronicle Map compiles classes as it starts. */
    static final String FOR_CHRONICLE_MAP = "--add-opens=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED";

    private static final int EVENTS = 2;
    private static final int MIXED_EVENTS = 20;
    private static final int PREFILL_TIMES = 6;
    private static final int STRETCH = 1024;

    /**
     * One set for all threads.
     */
    @State(Scope.Benchmark)
    public static class Shared
    {
        /** Which rival. */
        @Param({"one-writer", "many-writers", "home-bitmap", "home-bitmap-totals", "agrona-long2long",
            "agrona-long2object", "concurrent-hash-map", "non-blocking", "striped-locks", "chronicle-map"})
        public String table;

        /** Live keys of each thread. */
        @Param({"10000", "100000", "1000000", "10000000"})
        public int live;

        private final AtomicInteger threads = new AtomicInteger();
        private Supplier<LiveSet> views;

        /**
         * An empty set.
         *
         * @param params what JMH runs.
         */
        @Setup(Level.Trial)
        public void open(final org.openjdk.jmh.infra.BenchmarkParams params)
        {
            views = LiveSets.of(table, live, params.getThreads());
        }
    }

    /**
     * The keys of one thread. Which of them end and which are looked up is drawn for a stretch of operations at a time,
     * so that it takes little of theirs.
     */
    @State(Scope.Thread)
    public static class Keys
    {
        private final long[] ended = new long[STRETCH];
        private final long[] begun = new long[STRETCH];
        private final long[] wanted = new long[STRETCH];
        private LiveSet set;
        private KeyStream stream;
        private long[] keys;
        private int churned = STRETCH;
        private int searched = STRETCH;
        private long sequence;

        /**
         * Fills the set and churns it.
         *
         * @param shared the set.
         */
        @Setup(Level.Trial)
        public void fill(final Shared shared)
        {
            set = shared.views.get();
            stream = new KeyStream(shared.threads.incrementAndGet() * 1_000_003L);
            keys = new long[shared.live];
            for (int i = 0; i < keys.length; i++)
            {
                keys[i] = stream.next();
                set.allocate(keys[i], ++sequence);
            }
            for (long i = 0; i < (long)PREFILL_TIMES * keys.length; i++)
            {
                replaceOne();
            }
        }

        /**
         * Lets go of the set.
         */
        @TearDown(Level.Trial)
        public void close()
        {
            set.close();
        }

        private void churn()
        {
            if (STRETCH == churned)
            {
                for (int i = 0; i < STRETCH; i++)
                {
                    draw(i);
                }
                churned = 0;
            }
            set.free(ended[churned]);
            set.allocate(begun[churned], ++sequence);
            churned++;
        }

        private long hit()
        {
            if (STRETCH == searched)
            {
                for (int i = 0; i < STRETCH; i++)
                {
                    wanted[i] = keys[stream.next(keys.length)];
                }
                searched = 0;
            }
            return set.find(wanted[searched++]);
        }

        private long mix()
        {
            long found = 0;
            for (int i = EVENTS; i < MIXED_EVENTS; i++)
            {
                found += set.find(keys[stream.next(keys.length)]);
            }
            replaceOne();
            return found;
        }

        private void replaceOne()
        {
            draw(0);
            set.free(ended[0]);
            set.allocate(begun[0], ++sequence);
        }

        private void draw(final int place)
        {
            final int index = stream.next(keys.length);
            ended[place] = keys[index];
            keys[index] = stream.next();
            begun[place] = keys[index];
        }
    }

    /**
     * A free of a key at random and an allocation of a fresh one.
     *
     * @param keys of this thread.
     */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void churn(final Keys keys)
    {
        keys.churn();
    }

    /**
     * A search for a live key.
     *
     * @param keys of this thread.
     * @return what was found.
     */
    @Benchmark
    public long hit(final Keys keys)
    {
        return keys.hit();
    }

    /**
     * A search for a key that is not live.
     *
     * @param keys of this thread.
     * @return what was found.
     */
    @Benchmark
    public long miss(final Keys keys)
    {
        return keys.set.find(keys.stream.next());
    }

    /**
     * Eighteen searches, a free and an allocation.
     *
     * @param keys of this thread.
     * @return what was found.
     */
    @Benchmark
    @OperationsPerInvocation(MIXED_EVENTS)
    public long mixed(final Keys keys)
    {
        return keys.mix();
    }
}
