package io.github.ttalloc.benchmarks.guard;

import io.github.ttalloc.benchmarks.figures.Figures;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * The table that the guard prints: what, ours, rival, ratio with its spread, target, held, verdict, and the change
 * since an earlier run.
 */
final class GuardTable
{
    private static final double PERCENT = 100;

    private GuardTable()
    {
    }

    static void print(final PrintStream out, final List<Judgement> judgements, final Figures earlier)
    {
        out.printf("%-48s %12s %12s %7s %-15s %8s %8s  %s%n",
            "what", "ours", "rival", "ratio", " [spread]", "target", "held", "verdict");
        for (final Judgement judgement : judgements)
        {
            final Bound bound = judgement.bound();
            final String sign = bound.sense().sign();
            out.printf(Locale.ROOT, "%-48s %9s %-2s %9s %-2s %7.3f [%.3f, %.3f] %2s%6.3f %2s%6.3f  %-6s %s%n",
                bound.what(), number(judgement.ourMedian()), unit(bound.ours()), number(judgement.rivalMedian()),
                unit(bound.rival()), judgement.ratio(), judgement.low(), judgement.high(), sign, bound.target(), sign,
                bound.held(), judgement.verdict().label(), change(judgement, earlier));
        }
    }

    private static String change(final Judgement judgement, final Figures earlier)
    {
        final Bound bound = judgement.bound();
        if (null == earlier || !earlier.has(bound.ours()) ||
            !bound.hasNumberAsRival() && !earlier.has(bound.rival()))
        {
            return "";
        }
        final double before = Judgement.of(bound, earlier).ratio();
        return 0 == before ? "" : String.format(Locale.ROOT, "%+.0f%%", (judgement.ratio() / before - 1) * PERCENT);
    }

    private static String number(final double value)
    {
        return String.format(Locale.ROOT, value < PERCENT ? "%.2f" : "%.0f", value);
    }

    private static String unit(final String figure)
    {
        return figure.endsWith("]") ? figure.substring(figure.lastIndexOf('[') + 1, figure.length() - 1) : "";
    }
}
