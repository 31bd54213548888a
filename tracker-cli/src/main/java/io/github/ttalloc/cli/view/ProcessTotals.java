package io.github.ttalloc.cli.view;

import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import io.github.ttalloc.ledger.LedgerTotals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The totals of one process, device and type. A process that has ended has nothing live in them.
 *
 * @param process whose they are.
 * @param totals  a copy that does not change.
 */
public record ProcessTotals(TrackedProcess process, LedgerTotals totals)
{
    private static final Comparator<ProcessTotals> ORDER = Comparator
        .comparing((ProcessTotals row) -> row.process().id())
        .thenComparingInt(row -> row.totals().device())
        .thenComparingInt(row -> row.totals().typeCode());

    /**
     * The totals of all processes that are known.
     *
     * @param fold   to be listed.
     * @param filter which of it.
     * @return ordered by process, device and type.
     */
    public static List<ProcessTotals> of(final LedgerFold fold, final BufferFilter filter)
    {
        final List<ProcessTotals> rows = new ArrayList<>();
        fold.ledger().forEachTotals(totals ->
        {
            if (!totals.isGroup())
            {
                addIfWanted(rows, fold.processes().inSlot(totals.slot()), totals, filter);
            }
        });
        for (final TrackedProcess process : fold.processes().ended())
        {
            process.finalTotals().forEach(totals -> addIfWanted(rows, process, totals, filter));
        }
        rows.sort(ORDER);
        return rows;
    }

    private static void addIfWanted(
        final List<ProcessTotals> rows, final TrackedProcess process, final LedgerTotals totals,
        final BufferFilter filter)
    {
        if (null != process && filter.accepts(process) && filter.accepts(totals.device(), totals.typeCode()))
        {
            rows.add(new ProcessTotals(process, new LedgerTotals().set(totals)));
        }
    }
}
