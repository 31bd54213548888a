package io.github.ttalloc.cli.cores;

import io.github.ttalloc.percore.CoreUse;
import io.github.ttalloc.percore.PerCoreView;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Function;

/**
 * The map of the worker grid: a tile for each core, at most 80 columns wide for every board.
 */
final class CoreGridText
{
    private static final double KB = 1 << 10;
    private static final int WIDTH = 80;
    private static final int LABEL_WIDTH = 10;
    private static final int WIDE_CELL = 8;
    private static final int NARROW_CELL = 5;
    private static final String USED = "used";
    private static final String ROW_LABEL = "%2s%1s%2s %-4s";

    private final PerCoreView view;
    private final HeatColours colours;
    private final PrintWriter out;
    private final GridAxis columns;
    private final GridAxis rows;
    private final int cellWidth;

    CoreGridText(final PerCoreView view, final HeatColours colours, final PrintWriter out)
    {
        this.view = view;
        this.colours = colours;
        this.out = out;
        columns = GridAxis.columns(view);
        rows = GridAxis.rows(view);
        cellWidth = LABEL_WIDTH + columns.lines().size() * WIDE_CELL <= WIDTH ? WIDE_CELL : NARROW_CELL;
    }

    void print()
    {
        printHeading();
        for (final GridAxis.Line row : rows.lines())
        {
            if (row.isHarvested())
            {
                out.println(colours.faint(label("", row) + "harvested"));
                continue;
            }
            printRow(row, USED, core -> kb(core.reservedBytes()));
            if (null != view.memory().architecture())
            {
                printRow(row, "free", core -> core.hasBank() ? kb(core.freeBytes()) : "-");
                printRow(row, "max", core -> core.hasBank() ? kb(core.largestFreeBytes()) : "-");
            }
        }
        if (!colours.legend().isEmpty())
        {
            out.println(colours.legend());
        }
    }

    private void printHeading()
    {
        final StringBuilder logical = new StringBuilder(columns.isPhysical() ? "LOGICAL x " : "         x");
        final StringBuilder noc0 = new StringBuilder("   NOC0 x ");
        logical.setLength(LABEL_WIDTH);
        for (final GridAxis.Line column : columns.lines())
        {
            logical.append(right(column.isHarvested() ? "-" : column.logical() + (computes(column, true) ? "" : "*")));
            noc0.append(right(Integer.toString(column.noc0())));
        }
        out.println(logical);
        if (columns.isPhysical())
        {
            out.println(colours.faint(noc0.toString()));
        }
    }

    private void printRow(final GridAxis.Line row, final String name, final Function<CoreUse, String> figure)
    {
        final boolean isFirst = USED.equals(name);
        final StringBuilder line = new StringBuilder(
            isFirst ? label(name, row) : String.format(Locale.ROOT, ROW_LABEL, "", "", "", name));
        for (final GridAxis.Line column : columns.lines())
        {
            if (column.isHarvested())
            {
                line.append(colours.faint(right(isFirst ? "harv" : "")));
                continue;
            }
            final CoreUse core = view.core(column.logical(), row.logical());
            line.append(' ').append(colours.heat(right(figure.apply(core)).substring(1), heat(core)));
        }
        out.println(line);
    }

    private String label(final String name, final GridAxis.Line row)
    {
        return String.format(Locale.ROOT, ROW_LABEL,
            row.isHarvested() ? "-" : row.logical(), row.isHarvested() || computes(row, false) ? "" : "*",
            rows.isPhysical() ? row.noc0() : "", name);
    }

    private boolean computes(final GridAxis.Line line, final boolean isColumn)
    {
        return view.cores().stream().anyMatch(core -> line.logical() == (isColumn ? core.x() : core.y()) &&
            view.memory().isCompute(core.x(), core.y()));
    }

    private double heat(final CoreUse core)
    {
        return null == view.memory().architecture() ? 0 :
            (double)core.reservedBytes() / view.memory().architecture().l1Bytes();
    }

    private String right(final String text)
    {
        return String.format(Locale.ROOT, "%" + cellWidth + "s", text);
    }

    private String kb(final long bytes)
    {
        return String.format(Locale.ROOT, WIDE_CELL == cellWidth ? "%.1f" : "%.0f", bytes / KB);
    }
}
