package io.github.ttalloc.cli.view;

import io.github.ttalloc.ipc.fold.LedgerFold;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What did not add up, counted over all processes that ever reported.
 */
public final class Anomalies
{
    private Anomalies()
    {
    }

    /**
     * The counts by name.
     *
     * @param fold of which they are.
     * @return in the order in which they are shown, zeros included.
     */
    public static Map<String, Long> of(final LedgerFold fold)
    {
        final long[] sums = new long[4];
        fold.ledger().forEachTotals(totals ->
        {
            if (totals.isGroup())
            {
                sums[0] += totals.unknownFrees();
                sums[1] += totals.reallocations();
                sums[2] += totals.doubleAllocations();
                sums[3] += totals.overlaps();
            }
        });
        final Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("unknownFrees", sums[0]);
        counts.put("reallocations", sums[1]);
        counts.put("doubleAllocations", sums[2]);
        counts.put("overlaps", sums[3]);
        counts.put("invalidEvents", fold.counters().invalidEvents());
        counts.put("lostEvents", fold.counters().lostEvents());
        counts.put("unplaced", fold.counters().unplacedEvents());
        return counts;
    }
}
