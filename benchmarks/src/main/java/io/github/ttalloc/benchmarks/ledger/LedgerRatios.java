package io.github.ttalloc.benchmarks.ledger;

import io.github.ttalloc.benchmarks.Planted;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The ledger against Agrona's {@code Long2LongHashMap} and against memory itself, paired: in each round all of them do
 * the same work one after the other, long enough that the caches left by the one before do not matter. A free takes a
 * buffer at random, so that no table is walked in the order in which it was filled; which one, is made up before. A
 * row is the median time, the median of the rounds' ratios to another row with their quartiles, and the time of each
 * round. Arguments: live keys, rounds, and {@code all} for what no bound asks about.
 */
public final class LedgerRatios
{
    private static final int EVENTS = 2;
    private static final int PREFILL_TIMES = 6;
    private static final int LEAST_PAIRS = 200_000;
    private static final int MOST_PAIRS = 1_000_000;
    private static final int PAIRS_PER_KEY = 20;
    private static final int APPLIED_MASK = 1023;
    private static final int LINE_SHIFT = 6;
    private static final int LINES_OF_A_RECORD = 2;
    private static final int MOST_LINES = 1 << 24;
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long BYTES = 4096;
    private static final long BYTES_PER_BANK = 64;

    private final int live;
    private final int pairs;
    private final long[] keys;
    private final long[] freed;
    private final long[] allocated;
    private final long[] probes;
    private final KeyStream stream = new KeyStream(1);
    private final Long2LongHashMap map = new Long2LongHashMap(-1);
    private final OneWriterLedger one;
    private final OneWriterLedger batched;
    private final OneWriterLedger indexed;
    private final LedgerWriter many;
    private final HomeBitmap bitmap;
    private final UnsafeBuffer lines;
    private final LedgerBatch batch = new LedgerBatch();
    private final LedgerRecord found = new LedgerRecord();
    private final List<Column> columns = new ArrayList<>();
    private long sequence;
    private long sink;

    private LedgerRatios(final int live, final boolean isAll)
    {
        this.live = live;
        pairs = (int)Math.max(LEAST_PAIRS, Math.min(MOST_PAIRS, (long)PAIRS_PER_KEY * live));
        keys = new long[live];
        freed = new long[pairs];
        allocated = new long[pairs];
        probes = new long[pairs];
        one = new OneWriterLedger(new LedgerContext().capacity(live + 1L).overlaps(false));
        batched = new OneWriterLedger(new LedgerContext().capacity(live + 1L).overlaps(false));
        indexed = new OneWriterLedger(new LedgerContext().capacity(live + 1L));
        many = new ManyWritersLedger(new LedgerContext().capacity(live + 1L)).newWriter();
        bitmap = new HomeBitmap(isAll ? live : 1, HomeBitmap.DENSE, new PlainTotals());
        lines = new UnsafeBuffer(
            ByteBuffer.allocateDirect(Math.min(MOST_LINES, live * LINES_OF_A_RECORD) << LINE_SHIFT));
        for (int i = 0; i < live; i++)
        {
            keys[i] = stream.next();
            map.put(keys[i], i);
            one.allocate(keys[i], BYTES, BYTES_PER_BANK, 0, 0, i, i);
            batched.allocate(keys[i], BYTES, BYTES_PER_BANK, 0, 0, i, i);
            indexed.allocate(keys[i], BYTES, BYTES_PER_BANK, 0, 0, i, i);
            many.allocate(keys[i], BYTES, BYTES_PER_BANK, 0, 0, i, i);
            if (isAll)
            {
                bitmap.allocate(keys[i], i);
            }
        }
        addColumns(isAll);
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
        final long start = System.nanoTime();
        for (long churned = 0; churned < (long)PREFILL_TIMES * live || System.nanoTime() - start < WARM_UP_NANOS;
            churned += ratios.pairs)
        {
            ratios.round();
        }
        ratios.columns.forEach(column -> column.times().clear());
        for (int i = 0; i < rounds; i++)
        {
            ratios.round();
        }
        ratios.print(System.out);
    }

    private void addColumns(final boolean isAll)
    {
        add("churn agrona", "churn agrona", EVENTS, this::churnMap);
        add("churn one writer", "churn agrona", EVENTS, () -> churn(one));
        add("churn many writers", "churn agrona", EVENTS, this::churnMany);
        add("churn in batches", "churn agrona", EVENTS, this::churnBatched);
        add("churn with overlaps", "churn agrona", EVENTS, () -> churn(indexed));
        if (isAll)
        {
            add("churn home bitmap", "churn agrona", EVENTS, this::churnBitmap);
        }
        add("hits", this::chooseHits);
        if (isAll)
        {
            add("hit agrona", "dependent line", 1, this::searchMap);
            add("hit home bitmap", "dependent line", 1, this::searchBitmap);
        }
        add("hit ledger", "dependent line", 1, this::searchLedger);
        add("dependent line", "dependent line", 1, this::readDependent);
        add("read-modify-write", "dependent line", 1, this::modify);
        if (isAll)
        {
            add("misses", this::chooseMisses);
            add("miss agrona", "miss agrona", 1, this::searchMap);
            add("miss ledger", "miss agrona", 1, this::searchLedger);
        }
    }

    private void add(final String name, final String against, final int events, final Runnable work)
    {
        columns.add(new Column(name, against, events, work, new ArrayList<>()));
    }

    /* A step that is not measured. */
    private void add(final String name, final Runnable work)
    {
        add(name, null, 0, work);
    }

    private void round()
    {
        for (int i = 0; i < pairs; i++)
        {
            final int ended = stream.next(live);
            freed[i] = keys[ended];
            keys[ended] = stream.next();
            allocated[i] = keys[ended];
        }
        for (final Column column : columns)
        {
            final long start = System.nanoTime();
            column.work().run();
            if (column.isMeasured())
            {
                column.times().add((double)(System.nanoTime() - start) / pairs / column.events());
            }
        }
        sequence += pairs;
    }

    private void print(final PrintStream out)
    {
        out.println("live=" + live + " (ns; ratio: median [quartiles]; each round)");
        for (final Column column : columns)
        {
            if (column.isMeasured())
            {
                final List<Double> rival = columns.stream()
                    .filter(other -> other.name().equals(column.against())).findFirst().orElseThrow().times();
                final List<Double> times = column.times();
                final double[] ratios = new double[times.size()];
                Arrays.setAll(ratios, i -> times.get(i) / rival.get(i));
                Arrays.sort(ratios);
                out.printf(Locale.ROOT, "%-20s %7.1f   %5.2f x %-15s [%.2f, %.2f] | %s%n", column.name(),
                    times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow(),
                    ratios[ratios.length / 2], column.against(), ratios[ratios.length / 4],
                    ratios[ratios.length * 3 / 4], times.stream()
                        .map(time -> String.format(Locale.ROOT, "%.1f", time)).collect(Collectors.joining(" ")));
            }
        }
    }

    private void churnMap()
    {
        for (int i = 0; i < pairs; i++)
        {
            map.remove(freed[i]);
            map.put(allocated[i], sequence + i);
        }
    }

    private void churn(final OneWriterLedger ledger)
    {
        for (int i = 0; i < pairs; i++)
        {
            Planted.work();
            ledger.free(freed[i]);
            ledger.allocate(allocated[i], BYTES, BYTES_PER_BANK, 0, 0, sequence + i, sequence + i);
            if (APPLIED_MASK == (i & APPLIED_MASK))
            {
                ledger.applied(sequence + i);
            }
        }
    }

    private void churnMany()
    {
        for (int i = 0; i < pairs; i++)
        {
            Planted.work();
            many.free(freed[i]);
            many.allocate(allocated[i], BYTES, BYTES_PER_BANK, 0, 0, sequence + i, sequence + i);
        }
    }

    private void churnBatched()
    {
        for (int i = 0; i < pairs; i++)
        {
            Planted.work();
            batch.free(freed[i]);
            batch.allocate(allocated[i], BYTES, BYTES_PER_BANK, 0, 0, sequence + i, sequence + i);
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

    private void churnBitmap()
    {
        for (int i = 0; i < pairs; i++)
        {
            bitmap.free(freed[i]);
            bitmap.allocate(allocated[i], sequence + i);
        }
    }

    private void chooseHits()
    {
        for (int i = 0; i < pairs; i++)
        {
            probes[i] = keys[stream.next(live)];
        }
    }

    private void chooseMisses()
    {
        for (int i = 0; i < pairs; i++)
        {
            probes[i] = stream.next();
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
            Planted.work();
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

    /**
     * Something to be done in each round.
     *
     * @param name    of its row.
     * @param against the row it is compared with; null for a step that is not measured.
     * @param events  of each of the round's pairs.
     * @param work    what is done.
     * @param times   of each round, for an event, in nanoseconds.
     */
    private record Column(String name, String against, int events, Runnable work, List<Double> times)
    {
        boolean isMeasured()
        {
            return null != against;
        }
    }
}
