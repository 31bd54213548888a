package io.github.ttalloc.device;

/**
 * What of a chip is out of use, one bit to a part: set where it is harvested. Masks are in the order in which tt-umd
 * keeps them and its cluster descriptors write them; {@link #rowOrder} makes a Tensix mask of the one that firmware
 * gives.
 *
 * @param tensix Tensix rows (Wormhole) or columns (Blackhole), in the order of NOC0.
 * @param eth    Ethernet channels (Blackhole).
 * @param dram   DRAM channels (Blackhole; at most one).
 * @param pcie   PCIe nodes (Blackhole), in the order of x.
 */
public record Harvesting(long tensix, long eth, long dram, long pcie)
{
    /** Nothing is harvested. */
    public static final Harvesting NONE = ofTensix(0);

    private static final int[] WORMHOLE_DIE_ROWS = {11, 1, 10, 2, 9, 3, 8, 4, 7, 5};
    private static final int[] BLACKHOLE_DIE_COLUMNS = {1, 16, 2, 15, 3, 14, 4, 13, 5, 12, 6, 11, 7, 10};

    /**
     * Harvesting of Tensix cores alone.
     *
     * @param mask rows or columns in the order of NOC0.
     * @return the harvesting.
     */
    public static Harvesting ofTensix(final long mask)
    {
        return new Harvesting(mask, 0, 0, 0);
    }

    /**
     * The mask of Tensix rows or columns in the order of NOC0, for the mask in the order of the die, in which firmware
     * gives it. Source: {@code shuffle_tensix_harvesting_mask} of tt-umd.
     *
     * @param architecture of the chip.
     * @param dieMask      bit p is the p-th row or column as they lie on the die.
     * @return bit i is the i-th row or column in the order of NOC0.
     * @throws IllegalArgumentException if the mask has bits that stand for nothing.
     */
    public static int rowOrder(final Architecture architecture, final int dieMask)
    {
        final int[] die = dieOrder(architecture);
        check(architecture, "dieMask", dieMask, die.length);
        int mask = 0;
        for (int p = 0; p < die.length; p++)
        {
            if (0 != (dieMask & 1 << p))
            {
                int index = 0;
                for (final int other : die)
                {
                    index += other < die[p] ? 1 : 0;
                }
                mask |= 1 << index;
            }
        }
        return mask;
    }

    /** NOC0 y of each Tensix row (Wormhole) or x of each column (Blackhole), as they lie on the die. */
    static int[] dieOrder(final Architecture architecture)
    {
        return architecture.harvestsRows() ? WORMHOLE_DIE_ROWS : BLACKHOLE_DIE_COLUMNS;
    }

    /**
     * The harvesting as tt-umd takes it for a chip: a Tensix mask with more bits than there are rows or columns counts
     * as none, and Wormhole has no PCIe node to spare.
     *
     * @param architecture of the chip.
     * @return the harvesting that takes effect.
     * @throws IllegalArgumentException if a mask has bits that stand for nothing, harvests Ethernet or DRAM of
     *                                  Wormhole, or more than one DRAM channel.
     */
    public Harvesting normalised(final Architecture architecture)
    {
        final int lines = dieOrder(architecture).length;
        check("harvestMask", tensix);
        final long lineMask = Long.bitCount(tensix) > lines ? 0 : tensix;
        check(architecture, "harvestMask", lineMask, lines);
        check("pcieHarvestMask", pcie);
        if (architecture.harvestsRows())
        {
            if (0 != eth || 0 != dram)
            {
                throw new IllegalArgumentException("ethHarvestMask=" + eth + " and dramHarvestMask=" + dram +
                    " must be 0 on " + architecture.umdName() + ": only blackhole harvests Ethernet and DRAM");
            }
            return new Harvesting(lineMask, 0, 0, 0);
        }
        check(architecture, "ethHarvestMask", eth, NocLayout.of(architecture).count(CoreType.ETH));
        check(architecture, "pcieHarvestMask", pcie, NocLayout.of(architecture).count(CoreType.PCIE));
        check(architecture, "dramHarvestMask", dram, NocLayout.of(architecture).dramChannels());
        if (Long.bitCount(dram) > 1)
        {
            throw new IllegalArgumentException("dramHarvestMask=" + dram + " has " + Long.bitCount(dram) +
                " bits: at most one DRAM bank of blackhole is harvested");
        }
        return new Harvesting(lineMask, eth, dram, pcie);
    }

    private static void check(final String name, final long mask)
    {
        if (mask < 0 || mask > 0xFFFF_FFFFL)
        {
            throw new IllegalArgumentException(name + "=" + mask + " must be a mask of 32 bits, 0 to 4294967295");
        }
    }

    private static void check(final Architecture architecture, final String name, final long mask, final int parts)
    {
        if (mask < 0 || mask >= 1L << parts)
        {
            throw new IllegalArgumentException(name + "=" + mask + " must be 0 to " + ((1L << parts) - 1) + " on " +
                architecture.umdName() + ": it has " + parts + " of them");
        }
    }
}
