package io.github.ttalloc.benchmarks.guard;

import io.github.ttalloc.benchmarks.figures.Figures;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * How a run stands to a bound: the median of its rounds' ratios, and their quartiles; of three rounds or fewer those
 * are the ends.
 *
 * @param bound      what is asked and held.
 * @param ourMedian  of our figure.
 * @param rivalMedian of the rival's.
 * @param ratio      median of the rounds' ratios.
 * @param low        their lower quartile.
 * @param high       their upper quartile.
 */
record Judgement(Bound bound, double ourMedian, double rivalMedian, double ratio, double low, double high)
{
    private static final int QUARTER = 4;

    /** Noise that is granted in any case. */
    static final double LEAST_NOISE = 0.25;

    /** Noise that is not granted in any case. */
    static final double MOST_NOISE = 0.3;

    /**
     * What becomes of a bound.
     */
    enum Verdict
    {
        /** The target is met. */
        MET("met"),

        /** The target is not met, but what is held is. */
        SHORT("short"),

        /** What is held is not met. */
        BROKEN("BROKEN");

        private final String label;

        Verdict(final String label)
        {
            this.label = label;
        }

        String label()
        {
            return label;
        }
    }

    static Judgement of(final Bound bound, final Figures figures)
    {
        final List<Double> ours = figures.values(bound.ours());
        final List<Double> rivals = rivals(bound.rival(), figures, ours.size());
        final double[] ratios = new double[Math.min(ours.size(), rivals.size())];
        for (int i = 0; i < ratios.length; i++)
        {
            ratios[i] = bound.ratio(ours.get(i), rivals.get(i));
        }
        Arrays.sort(ratios);
        return new Judgement(bound, figures.median(bound.ours()),
            Figures.median(rivals.stream().mapToDouble(Double::doubleValue).toArray()), Figures.median(ratios),
            ratios[ratios.length / QUARTER], ratios[ratios.length * (QUARTER - 1) / QUARTER]);
    }

    Verdict verdict()
    {
        if (bound.isWithin(ratio, bound.target()))
        {
            return Verdict.MET;
        }
        return bound.isWithin(ratio, bound.held()) ? Verdict.SHORT : Verdict.BROKEN;
    }

    /** Half of what the quartiles are apart, as a part of the median, within bounds; what is only counted has none. */
    double noise()
    {
        if (bound.hasNumberAsRival())
        {
            return 0;
        }
        final double half = 0 == ratio ? 0 : (high - low) / 2 / ratio;
        return Math.max(LEAST_NOISE, Math.min(MOST_NOISE, half));
    }

    /** The bound with what this run would hold: the target where it is met, else the value reached, and the noise. */
    Bound held()
    {
        return bound.holding(bound.eased(Verdict.MET == verdict() ? bound.target() : ratio, noise()));
    }

    /** Whether holding this run makes its bound easier. */
    boolean loosens()
    {
        return !bound.isWithin(held().held(), bound.held());
    }

    private static List<Double> rivals(final String rival, final Figures figures, final int count)
    {
        return figures.has(rival) ? figures.values(rival) :
            Collections.nCopies(count, Double.parseDouble(rival));
    }
}
