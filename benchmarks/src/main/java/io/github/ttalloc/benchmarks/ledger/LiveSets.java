package io.github.ttalloc.benchmarks.ledger;

import io.github.ttalloc.ledger.LedgerContext;
import io.github.ttalloc.ledger.LedgerRecord;
import io.github.ttalloc.ledger.LedgerWriter;
import io.github.ttalloc.ledger.ManyWritersLedger;
import io.github.ttalloc.ledger.OneWriterLedger;
import net.openhft.chronicle.core.values.LongValue;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.values.Values;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.jctools.maps.NonBlockingHashMapLong;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The ledgers and their rivals by name.
 */
public final class LiveSets
{
    private static final int STRIPES = 64;
    private static final long MISSING = -1;
    private static final long BYTES = 4096;
    private static final long BYTES_PER_BANK = 64;
    private static final int APPLIED_EVERY = 1024;

    private LiveSets()
    {
    }

    /**
     * A way for each thread to one shared set.
     *
     * @param name    the rival.
     * @param live    how many keys each thread is to hold.
     * @param threads that use it.
     * @return makes one view for each thread; sets for one thread give the same one each time.
     * @throws IllegalArgumentException if no rival has that name.
     */
    public static Supplier<LiveSet> of(final String name, final int live, final int threads)
    {
        return "many-writers-apart".equals(name) ? () -> manyWriters(live).get() : shared(name, live * threads);
    }

    private static Supplier<LiveSet> shared(final String name, final int live)
    {
        return switch (name)
        {
            case "one-writer" -> same(new OneWriter(live, false));
            case "one-writer-overlaps" -> same(new OneWriter(live, true));
            case "many-writers" -> manyWriters(live);
            case "home-bitmap" -> same(new HomeBitmap(live, HomeBitmap.SPARSE, null));
            case "home-bitmap-totals" -> same(new HomeBitmap(live, HomeBitmap.DENSE, new PlainTotals()));
            case "agrona-long2long" -> same(new AgronaLongs());
            case "agrona-long2object" -> same(new AgronaObjects());
            case "concurrent-hash-map" -> same(new Concurrent(live));
            case "non-blocking" -> same(new NonBlocking(live));
            case "striped-locks" -> same(new Striped());
            case "chronicle-map" -> same(new Chronicle(live));
            default -> throw new IllegalArgumentException("table=" + name + " is not one of the rivals");
        };
    }

    private static Supplier<LiveSet> same(final LiveSet set)
    {
        return () -> set;
    }

    private static Supplier<LiveSet> manyWriters(final int live)
    {
        final ManyWritersLedger ledger = new ManyWritersLedger(new LedgerContext().capacity(live + 1L));
        return () -> new ManyWriters(ledger.newWriter());
    }

    /**
     * Our ledger with one writer.
     */
    private static final class OneWriter implements LiveSet
    {
        private final OneWriterLedger ledger;
        private final LedgerRecord found = new LedgerRecord();

        OneWriter(final int live, final boolean overlaps)
        {
            ledger = new OneWriterLedger(new LedgerContext().capacity(live + 1L).overlaps(overlaps));
        }

        @Override
        public void allocate(final long key, final long sequence)
        {
            ledger.allocate(key, BYTES, BYTES_PER_BANK, 0, 0, sequence, sequence);
            if (0 == sequence % APPLIED_EVERY)
            {
                ledger.applied(sequence);
            }
        }

        @Override
        public void free(final long key)
        {
            ledger.free(key);
        }

        @Override
        public long find(final long key)
        {
            return ledger.find(key, found) ? found.sequence() : MISSING;
        }

        @Override
        public void close()
        {
            ledger.close();
        }
    }

    /**
     * Our ledger with many writers, as one thread sees it.
     */
    private static final class ManyWriters implements LiveSet
    {
        private final LedgerWriter writer;
        private final LedgerRecord found = new LedgerRecord();

        ManyWriters(final LedgerWriter writer)
        {
            this.writer = writer;
        }

        @Override
        public void allocate(final long key, final long sequence)
        {
            writer.allocate(key, BYTES, BYTES_PER_BANK, 0, 0, sequence, sequence);
        }

        @Override
        public void free(final long key)
        {
            writer.free(key);
        }

        @Override
        public long find(final long key)
        {
            return writer.find(key, found) ? found.sequence() : MISSING;
        }

        @Override
        public void close()
        {
            writer.close();
        }
    }

    /**
     * Agrona's open-addressing map of longs, for one thread.
     */
    private static final class AgronaLongs implements LiveSet
    {
        private final Long2LongHashMap map = new Long2LongHashMap(MISSING);

        @Override
        public void allocate(final long key, final long sequence)
        {
            map.put(key, sequence);
        }

        @Override
        public void free(final long key)
        {
            map.remove(key);
        }

        @Override
        public long find(final long key)
        {
            return map.get(key);
        }
    }

    /**
     * Agrona's map to objects, a fresh one for each allocation, for one thread.
     */
    private static final class AgronaObjects implements LiveSet
    {
        private final Long2ObjectHashMap<LedgerRecord> map = new Long2ObjectHashMap<>();

        @Override
        public void allocate(final long key, final long sequence)
        {
            map.put(key, new LedgerRecord().key(key).bytes(BYTES).bytesPerBank(BYTES_PER_BANK).sequence(sequence));
        }

        @Override
        public void free(final long key)
        {
            map.remove(key);
        }

        @Override
        public long find(final long key)
        {
            final LedgerRecord record = map.get(key);
            return null == record ? MISSING : record.sequence();
        }
    }

    /**
     * The JDK's concurrent map.
     */
    private static final class Concurrent implements LiveSet
    {
        private final Map<Long, Long> map;

        Concurrent(final int live)
        {
            map = new ConcurrentHashMap<>(live * 2);
        }

        @Override
        public void allocate(final long key, final long sequence)
        {
            map.put(key, sequence);
        }

        @Override
        public void free(final long key)
        {
            map.remove(key);
        }

        @Override
        public long find(final long key)
        {
            final Long found = map.get(key);
            return null == found ? MISSING : found;
        }
    }

    /**
     * The lock-free map of JCTools.
     */
    private static final class NonBlocking implements LiveSet
    {
        private final NonBlockingHashMapLong<Long> map;

        NonBlocking(final int live)
        {
            map = new NonBlockingHashMapLong<>(live * 2);
        }

        @Override
        public void allocate(final long key, final long sequence)
        {
            map.put(key, (Long)sequence);
        }

        @Override
        public void free(final long key)
        {
            map.remove(key);
        }

        @Override
        public long find(final long key)
        {
            final Long found = map.get(key);
            return null == found ? MISSING : found;
        }
    }

    /**
     * Maps of longs, each behind a lock of its own.
     */
    private static final class Striped implements LiveSet
    {
        private final Long2LongHashMap[] stripes = new Long2LongHashMap[STRIPES];

        Striped()
        {
            for (int i = 0; i < STRIPES; i++)
            {
                stripes[i] = new Long2LongHashMap(MISSING);
            }
        }

        @Override
        public void allocate(final long key, final long sequence)
        {
            final Long2LongHashMap stripe = stripe(key);
            synchronized (stripe)
            {
                stripe.put(key, sequence);
            }
        }

        @Override
        public void free(final long key)
        {
            final Long2LongHashMap stripe = stripe(key);
            synchronized (stripe)
            {
                stripe.remove(key);
            }
        }

        @Override
        public long find(final long key)
        {
            final Long2LongHashMap stripe = stripe(key);
            synchronized (stripe)
            {
                return stripe.get(key);
            }
        }

        private Long2LongHashMap stripe(final long key)
        {
            return stripes[(int)(key * 0x9E3779B97F4A7C15L >>> 58)];
        }
    }

    /**
     * Chronicle's off-heap map, in memory.
     */
    private static final class Chronicle implements LiveSet
    {
        private final ChronicleMap<LongValue, LongValue> map;
        private final LongValue key = Values.newHeapInstance(LongValue.class);
        private final LongValue value = Values.newHeapInstance(LongValue.class);

        Chronicle(final int live)
        {
            map = ChronicleMap.of(LongValue.class, LongValue.class).entries(live * 2L).create();
        }

        @Override
        public void allocate(final long newKey, final long sequence)
        {
            key.setValue(newKey);
            value.setValue(sequence);
            map.put(key, value);
        }

        @Override
        public void free(final long oldKey)
        {
            key.setValue(oldKey);
            map.remove(key);
        }

        @Override
        public long find(final long wanted)
        {
            key.setValue(wanted);
            final LongValue found = map.getUsing(key, value);
            return null == found ? MISSING : found.getValue();
        }

        @Override
        public void close()
        {
            map.close();
        }
    }
}
