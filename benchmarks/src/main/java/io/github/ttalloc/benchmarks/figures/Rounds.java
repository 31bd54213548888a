package io.github.ttalloc.benchmarks.figures;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Runs probes in rounds, so that what is compared is measured close together and more than once.
 */
public final class Rounds
{
    private static final double NANOS_PER_SECOND = 1e9;

    private Rounds()
    {
    }

    /**
     * Measures, each probe once a round, and says on the standard error stream how far it is.
     *
     * @param probes  in their order.
     * @param rounds  how many.
     * @param figures take what is measured.
     * @throws IOException if a probe fails.
     */
    public static void run(final List<Probe> probes, final int rounds, final Figures figures) throws IOException
    {
        for (int round = 0; round < rounds; round++)
        {
            for (final Probe probe : probes)
            {
                if (round < probe.rounds())
                {
                    final long start = System.nanoTime();
                    probe.measure(figures);
                    System.err.printf(Locale.ROOT, "round %d: %s, %.1f s%n", round + 1, probe.name(),
                        (System.nanoTime() - start) / NANOS_PER_SECOND);
                }
            }
        }
    }
}
