package io.github.ttalloc.percore;

import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.ledger.LedgerKey;

/**
 * Turns the Tensix cores that a process names into LOGICAL coordinates. On Wormhole TRANSLATED coordinates of Tensix
 * cores begin at (18,18), so that a core below cannot be one, and is LOGICAL. On Blackhole they run from (1,2) and
 * leave out columns 8 and 9. Live cores come first in both, whatever is harvested. Immutable.
 */
final class LogicalCores
{
    /** The core that a name does not stand for. */
    static final int NO_CORE = -1;

    /** Largest number of columns, and of rows, of a map. */
    static final int SIDE = LedgerKey.MAX_COORDINATE + 1;

    private static final int WORMHOLE_ORIGIN = 18;
    private static final int BLACKHOLE_FIRST_ROW = 2;
    private static final int BLACKHOLE_GAP = 8;
    private static final int BLACKHOLE_GAP_WIDTH = 2;

    private final boolean isLogical;
    private final Architecture architecture;

    LogicalCores(final Architecture architecture, final boolean isLogical)
    {
        this.architecture = architecture;
        this.isLogical = isLogical;
    }

    /** The index {@code y * SIDE + x} of a Tensix core in LOGICAL coordinates, or {@link #NO_CORE}. */
    int indexOf(final int x, final int y)
    {
        if (isLogical)
        {
            return index(x, y);
        }
        return switch (architecture)
        {
            case WORMHOLE_B0 -> x >= WORMHOLE_ORIGIN && y >= WORMHOLE_ORIGIN ?
                index(x - WORMHOLE_ORIGIN, y - WORMHOLE_ORIGIN) : index(x, y);
            case BLACKHOLE -> BLACKHOLE_GAP == x || BLACKHOLE_GAP + 1 == x ? NO_CORE :
                index(x - 1 - (x > BLACKHOLE_GAP ? BLACKHOLE_GAP_WIDTH : 0), y - BLACKHOLE_FIRST_ROW);
        };
    }

    private int index(final int x, final int y)
    {
        return x < 0 || y < 0 || x >= architecture.tensixColumns() || y >= architecture.tensixRows() ?
            NO_CORE : y * SIDE + x;
    }
}
