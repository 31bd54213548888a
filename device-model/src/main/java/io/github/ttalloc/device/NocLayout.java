package io.github.ttalloc.device;

import java.util.EnumMap;
import java.util.Map;

/**
 * Where the cores of an architecture lie on NOC0, before harvesting. A core is packed as {@code x << 8 | y}. Sources:
 * tt-umd's {@code wormhole_implementation.hpp} and {@code blackhole_implementation.hpp}. Immutable.
 */
final class NocLayout
{
    /** Ports of the network to one DRAM channel. */
    static final int DRAM_PORTS = 3;

    private static final int Y_BITS = 8;
    private static final int Y_MASK = (1 << Y_BITS) - 1;

    private static final NocLayout WORMHOLE = new NocLayout(
        10, 12, new int[]{1, 2, 3, 4, 6, 7, 8, 9}, new int[]{1, 2, 3, 4, 5, 7, 8, 9, 10, 11}, Map.of(
            CoreType.DRAM, "0-0 0-1 0-11 0-5 0-6 0-7 5-0 5-1 5-11 5-2 5-9 5-10 5-3 5-4 5-8 5-5 5-6 5-7",
            CoreType.ETH, "9-0 1-0 8-0 2-0 7-0 3-0 6-0 4-0 9-6 1-6 8-6 2-6 7-6 3-6 6-6 4-6",
            CoreType.ARC, "0-10",
            CoreType.PCIE, "0-3",
            CoreType.ROUTER_ONLY, "0-2 0-4 0-8 0-9"));

    private static final NocLayout BLACKHOLE = new NocLayout(
        17, 12, new int[]{1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16}, new int[]{2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
        Map.of(
            CoreType.DRAM, "0-0 0-1 0-11 0-2 0-10 0-3 0-9 0-4 0-8 0-5 0-7 0-6 " +
                "9-0 9-1 9-11 9-2 9-10 9-3 9-9 9-4 9-8 9-5 9-7 9-6",
            CoreType.ETH, "1-1 16-1 2-1 15-1 3-1 14-1 4-1 13-1 5-1 12-1 6-1 11-1 7-1 10-1",
            CoreType.ARC, "8-0",
            CoreType.PCIE, "2-0 11-0",
            CoreType.SECURITY, "8-2",
            CoreType.L2CPU, "8-3 8-5 8-7 8-9",
            CoreType.ROUTER_ONLY, "1-0 3-0 4-0 5-0 6-0 7-0 10-0 12-0 13-0 14-0 15-0 16-0 " +
                "8-1 8-4 8-6 8-8 8-10 8-11"));

    private final int columns;
    private final int rows;
    private final int[] tensixX;
    private final int[] tensixY;
    private final Map<CoreType, int[]> cores = new EnumMap<>(CoreType.class);

    private NocLayout(
        final int columns,
        final int rows,
        final int[] tensixX,
        final int[] tensixY,
        final Map<CoreType, String> places)
    {
        this.columns = columns;
        this.rows = rows;
        this.tensixX = tensixX;
        this.tensixY = tensixY;
        final int[] tensix = new int[tensixX.length * tensixY.length];
        for (int i = 0; i < tensix.length; i++)
        {
            tensix[i] = pack(tensixX[i % tensixX.length], tensixY[i / tensixX.length]);
        }
        cores.put(CoreType.TENSIX, tensix);
        places.forEach((type, text) -> cores.put(type, parse(text)));
    }

    static NocLayout of(final Architecture architecture)
    {
        return switch (architecture)
        {
            case WORMHOLE_B0 -> WORMHOLE;
            case BLACKHOLE -> BLACKHOLE;
        };
    }

    static int pack(final int x, final int y)
    {
        return x << Y_BITS | y;
    }

    static int x(final int core)
    {
        return core >> Y_BITS;
    }

    static int y(final int core)
    {
        return core & Y_MASK;
    }

    int columns()
    {
        return columns;
    }

    int rows()
    {
        return rows;
    }

    /** NOC0 x of the i-th Tensix column. */
    int tensixX(final int i)
    {
        return tensixX[i];
    }

    int tensixColumns()
    {
        return tensixX.length;
    }

    int tensixRows()
    {
        return tensixY.length;
    }

    int dramChannels()
    {
        return count(CoreType.DRAM) / DRAM_PORTS;
    }

    int count(final CoreType type)
    {
        return cores(type).length;
    }

    /** The cores of a type in the order of their numbers; Tensix row by row; DRAM channel by channel. */
    int[] cores(final CoreType type)
    {
        return cores.getOrDefault(type, new int[0]);
    }

    private static int[] parse(final String text)
    {
        final String[] places = text.split(" ");
        final int[] parsed = new int[places.length];
        for (int i = 0; i < parsed.length; i++)
        {
            final int dash = places[i].indexOf('-');
            parsed[i] = pack(
                Integer.parseInt(places[i].substring(0, dash)), Integer.parseInt(places[i].substring(dash + 1)));
        }
        return parsed;
    }
}
