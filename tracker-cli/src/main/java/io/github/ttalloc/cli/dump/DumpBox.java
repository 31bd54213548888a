package io.github.ttalloc.cli.dump;

import io.github.ttalloc.cli.dump.TypeUse.Row;
import io.github.ttalloc.cli.view.Anomalies;
import io.github.ttalloc.cli.view.BufferFilter;
import io.github.ttalloc.cli.view.BufferPlace;
import io.github.ttalloc.cli.view.BufferRows;
import io.github.ttalloc.cli.view.DeviceGroup;
import io.github.ttalloc.cli.view.DeviceGroups;
import io.github.ttalloc.cli.view.PlainText;
import io.github.ttalloc.cli.view.ProcessTotals;
import io.github.ttalloc.cli.view.Sizes;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerRecord;
import io.github.ttalloc.ledger.LedgerTotals;

import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final Integer top;
    private final DeviceGroups groups;
    private final Map<DeviceGroup, TypeUse[]> uses = new HashMap<>();
    private long buffers;

    DumpBox(final LedgerFold fold, final BufferFilter filter, final Integer top, final boolean isSummary)
    {
        this.fold = fold;
        this.filter = filter;
        this.top = top;
        this.groups = new DeviceGroups(fold);
        BufferRows.all(fold, filter).forEach(this::add);
        if (!isSummary)
        {
            listRows();
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
        out.println(0 == buffers ? emptyLine() : "Total tracked allocations: " + buffers);
        groups.all().forEach(group -> printDevice(out, group));
        if (buffers > 0)
        {
            out.println();
            out.println("Total remaining buffers: " + buffers);
        }
        printEndings(out);
    }

    private void add(final TrackedProcess process, final LedgerRecord record)
    {
        buffers++;
        use(record).add(process, record);
    }

    private void listRows()
    {
        final BufferRows rows =
            null == top ? BufferRows.all(fold, filter) : BufferRows.largest(fold, filter, top);
        rows.forEach((process, record) ->
        {
            final TypeUse use = use(record);
            if (null != top || use.all().buffers() <= MAX_LISTED)
            {
                use.list(process, record);
            }
        });
    }

    private TypeUse use(final LedgerRecord record)
    {
        final DeviceGroup group = groups.of(record.key());
        final int typeCode = LedgerKey.typeCode(record.key());
        final TypeUse[] ofDevice = uses.computeIfAbsent(group, ignored -> new TypeUse[BufferType.COUNT]);
        if (null == ofDevice[typeCode])
        {
            ofDevice[typeCode] = new TypeUse(group, BufferType.of(typeCode));
        }
        return ofDevice[typeCode];
    }

    private String emptyLine()
    {
        return !filter.isAll() ? "No buffers match." :
            fold.processes().all().stream().anyMatch(process -> process.leaks().buffers() > 0) ?
            "No buffers remaining." : "✓ No buffers remaining - perfect cleanup!";
    }

    private void printDevice(final PrintWriter out, final DeviceGroup group)
    {
        final TypeUse[] ofDevice = uses.getOrDefault(group, new TypeUse[BufferType.COUNT]);
        boolean hasTitle = false;
        for (final BufferType type : BufferType.values())
        {
            final long peak = peak(group, type);
            final TypeUse use = ofDevice[type.code()];
            if (null != use || peak > 0)
            {
                if (!hasTitle)
                {
                    out.println();
                    out.println(group.title());
                    hasTitle = true;
                }
                printType(out, null == use ? new TypeUse(group, type) : use, peak);
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

    private void printType(final PrintWriter out, final TypeUse use, final long peak)
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

    private static void printRow(final PrintWriter out, final BufferType type, final Row row)
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
        if (!leaking.isEmpty())
        {
            out.println();
            out.println("⚠ Left by " + leaking.size() + (1 == leaking.size() ? " process that" : " processes that") +
                " ended: " + Sizes.buffers(leaking.stream().mapToLong(process -> process.leaks().buffers()).sum()) +
                ", " + Sizes.mb(leaking.stream().mapToLong(process -> process.leaks().bytes()).sum()) +
                " ('ttalloc leaks' lists them)");
        }
    }
}
