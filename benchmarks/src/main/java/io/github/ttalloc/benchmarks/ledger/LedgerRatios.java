package io.github.ttalloc.benchmarks.ledger;

import io.github.ttalloc.ledger.LedgerBatch;
import io.github.ttalloc.ledger.LedgerContext;
import io.github.ttalloc.ledger.LedgerRecord;
import io.github.ttalloc.ledger.LedgerWriter;
import io.github.ttalloc.ledger.ManyWritersLedger;
import io.github.ttalloc.ledger.OneWriterLedger;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/**
 * The ledger against Agrona's {@code Long2LongHashMap} and against memory itself, paired: in each round all of them do
 * the same work one after the other, long enough that the caches left by the one before do not matter, and the result
 * is the median of the rounds' ratios. Arguments: live keys, rounds, and {@code all} for what no bound asks about:
 * churn with overlaps, and the home bitmap with totals.
 */
public final class LedgerRatios
{
    private static final int EVENTS = 2;
    private static final int PREFILL_TIMES = 6;
    private static final int LEAST_PAIRS = 200_000;
    private static final int MOST_PAIRS = 2_000_000;
    private static final int PAIRS_PER_KEY = 20;
    private static final int APPLIED_MASK = 1023;
    private static final int LINE_SHIFT = 6;
    private static final double LOAD = LedgerContext.DEFAULT_LOAD;
    private static final long BYTES = 4096;
    private static final long BYTES_PER_BANK = 64;

    private final int live;
    private final int pairs;
    private final long[] keys;
    private final long[] probes;
    private final KeyStream stream = new KeyStream(1);
    private final Long2LongHashMap map = new Long2LongHashMap(-1);
    private final OneWriterLedger one;
    private final OneWriterLedger batched;
    private final OneWriterLedger indexed;
    private final LedgerWriter many;
    private final HomeBitmap bitmap;
    private final boolean isAll;
    private final UnsafeBuffer lines;
    private final LedgerBatch batch = new LedgerBatch();
    private final LedgerRecord found = new LedgerRecord();
    private long sequence;
    private long sink;

    private LedgerRatios(final int live, final boolean isAll)
    {
        this.live = live;
        this.isAll = isAll;
        pairs = (int)Math.max(LEAST_PAIRS, Math.min(MOST_PAIRS, (long)PAIRS_PER_KEY * live));
        keys = new long[live + pairs];
        probes = new long[pairs];
        one = new OneWriterLedger(new LedgerContext().capacity(live + 1L).overlaps(false));
        batched = new OneWriterLedger(new LedgerContext().capacity(live + 1L).overlaps(false));
        indexed = new OneWriterLedger(new LedgerContext().capacity(isAll ? live + 1L : 1));
        many = new ManyWritersLedger(new LedgerContext().capacity(live + 1L)).newWriter();
        bitmap = new HomeBitmap(isAll ? live : 1, HomeBitmap.DENSE, new PlainTotals());
        lines = new UnsafeBuffer(ByteBuffer.allocateDirect((int)Math.min(1 << 30, live / LOAD * (1 << LINE_SHIFT))));
        for (int i = 0; i < live; i++)
        {
            keys[i] = stream.next();
            map.put(keys[i], i);
            one.allocate(keys[i], BYTES, BYTES_PER_BANK, 0, 0, i, i);
            batched.allocate(keys[i], BYTES, BYTES_PER_BANK, 0, 0, i, i);
            many.allocate(keys[i], BYTES, BYTES_PER_BANK, 0, 0, i, i);
            if (isAll)
            {
                indexed.allocate(keys[i], BYTES, BYTES_PER_BANK, 0, 0, i, i);
                bitmap.allocate(keys[i], i);
            }
        }
    }

    /**
     * Runs and prints a table.
     *
     * @param args live keys (default 1000000), rounds (default 11), and {@code all} for everything.
     */
    public static void main(final String[] args)
    {
        final int live = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        final int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 11;
        final LedgerRatios ratios = new LedgerRatios(live, args.length > 2 && "all".equals(args[2]));
        for (long churned = 0; churned < (long)PREFILL_TIMES * live; churned += ratios.pairs)
        {
            ratios.round();
        }
        final double[][] results = new double[rounds][];
        for (int i = 0; i < rounds; i++)
        {
            results[i] = ratios.round();
        }
        print(System.out, live, results);
    }

    private static void print(final PrintStream out, final int live, final double[][] results)
    {
        final String[] names = {"churn agrona", "churn one writer", "churn many writers", "churn in batches",
            "churn with overlaps", "churn home bitmap", "hit agrona", "hit ledger", "hit home bitmap", "miss agrona",
            "miss ledger", "dependent line", "read-modify-write"};
        final int[] against = {0, 0, 0, 0, 0, 0, 6, 11, 11, 9, 9, 11, 11};
        out.println("live=" + live + " rounds=" + results.length + " (ns, ratio: median [quartiles])");
        for (int k = 0; k < names.length; k++)
        {
            final int column = k;
            if (Double.isNaN(results[0][column]))
            {
                continue;
            }
            final double[] times = Arrays.stream(results).mapToDouble(r -> r[column]).sorted().toArray();
            final double[] ratios =
                Arrays.stream(results).mapToDouble(r -> r[column] / r[against[column]]).sorted().toArray();
            out.printf(Locale.ROOT, "%-20s %7.1f   %5.2f x %-18s [%.2f, %.2f]%n", names[k], times[times.length / 2],
                ratios[ratios.length / 2], names[against[k]], ratios[ratios.length / 4],
                ratios[ratios.length * 3 / 4]);
        }
    }

    private double[] round()
    {
        for (int i = 0; i < pairs; i++)
        {
            keys[live + i] = stream.next();
        }
        final double[] times = {
            time(this::churnMap, pairs * EVENTS), time(this::churnOne, pairs * EVENTS),
            time(this::churnMany, pairs * EVENTS), time(this::churnBatched, pairs * EVENTS),
            timeOfAll(this::churnIndexed, pairs * EVENTS), timeOfAll(this::churnBitmap, pairs * EVENTS),
            0, 0, 0, 0, 0, 0, 0};
        System.arraycopy(keys, pairs, keys, 0, live);
        sequence += pairs;
        for (int i = 0; i < pairs; i++)
        {
            probes[i] = keys[stream.next(live)];
        }
        times[6] = time(this::searchMap, pairs);
        times[7] = time(this::searchLedger, pairs);
        times[8] = timeOfAll(this::searchBitmap, pairs);
        for (int i = 0; i < pairs; i++)
        {
            probes[i] = stream.next();
        }
        times[9] = time(this::searchMap, pairs);
        times[10] = time(this::searchLedger, pairs);
        times[11] = time(this::readDependent, pairs);
        times[12] = time(this::modify, pairs);
        return times;
    }

    private double timeOfAll(final Runnable work, final int events)
    {
        return isAll ? time(work, events) : Double.NaN;
    }

    private static double time(final Runnable work, final int events)
    {
        final long start = System.nanoTime();
        work.run();
        return (double)(System.nanoTime() - start) / events;
    }

    private void churnMap()
    {
        for (int i = 0; i < pairs; i++)
        {
            map.remove(keys[i]);
            map.put(keys[live + i], sequence + i);
        }
    }

    private void churnOne()
    {
        for (int i = 0; i < pairs; i++)
        {
            one.free(keys[i]);
            one.allocate(keys[live + i], BYTES, BYTES_PER_BANK, 0, 0, sequence + i, sequence + i);
            if (APPLIED_MASK == (i & APPLIED_MASK))
            {
                one.applied(sequence + i);
            }
        }
    }

    private void churnMany()
    {
        for (int i = 0; i < pairs; i++)
        {
            many.free(keys[i]);
            many.allocate(keys[live + i], BYTES, BYTES_PER_BANK, 0, 0, sequence + i, sequence + i);
        }
    }

    private void churnBatched()
    {
        for (int i = 0; i < pairs; i++)
        {
            batch.free(keys[i]);
            batch.allocate(keys[live + i], BYTES, BYTES_PER_BANK, 0, 0, sequence + i, sequence + i);
            if (batch.isFull())
            {
                batched.apply(batch);
                batch.clear();
            }
            if (APPLIED_MASK == (i & APPLIED_MASK))
            {
                batched.applied(sequence + i);
            }
        }
        batched.apply(batch);
        batch.clear();
    }

    private void churnIndexed()
    {
        for (int i = 0; i < pairs; i++)
        {
            indexed.free(keys[i]);
            indexed.allocate(keys[live + i], BYTES, BYTES_PER_BANK, 0, 0, sequence + i, sequence + i);
            if (APPLIED_MASK == (i & APPLIED_MASK))
            {
                indexed.applied(sequence + i);
            }
        }
    }

    private void churnBitmap()
    {
        for (int i = 0; i < pairs; i++)
        {
            bitmap.free(keys[i]);
            bitmap.allocate(keys[live + i], sequence + i);
        }
    }

    private void searchMap()
    {
        long sum = 0;
        for (final long key : probes)
        {
            sum += map.get(key);
        }
        sink += sum;
    }

    private void searchLedger()
    {
        long sum = 0;
        for (final long key : probes)
        {
            sum += one.find(key, found) ? found.bytes() : 0;
        }
        sink += sum;
    }

    private void searchBitmap()
    {
        long sum = 0;
        for (final long key : probes)
        {
            sum += bitmap.find(key);
        }
        sink += sum;
    }

    private void readDependent()
    {
        final int count = lines.capacity() >>> LINE_SHIFT;
        long last = sink & 1;
        for (int i = 0; i < pairs; i++)
        {
            final long mixed = (probes[i] + (last & 1)) * 0x9E3779B97F4A7C15L >>> 1;
            last = lines.getLong((int)Math.multiplyHigh(mixed, (long)count << 1) << LINE_SHIFT);
        }
        sink += last;
    }

    private void modify()
    {
        final int count = lines.capacity() >>> LINE_SHIFT;
        for (int i = 0; i < pairs; i++)
        {
            final int line =
                (int)Math.multiplyHigh(probes[i] * 0x9E3779B97F4A7C15L >>> 1, (long)count << 1) << LINE_SHIFT;
            lines.putLong(line, lines.getLong(line) + EVENTS);
        }
    }
}
