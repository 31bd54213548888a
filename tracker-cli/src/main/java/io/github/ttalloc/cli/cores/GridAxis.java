package io.github.ttalloc.cli.cores;

import io.github.ttalloc.device.Chip;
import io.github.ttalloc.device.CoordinateSystem;
import io.github.ttalloc.device.Coordinates;
import io.github.ttalloc.device.Core;
import io.github.ttalloc.device.CoreType;
import io.github.ttalloc.device.Harvesting;
import io.github.ttalloc.percore.PerCoreView;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * The columns or the rows of a map of Tensix cores, as they lie on the chip where its harvesting is known.
 *
 * @param lines      from left to right, or from top to bottom.
 * @param isPhysical whether the lines have their places on NOC0, and harvested ones are among them.
 */
record GridAxis(List<Line> lines, boolean isPhysical)
{
    /** What a line has not. */
    static final int NONE = -1;

    /**
     * One column or row.
     *
     * @param logical LOGICAL coordinate, or {@link #NONE} for a harvested line.
     * @param noc0    coordinate on NOC0, or {@link #NONE} where the harvesting is not known.
     */
    record Line(int logical, int noc0)
    {
        boolean isHarvested()
        {
            return NONE == logical;
        }
    }

    static GridAxis columns(final PerCoreView view)
    {
        return isPhysical(view) ? physical(view.memory().chip(), Core::x) : logical(view.columns());
    }

    static GridAxis rows(final PerCoreView view)
    {
        return isPhysical(view) ? physical(view.memory().chip(), Core::y) : logical(view.rows());
    }

    /** The place on NOC0 of a line that is not harvested. */
    int noc0(final int logical)
    {
        return lines.stream().filter(line -> logical == line.logical()).findFirst().orElseThrow().noc0();
    }

    private static boolean isPhysical(final PerCoreView view)
    {
        final Chip chip = view.memory().chip();
        return null != chip && view.columns() == chip.columns() && view.rows() == chip.rows();
    }

    private static GridAxis physical(final Chip chip, final ToIntFunction<Core> coordinate)
    {
        final Coordinates coordinates =
            new Coordinates(chip.architecture(), Harvesting.ofTensix(chip.harvestMask()), true);
        final TreeMap<Integer, Integer> logicalByNoc0 = new TreeMap<>();
        for (int i = 0; i < coordinates.count(CoreType.TENSIX); i++)
        {
            final Core logical = coordinates.core(CoreType.TENSIX, i, CoordinateSystem.LOGICAL);
            logicalByNoc0.merge(
                coordinate.applyAsInt(coordinates.core(CoreType.TENSIX, i, CoordinateSystem.NOC0)),
                null == logical ? NONE : coordinate.applyAsInt(logical), Math::max);
        }
        final List<Line> lines = new ArrayList<>();
        logicalByNoc0.forEach((noc0, logical) -> lines.add(new Line(logical, noc0)));
        return new GridAxis(lines, true);
    }

    private static GridAxis logical(final int count)
    {
        final List<Line> lines = new ArrayList<>();
        for (int i = 0; i < count; i++)
        {
            lines.add(new Line(i, NONE));
        }
        return new GridAxis(lines, false);
    }
}
