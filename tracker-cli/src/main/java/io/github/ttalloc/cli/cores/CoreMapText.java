package io.github.ttalloc.cli.cores;

import io.github.ttalloc.cli.view.DeviceGroup;
import io.github.ttalloc.cli.view.Sizes;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.percore.BufferPlace;
import io.github.ttalloc.percore.ClashWarning;
import io.github.ttalloc.percore.CoreUse;
import io.github.ttalloc.percore.Overlap;
import io.github.ttalloc.percore.PerCoreView;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Per-core maps for people, with what clashes and what overlaps.
 */
public final class CoreMapText
{
    private static final int MOST_LINES = 10;
    private static final int TYPES_A_LINE = 3;

    private final LedgerFold fold;
    private final PrintWriter out;
    private final HeatColours colours;

    CoreMapText(final LedgerFold fold, final boolean inColour, final PrintWriter out)
    {
        this.fold = fold;
        this.out = out;
        this.colours = new HeatColours(inColour);
    }

    /**
     * Prints the maps of all devices whose L1 holds something.
     *
     * @param fold     of which they are.
     * @param inColour whether the output is a terminal that shows colours.
     * @param out      takes the lines; is not flushed.
     */
    public static void print(final LedgerFold fold, final boolean inColour, final PrintWriter out)
    {
        final CoreMapText text = new CoreMapText(fold, inColour, out);
        CoreMaps.of(fold).forEach((group, view) ->
        {
            if (view.reservedBytes() + view.elsewhere() > 0)
            {
                text.print(group, view);
            }
        });
    }

    void print(final DeviceGroup group, final PerCoreView view)
    {
        out.println(group.title());
        if (0 == view.reservedBytes() + view.elsewhere())
        {
            out.println("  Nothing is in L1.");
            return;
        }
        if (!view.cores().isEmpty())
        {
            printScale(view);
            new CoreGridText(view, colours, out).print();
            out.println("  " + Sizes.mb(view.reservedBytes()) + " on these cores, for " +
                Sizes.mb(view.requestedBytes()) + " requested:");
            printByType(view::reservedBytes);
            printRoom(view);
        }
        if (view.elsewhere() > 0)
        {
            out.println("  " + Sizes.mb(view.elsewhere()) + " on cores that are not known, or are not Tensix:");
            printByType(view::elsewhere);
        }
        printWarnings(view.clashWarnings(CoresCommand.CLOSE_BYTES));
        printOverlaps(view.overlaps());
    }

    private void printScale(final PerCoreView view)
    {
        out.println("  KB on each core" + (null == view.memory().architecture() ? ": used." :
            " of " + Sizes.kb(view.memory().architecture().l1Bytes()) +
            ": used, free for buffers, largest free block (max)."));
        out.println(GridAxis.rows(view).isPhysical() ?
            "  Rows and columns: LOGICAL, then NOC0; * does not compute." :
            "  Rows and columns: LOGICAL, since harvesting is not known; * does not compute.");
    }

    private void printRoom(final PerCoreView view)
    {
        final List<CoreUse> banks = view.cores().stream().filter(CoreUse::hasBank).toList();
        if (!banks.isEmpty())
        {
            out.println("  At least " + Sizes.kb(least(banks, CoreUse::freeBytes)) +
                " is free on each compute core, and a block of " +
                Sizes.kb(least(banks, CoreUse::largestFreeBytes)) + ".");
            final long headroom = least(banks, CoreUse::headroomBytes);
            if (headroom >= 0)
            {
                out.println("  Circular buffers may grow by " + Sizes.kb(headroom) + " until they clash.");
            }
        }
    }

    private void printWarnings(final List<ClashWarning> warnings)
    {
        for (final ClashWarning warning : warnings.subList(0, Math.min(MOST_LINES, warnings.size())))
        {
            final boolean isClash = warning.bytesLeft() < 0;
            out.println("  " + colours.alarm(isClash ? "Clash" : "Close to a clash") + " on " +
                cores(warning.cores()) + " in " + BufferPlace.toString(warning.bounds()) +
                ": circular buffers end at " + warning.circularBuffersEnd() + ",");
            out.println("    the lowest L1 buffer begins at " + warning.lowestBuffer() + ": " +
                (isClash ? -warning.bytesLeft() + " bytes too low for the next program that has them." :
                    warning.bytesLeft() + " bytes are left."));
        }
        printRest(warnings.size(), "warnings");
    }

    private void printOverlaps(final List<Overlap> overlaps)
    {
        for (final Overlap overlap : overlaps.subList(0, Math.min(MOST_LINES, overlaps.size())))
        {
            out.println("  " + colours.alarm("Overlap") + " of " + overlap.bytes() + " bytes at " + overlap.from() +
                " on " + cores(overlap.cores()) + " from (" + overlap.x() + "," + overlap.y() + "):");
            out.println("    " + buffer(overlap.firstKey()) + " and " + buffer(overlap.secondKey()));
        }
        printRest(overlaps.size(), "overlaps");
    }

    private void printRest(final int count, final String what)
    {
        if (count > MOST_LINES)
        {
            out.println("  ... and " + (count - MOST_LINES) + " more " + what + ": --json has them all.");
        }
    }

    private String buffer(final long key)
    {
        return BufferType.of(LedgerKey.typeCode(key)) + " " + BufferId.toString(LedgerKey.bufferId(key)) +
            " of pid " + fold.processes().inSlot(LedgerKey.slot(key)).pid();
    }

    private static String cores(final int count)
    {
        return count + (1 == count ? " core" : " cores");
    }

    private static long least(final List<CoreUse> cores, final ToLongFunction<CoreUse> figure)
    {
        return cores.stream().mapToLong(figure).min().orElseThrow();
    }

    private void printByType(final ToLongFunction<BufferType> bytes)
    {
        final List<String> types = Arrays.stream(BufferType.values())
            .filter(type -> bytes.applyAsLong(type) > 0)
            .map(type -> type + " " + Sizes.mb(bytes.applyAsLong(type)))
            .toList();
        for (int i = 0; i < types.size(); i += TYPES_A_LINE)
        {
            out.println("    " + String.join(", ", types.subList(i, Math.min(types.size(), i + TYPES_A_LINE))));
        }
    }
}
