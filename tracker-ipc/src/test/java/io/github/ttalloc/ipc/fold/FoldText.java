package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.ledger.LedgerVerifier;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * All of a fold as lines of text, so that two folds can be compared; the ledger is verified on the way.
 */
public final class FoldText
{
    private static final int TAGS_SHOWN = 64;

    private FoldText()
    {
    }

    /** The lines, sorted. */
    public static List<String> of(final LedgerFold fold)
    {
        LedgerVerifier.verify(fold.ledger());
        final List<String> lines = new ArrayList<>();
        fold.ledger().forEach(record -> lines.add("record " + record));
        fold.ledger().forEachTotals(totals -> lines.add("totals " + totals));
        fold.processes().all().forEach(process -> addProcess(lines, process));
        Collections.sort(lines);
        int age = 0;
        for (final TrackedProcess process : fold.processes().ended())
        {
            lines.add("ended " + age++ + " " + process.id());
        }
        final FoldCounters counters = fold.counters();
        lines.add("invalid=" + counters.invalidEvents() + " unknown=" + counters.unknownEvents() + " lost=" +
            counters.lostEvents() + " unplaced=" + counters.unplacedEvents());
        lines.add("sequence=" + fold.sequence() + " index=" + fold.journalIndex() + " wall=" + fold.wallTimeNanos());
        return lines;
    }

    /** Compares two folds by their lines, and shows only those that differ. */
    public static void assertSame(
        final List<String> expected, final List<String> actual, final Supplier<String> message)
    {
        final List<String> missing = new ArrayList<>(expected);
        missing.removeAll(actual);
        final List<String> surplus = new ArrayList<>(actual);
        surplus.removeAll(expected);
        assertEquals(String.join("\n", missing), String.join("\n", surplus), message);
        assertEquals(expected, actual, message);
    }

    private static void addProcess(final List<String> lines, final TrackedProcess process)
    {
        final String id = "process " + process.id();
        lines.add(id + " slot=" + process.slot() + " pid=" + process.pid() + " uid=" + process.uid() + " name=" +
            process.name() + " start=" + process.startTimeNanos() + " replayed=" + process.isReplayed() +
            " incomplete=" + process.isIncomplete() + " alive=" + process.isAlive() + " clean=" +
            process.endedCleanly() + " end=" + process.endTimeNanos() + " position=" + process.position() +
            " events=" + process.events() + " lost=" + process.lostEvents() + " dropped=" + process.droppedEvents() +
            " unfinished=" + process.unfinishedRecords() + " unplaced=" + process.unplacedEvents());
        lines.add(id + " leaks " + process.leaks());
        process.finalTotals().forEach(totals -> lines.add(id + " final " + totals));
        for (final TrackedDevice device : process.devices())
        {
            lines.add(id + " device " + device.device() + " " + device.description() + " " + device.architecture());
        }
        for (int tag = 1; tag < TAGS_SHOWN; tag++)
        {
            if (null != process.tag(tag) || 0 != process.wideIdOf(tag))
            {
                lines.add(id + " tag " + tag + "=" + process.tag(tag) + " handle=" + process.wideIdOf(tag));
            }
        }
    }
}
