package io.github.ttalloc.benchmarks.ledger;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * Whether churn slows a ledger down: the time of churn after six times the live set and after 10^8 events, by turns,
 * and the median of the ratios of neighbours with its interval by resampling. Each free takes a buffer at random: were
 * it always the oldest, the slots of a fresh ledger would lie in the order in which they are needed. All samples
 * together churn the fresh one by ten times its live set. Arguments: rival, live keys, events between.
 */
public final class LedgerDecay
{
    private static final int SAMPLES = 101;
    private static final int SAMPLES_OF_LIVE = 10;
    private static final long WARM_UP_EVENTS = 20_000_000;
    private static final int RESAMPLES = 2_000;
    private static final int PREFILL_TIMES = 6;
    private static final int EVENTS_OF_A_PAIR = 2;

    private final LiveSet set;
    private final int eventsOfASample;
    private final KeyStream stream = new KeyStream(7);
    private final long[] keys;
    private long sequence;

    private LedgerDecay(final LiveSet set, final int live)
    {
        this.set = set;
        eventsOfASample = Math.max(EVENTS_OF_A_PAIR, live / SAMPLES_OF_LIVE);
        keys = new long[live];
        for (int i = 0; i < live; i++)
        {
            keys[i] = stream.next();
            set.allocate(keys[i], ++sequence);
        }
    }

    /**
     * Runs and prints.
     *
     * @param args rival (default one-writer), live keys (default 100000), events between (default 100000000).
     */
    public static void main(final String[] args)
    {
        final String name = args.length > 0 ? args[0] : "one-writer";
        final int live = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
        final long between = args.length > 2 ? Long.parseLong(args[2]) : 100_000_000L;
        final LedgerDecay decay = new LedgerDecay(LiveSets.of(name, live, 1).get(), live);
        decay.churn(WARM_UP_EVENTS);
        final LedgerDecay fresh = new LedgerDecay(LiveSets.of(name, live, 1).get(), live);
        fresh.churn((long)PREFILL_TIMES * live * EVENTS_OF_A_PAIR);
        decay.churn(between);
        final double[] before = new double[SAMPLES];
        final double[] after = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++)
        {
            before[i] = fresh.sample();
            after[i] = decay.sample();
        }
        print(System.out, name, live, before, after);
    }

    private static void print(
        final PrintStream out, final String name, final int live, final double[] before, final double[] after)
    {
        final double[] pairs = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++)
        {
            pairs[i] = after[i] / before[i];
        }
        final Random random = new Random(1);
        final double[] ratios = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++)
        {
            ratios[i] = median(random.ints(SAMPLES, 0, SAMPLES).mapToDouble(k -> pairs[k]).toArray());
        }
        Arrays.sort(ratios);
        out.printf(Locale.ROOT, "%s live=%d fresh %.1f ns, churned %.1f ns, ratio %.3f [%.3f, %.3f]%n", name, live,
            median(before), median(after), median(pairs), ratios[RESAMPLES / 40],
            ratios[RESAMPLES - RESAMPLES / 40]);
    }

    private static double median(final double[] samples)
    {
        final double[] sorted = samples.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private double sample()
    {
        final long start = System.nanoTime();
        churn(eventsOfASample);
        return (double)(System.nanoTime() - start) / eventsOfASample;
    }

    private void churn(final long events)
    {
        for (long i = 0; i < events; i += EVENTS_OF_A_PAIR)
        {
            final int ended = stream.next(keys.length);
            set.free(keys[ended]);
            keys[ended] = stream.next();
            set.allocate(keys[ended], ++sequence);
        }
    }
}
