package io.github.ttalloc.tests.crash;

import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.fold.TrackedProcess;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * All of a fold as lines of text, so that two folds can be compared.
 */
final class FoldText
{
    private FoldText()
    {
    }

    static List<String> of(final LedgerFold fold)
    {
        final List<String> lines = new ArrayList<>();
        fold.ledger().forEach(record -> lines.add(record.toString()));
        fold.ledger().forEachTotals(totals -> lines.add(totals.toString()));
        for (final TrackedProcess process : fold.processes().all())
        {
            lines.add("process " + process.id() + " slot=" + process.slot() + " pid=" + process.pid() +
                " alive=" + process.isAlive() + " clean=" + process.endedCleanly() + " position=" +
                process.position() + " events=" + process.events() + " leaks=" + process.leaks() +
                " lost=" + process.lostEvents() + " unfinished=" + process.unfinishedRecords());
        }
        Collections.sort(lines);
        lines.add("sequence=" + fold.sequence() + " index=" + fold.journalIndex());
        return lines;
    }
}
