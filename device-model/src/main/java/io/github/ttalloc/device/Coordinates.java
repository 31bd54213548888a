package io.github.ttalloc.device;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * The cores of one chip in all coordinate systems, after harvesting. Every core, harvested or not, has a place in NOC0,
 * NOC1 and TRANSLATED, each place that of one core; LOGICAL counts the live ones only, and has none of the types
 * ROUTER_ONLY and SECURITY. Immutable.
 * <p>
 * Source: {@code CoordinateManager} of tt-umd with its subclasses for Wormhole and Blackhole.
 */
public final class Coordinates
{
    private static final int NONE = -1;
    private static final int SIDE = 32;

    private static final int WORMHOLE_TENSIX_ORIGIN = 18;
    private static final int WORMHOLE_ETH_Y = 16;
    private static final int WORMHOLE_GAP_X = 5;
    private static final int BLACKHOLE_DRAM_X = 17;
    private static final int BLACKHOLE_DRAM_Y = 12;
    private static final int BLACKHOLE_ETH_X = 20;
    private static final int BLACKHOLE_ETH_Y = 25;
    private static final Core BLACKHOLE_PCIE = new Core(19, 24);
    private static final int BLACKHOLE_FEW_ETH = 2;

    private final Architecture architecture;
    private final NocLayout layout;
    private final Harvesting harvesting;
    private final Map<CoreType, int[]> logical = new EnumMap<>(CoreType.class);
    private final Map<CoreType, int[]> translated = new EnumMap<>(CoreType.class);
    private final Map<CoreType, short[][]> indexes = new EnumMap<>(CoreType.class);

    /**
     * The coordinates of a chip.
     *
     * @param architecture   of the chip.
     * @param harvesting     what is out of use. A Tensix mask with more bits than the chip has rows or columns counts
     *                       as 0, as in tt-umd; a PCIe mask has no effect on Wormhole.
     * @param nocTranslation whether the chip translates coordinates; if not, TRANSLATED is NOC0.
     * @throws IllegalArgumentException if a mask has bits that stand for nothing, harvests Ethernet or DRAM of
     *                                  Wormhole, or more than one DRAM channel.
     */
    public Coordinates(final Architecture architecture, final Harvesting harvesting, final boolean nocTranslation)
    {
        this.architecture = architecture;
        this.layout = NocLayout.of(architecture);
        this.harvesting = harvesting.normalised(architecture);
        for (final CoreType type : CoreType.values())
        {
            logical.put(type, logicalOf(type));
            translated.put(type, layout.cores(type).clone());
        }
        if (nocTranslation)
        {
            if (architecture.harvestsRows())
            {
                translateWormhole();
            }
            else
            {
                translateBlackhole();
            }
        }
        if (!isEthPossible())
        {
            Arrays.fill(logical.get(CoreType.ETH), NONE);
            if (nocTranslation)
            {
                Arrays.fill(translated.get(CoreType.ETH), NONE);
            }
        }
        for (final CoreType type : CoreType.values())
        {
            indexes.put(type, indexesOf(type));
        }
    }

    /**
     * The same core in another system.
     *
     * @param type of the core.
     * @param from system of x and y.
     * @param x    of the core.
     * @param y    of the core.
     * @param to   system that is wanted.
     * @return the core there.
     * @throws IllegalArgumentException if there is no such core, it has no place in that system, or Ethernet cores of a
     *                                  Blackhole are asked for of which neither 2 nor all 14 are harvested.
     */
    public Core translate(
        final CoreType type, final CoordinateSystem from, final int x, final int y, final CoordinateSystem to)
    {
        if (CoreType.ETH == type && !isEthPossible())
        {
            throw new IllegalArgumentException("ethHarvestMask=" + harvesting.eth() + " has " +
                Long.bitCount(harvesting.eth()) + " bits: 2 or all 14 Ethernet cores of a blackhole are harvested");
        }
        final int index = indexOf(type, from, x, y);
        if (NONE == index)
        {
            throw new IllegalArgumentException(whyNone(type, from, x, y));
        }
        final int core = at(type, to, index);
        if (NONE == core)
        {
            throw new IllegalArgumentException("the " + type.label() + " core at " + from + " (" + x + "," + y +
                ") has no LOGICAL coordinates: " + (hasLogical(type) ? "it is harvested" : "its type has none"));
        }
        return new Core(NocLayout.x(core), NocLayout.y(core));
    }

    /**
     * How many cores of a type there are, with the harvested ones.
     *
     * @param type of cores.
     * @return the count, from 0.
     */
    public int count(final CoreType type)
    {
        return layout.count(type);
    }

    /**
     * One core of a type.
     *
     * @param type   of cores.
     * @param index  from 0, below {@link #count}: Tensix row by row, DRAM three to a channel, others by their number.
     * @param system that is wanted.
     * @return the core, or null where it has no LOGICAL coordinates; an Ethernet core of a Blackhole of which neither 2
     * nor all 14 are harvested has no translated ones either.
     */
    public Core core(final CoreType type, final int index, final CoordinateSystem system)
    {
        final int core = at(type, system, index);
        return NONE == core ? null : new Core(NocLayout.x(core), NocLayout.y(core));
    }

    private boolean isEthPossible()
    {
        final int harvested = Long.bitCount(harvesting.eth());
        return architecture.harvestsRows() ||
            BLACKHOLE_FEW_ETH == harvested || layout.count(CoreType.ETH) == harvested;
    }

    private int indexOf(final CoreType type, final CoordinateSystem system, final int x, final int y)
    {
        return x < 0 || y < 0 || x >= SIDE || y >= SIDE ? NONE : indexes.get(type)[system.ordinal()][y * SIDE + x] - 1;
    }

    /** For each system, one more than the index of the core at each place. */
    private short[][] indexesOf(final CoreType type)
    {
        final CoordinateSystem[] systems = CoordinateSystem.values();
        final short[][] tables = new short[systems.length][SIDE * SIDE];
        for (final CoordinateSystem system : systems)
        {
            for (int i = 0; i < layout.count(type); i++)
            {
                final int core = at(type, system, i);
                if (NONE != core)
                {
                    tables[system.ordinal()][NocLayout.y(core) * SIDE + NocLayout.x(core)] = (short)(i + 1);
                }
            }
        }
        return tables;
    }

    private int at(final CoreType type, final CoordinateSystem system, final int index)
    {
        final int noc0 = layout.cores(type)[index];
        return switch (system)
        {
            case LOGICAL -> logical.get(type)[index];
            case NOC0 -> noc0;
            case NOC1 -> NocLayout.pack(
                layout.columns() - 1 - NocLayout.x(noc0), layout.rows() - 1 - NocLayout.y(noc0));
            case TRANSLATED -> translated.get(type)[index];
        };
    }

    private String whyNone(final CoreType type, final CoordinateSystem from, final int x, final int y)
    {
        final String place = "there is no " + type.label() + " core at " + from + " (" + x + "," + y + ") on this " +
            architecture.umdName();
        if (0 == layout.count(type))
        {
            return place + ": it has no cores of that type";
        }
        if (CoordinateSystem.LOGICAL != from)
        {
            return place;
        }
        if (!hasLogical(type))
        {
            return place + ": that type has no LOGICAL coordinates";
        }
        int maxX = NONE;
        int maxY = NONE;
        for (final int core : logical.get(type))
        {
            maxX = NONE == core ? maxX : Math.max(maxX, NocLayout.x(core));
            maxY = NONE == core ? maxY : Math.max(maxY, NocLayout.y(core));
        }
        return place + (NONE == maxX ? ": all of them are harvested" :
            ": live ones are (0,0) to (" + maxX + "," + maxY + ")");
    }

    private static boolean hasLogical(final CoreType type)
    {
        return CoreType.ROUTER_ONLY != type && CoreType.SECURITY != type;
    }

    private boolean isHarvested(final CoreType type, final int index)
    {
        final int columns = layout.tensixColumns();
        return switch (type)
        {
            case TENSIX -> isSet(
                harvesting.tensix(), architecture.harvestsRows() ? index / columns : index % columns);
            case DRAM -> isSet(harvesting.dram(), index / NocLayout.DRAM_PORTS);
            case ETH -> isSet(harvesting.eth(), index);
            case PCIE -> isSet(harvesting.pcie(), index);
            default -> false;
        };
    }

    private static boolean isSet(final long mask, final int bit)
    {
        return 0 != (mask & 1L << bit);
    }

    private static int liveBelow(final long mask, final int bit)
    {
        return bit - Long.bitCount(mask & (1L << bit) - 1);
    }

    private int[] logicalOf(final CoreType type)
    {
        final int[] cores = new int[layout.count(type)];
        final int columns = layout.tensixColumns();
        for (int i = 0; i < cores.length; i++)
        {
            cores[i] = !hasLogical(type) || isHarvested(type, i) ? NONE : switch (type)
            {
                case TENSIX -> architecture.harvestsRows() ?
                    NocLayout.pack(i % columns, liveBelow(harvesting.tensix(), i / columns)) :
                    NocLayout.pack(liveBelow(harvesting.tensix(), i % columns), i / columns);
                case DRAM -> NocLayout.pack(
                    liveBelow(harvesting.dram(), i / NocLayout.DRAM_PORTS), i % NocLayout.DRAM_PORTS);
                case PCIE -> NocLayout.pack(liveBelow(harvesting.pcie(), i), 0);
                case ETH -> NocLayout.pack(0, liveBelow(harvesting.eth(), i));
                default -> NocLayout.pack(0, i);
            };
        }
        return cores;
    }

    private void translateWormhole()
    {
        final int[] tensix = translated.get(CoreType.TENSIX);
        final int columns = layout.tensixColumns();
        final long mask = harvesting.tensix();
        final int live = layout.tensixRows() - Long.bitCount(mask);
        for (int i = 0; i < tensix.length; i++)
        {
            final int row = i / columns;
            final int liveBelow = liveBelow(mask, row);
            tensix[i] = NocLayout.pack(
                WORMHOLE_TENSIX_ORIGIN + i % columns,
                WORMHOLE_TENSIX_ORIGIN + (isSet(mask, row) ? live + row - liveBelow : liveBelow));
        }
        final int[] eth = translated.get(CoreType.ETH);
        for (int i = 0; i < eth.length; i++)
        {
            final int x = NocLayout.x(eth[i]);
            eth[i] = NocLayout.pack(
                WORMHOLE_TENSIX_ORIGIN - 1 + (x > WORMHOLE_GAP_X ? x - 1 : x),
                WORMHOLE_ETH_Y + (0 == NocLayout.y(eth[i]) ? 0 : 1));
        }
    }

    private void translateBlackhole()
    {
        translateBlackholeTensix();
        translateBlackholeDram();
        final int[] eth = translated.get(CoreType.ETH);
        for (int i = 0; i < eth.length; i++)
        {
            eth[i] = isSet(harvesting.eth(), i) ? eth[i] :
                NocLayout.pack(BLACKHOLE_ETH_X + liveBelow(harvesting.eth(), i), BLACKHOLE_ETH_Y);
        }
        final int first = Long.numberOfTrailingZeros(~harvesting.pcie());
        if (first < layout.count(CoreType.PCIE))
        {
            translated.get(CoreType.PCIE)[first] = NocLayout.pack(BLACKHOLE_PCIE.x(), BLACKHOLE_PCIE.y());
        }
    }

    private void translateBlackholeTensix()
    {
        final int columns = layout.tensixColumns();
        final int[] targets = new int[columns];
        for (int column = 0; column < columns; column++)
        {
            targets[column] = liveBelow(harvesting.tensix(), column);
        }
        int last = columns - 1;
        for (final int x : Harvesting.dieOrder(architecture))
        {
            for (int column = 0; column < columns; column++)
            {
                if (x == layout.tensixX(column) && isSet(harvesting.tensix(), column))
                {
                    targets[column] = last--;
                }
            }
        }
        final int[] tensix = translated.get(CoreType.TENSIX);
        for (int i = 0; i < tensix.length; i++)
        {
            tensix[i] = NocLayout.pack(layout.tensixX(targets[i % columns]), NocLayout.y(tensix[i]));
        }
    }

    /**
     * DRAM channels fill two columns of the translated grid, four to each. With one harvested, its half goes to the
     * second column and the channel opposite to it comes last in the first one.
     */
    private void translateBlackholeDram()
    {
        final int channels = layout.dramChannels();
        final int half = channels / 2;
        final int harvested = 0 == harvesting.dram() ? NONE : Long.numberOfTrailingZeros(harvesting.dram());
        final int firstOfSecond = NONE == harvested || harvested >= half ? half : 0;
        final int[] places = new int[channels];
        Arrays.fill(places, NONE);
        int inFirst = 0;
        int inSecond = 0;
        for (int channel = 0; channel < channels; channel++)
        {
            final boolean isSecond = channel >= firstOfSecond && channel < firstOfSecond + half;
            final boolean isLast = NONE != harvested && channel % half == harvested % half;
            places[channel] = (isSecond ? half : 0) + (isLast ? half - 1 : isSecond ? inSecond++ : inFirst++);
        }
        final int[] dram = translated.get(CoreType.DRAM);
        for (int i = 0; i < dram.length; i++)
        {
            final int place = places[i / NocLayout.DRAM_PORTS];
            dram[i] = NocLayout.pack(
                BLACKHOLE_DRAM_X + place / half,
                BLACKHOLE_DRAM_Y + place % half * NocLayout.DRAM_PORTS + i % NocLayout.DRAM_PORTS);
        }
    }
}
