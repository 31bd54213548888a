package io.github.ttalloc.cli.dump;

import io.github.ttalloc.cli.view.Anomalies;
import io.github.ttalloc.cli.view.BufferFilter;
import io.github.ttalloc.cli.view.BufferRows;
import io.github.ttalloc.cli.view.DeviceGroup;
import io.github.ttalloc.cli.view.MemoryUse;
import io.github.ttalloc.cli.view.PlainText;
import io.github.ttalloc.cli.view.ProcessTotals;
import io.github.ttalloc.cli.view.Sizes;
import io.github.ttalloc.cli.view.TypeUse;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerRecord;
import io.github.ttalloc.ledger.LedgerTotals;
import io.github.ttalloc.percore.BufferPlace;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is allocated, for people: a box with a title, then the devices with their types, then what did not add up.
 * Belongs to the thread of its fold, which must not go on meanwhile.
 */
public final class DumpBox
{
    private static final int WIDTH = 62;
    private static final String TITLE = "           REMAINING ALLOCATED BUFFERS";
    private static final int MAX_LISTED = 10;

    private final LedgerFold fold;
    private final BufferFilter filter;
    private final MemoryUse use;

    DumpBox(final LedgerFold fold, final BufferFilter filter, final Integer top, final boolean isSummary)
    {
        this.fold = fold;
        this.filter = filter;
        this.use = new MemoryUse(fold, filter);
        if (null != top)
        {
            listLargest(top);
        }
        else if (!isSummary)
        {
            listFew();
        }
    }

    /**
     * Prints everything that is allocated.
     *
     * @param fold of which it is.
     * @param out  takes the lines; is not flushed.
     */
    public static void print(final LedgerFold fold, final PrintWriter out)
    {
        new DumpBox(fold, BufferFilter.ALL, null, false).print(out);
    }

    /**
     * Prints the totals of everything that is allocated.
     *
     * @param fold of which it is.
     * @param out  takes the lines; is not flushed.
     */
    public static void printSummary(final LedgerFold fold, final PrintWriter out)
    {
        new DumpBox(fold, BufferFilter.ALL, null, true).print(out);
    }

    void print(final PrintWriter out)
    {
        out.println("╔" + "═".repeat(WIDTH) + "╗");
        out.println("║" + TITLE + " ".repeat(WIDTH - TITLE.length()) + "║");
        out.println("╚" + "═".repeat(WIDTH) + "╝");
        out.println(0 == use.buffers() ? emptyLine() : "Total tracked allocations: " + use.buffers());
        use.groups().all().forEach(group -> printDevice(out, group));
        if (use.buffers() > 0)
        {
            out.println();
            out.println("Total remaining buffers: " + use.buffers());
        }
        printEndings(out);
    }

    private void listFew()
    {
        fold.ledger().forEach(record ->
        {
            final TrackedProcess process = fold.processes().inSlot(LedgerKey.slot(record.key()));
            if (filter.accepts(process) &&
                filter.accepts(LedgerKey.device(record.key()), LedgerKey.typeCode(record.key())) &&
                use.of(record.key()).all().buffers() <= MAX_LISTED)
            {
                use.of(record.key()).list(process, record);
            }
        });
    }

    private void listLargest(final int count)
    {
        BufferRows.largest(fold, filter, count).forEach((process, record) ->
            use.of(record.key()).list(process, record));
    }

    private String emptyLine()
    {
        return !filter.isAll() ? "No buffers match." :
            fold.processes().all().stream().anyMatch(process -> process.leaks().buffers() > 0) ?
            "No buffers remaining." : "✓ No buffers remaining - perfect cleanup!";
    }

    private void printDevice(final PrintWriter out, final DeviceGroup group)
    {
        boolean hasTitle = false;
        for (final BufferType type : BufferType.values())
        {
            final long peak = peak(group, type);
            final TypeUse ofType = use.of(group, type);
            if (ofType.all().buffers() > 0 || peak > 0)
            {
                if (!hasTitle)
                {
                    out.println();
                    out.println(group.title());
                    hasTitle = true;
                }
                printType(out, ofType, peak);
            }
        }
    }

    private long peak(final DeviceGroup group, final BufferType type)
    {
        if (null == filter.pid())
        {
            final LedgerTotals totals = group.totals(type);
            return null == totals || !filter.accepts(group.device(), type.code()) ? 0 : totals.peakBytes();
        }
        final List<ProcessTotals> ofProcess = ProcessTotals.of(fold, filter).stream()
            .filter(row -> type.code() == row.totals().typeCode() && group.chipId() == row.totals().chipId() &&
                (0 != group.chipId() || group.device() == row.totals().device()))
            .toList();
        return 1 == ofProcess.size() ? ofProcess.get(0).totals().peakBytes() : 0;
    }

    private static void printType(final PrintWriter out, final TypeUse use, final long peak)
    {
        final StringBuilder extras = new StringBuilder();
        if (use.reservedBytes() != use.all().bytes())
        {
            extras.append("reserved ").append(Sizes.mb(use.reservedBytes()));
        }
        if (peak > 0)
        {
            extras.append(extras.isEmpty() ? "" : ", ").append("peak ").append(Sizes.mb(peak));
        }
        out.println("  " + use.type() + ": " + Sizes.buffers(use.all().buffers()) + ", " +
            Sizes.mb(use.all().bytes()) + " total" + (extras.isEmpty() ? "" : " (" + extras + ")"));
        if (use.coreCount() > 0)
        {
            final String least = Sizes.kb(use.minBytesOfCore());
            final String most = Sizes.kb(use.maxBytesOfCore());
            out.println("    on " + use.coreCount() + (1 == use.coreCount() ? " core, " : " cores, ") +
                (least.equals(most) ? least : least + " to " + most) + " each");
        }
        if (use.byProcess().size() > 1)
        {
            use.byProcess().forEach((process, sum) -> out.println("    PID " + process.pid() + " (" +
                PlainText.of(process.name()) + "): " + Sizes.buffers(sum.buffers()) + ", " + Sizes.mb(sum.bytes())));
        }
        use.largestFirst().forEach(row -> printRow(out, use.type(), row));
    }

    private static void printRow(final PrintWriter out, final BufferType type, final TypeUse.Row row)
    {
        final LedgerRecord record = row.record();
        final long bufferId = LedgerKey.bufferId(record.key());
        final StringBuilder line = new StringBuilder(128)
            .append("    - Buffer ").append(BufferId.toString(bufferId)).append(": ").append(Sizes.kb(record.bytes()))
            .append(" (PID ").append(row.process().pid()).append(", ref_count=").append(record.references())
            .append(')');
        final int range = BufferPlace.range(type, bufferId, record.cores());
        if (CoreRange.ALL != range)
        {
            line.append(" cores=").append(BufferPlace.toString(range));
        }
        final String tag = row.process().tag(record.tag());
        if (null != tag)
        {
            line.append(" tag=").append(PlainText.of(tag));
        }
        out.println(line);
    }

    private void printEndings(final PrintWriter out)
    {
        final String anomalies = Anomalies.of(fold).entrySet().stream()
            .filter(count -> 0 != count.getValue())
            .map(count -> count.getKey() + "=" + count.getValue())
            .collect(Collectors.joining(" "));
        if (!anomalies.isEmpty())
        {
            out.println();
            out.println("⚠ Anomalies: " + anomalies);
        }
        final List<TrackedProcess> incomplete =
            fold.processes().all().stream().filter(TrackedProcess::isIncomplete).toList();
        incomplete.forEach(process -> out.println("⚠ PID " + process.pid() + " (" + PlainText.of(process.name()) +
            ") is incomplete: lost=" + process.lostEvents() + " unfinished=" + process.unfinishedRecords() +
            " unplaced=" + process.unplacedEvents()));
        final List<TrackedProcess> leaking = fold.processes().all().stream()
            .filter(process -> process.leaks().buffers() > 0 && filter.accepts(process)).toList();
        if (!leaking.isEmpty() && !filter.narrowsBuffers())
        {
            out.println();
            out.println("⚠ Left by " + leaking.size() + (1 == leaking.size() ? " process that" : " processes that") +
                " ended: " + Sizes.buffers(leaking.stream().mapToLong(process -> process.leaks().buffers()).sum()) +
                ", " + Sizes.mb(leaking.stream().mapToLong(process -> process.leaks().bytes()).sum()) +
                " ('ttalloc leaks' lists them)");
        }
    }
}
