package io.github.ttalloc.device;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A board or system as it is sold: how many chips it has and how much of each is harvested. Which rows they are
 * differs from unit to unit.
 * <p>
 * Source: the expected harvesting per board in tt-umd's {@code cluster_descriptor_types.hpp}.
 */
public enum Board
{
    /** One Wormhole, one row harvested: 72 live cores, 64 of them compute. */
    N150("n150", Architecture.WORMHOLE_B0, 1, 1, 0, 0),

    /** Two Wormholes, two rows harvested each: 64 live cores, 56 of them compute. */
    N300("n300", Architecture.WORMHOLE_B0, 2, 2, 0, 0),

    /** Four n300 boards, eight chips. */
    T3000("T3000", Architecture.WORMHOLE_B0, 8, 2, 0, 0),

    /** Thirty-two Wormholes with nothing harvested: 80 live cores each. */
    GALAXY("galaxy", Architecture.WORMHOLE_B0, 32, 0, 0, 0),

    /** One Blackhole without Ethernet: 120 live cores, 110 of them compute; 7 DRAM banks. */
    P100("p100", Architecture.BLACKHOLE, 1, 2, 14, 1),

    /**
     * One Blackhole: 120 live cores, 110 of them compute. Newer ones have one column harvested, not two: 130 live
     * cores, 120 of them compute.
     */
    P150("p150", Architecture.BLACKHOLE, 1, 2, 2, 0),

    /** Two Blackholes, each as of a p150 with two columns harvested. */
    P300("p300", Architecture.BLACKHOLE, 2, 2, 2, 0),

    /** Thirty-two Blackholes with one column harvested: 130 live cores each. */
    GALAXY_BLACKHOLE("galaxy-blackhole", Architecture.BLACKHOLE, 32, 1, 2, 0);

    private final String label;
    private final Architecture architecture;
    private final int chips;
    private final int harvestedLines;
    private final int harvestedEth;
    private final int harvestedDram;

    Board(
        final String label,
        final Architecture architecture,
        final int chips,
        final int harvestedLines,
        final int harvestedEth,
        final int harvestedDram)
    {
        this.label = label;
        this.architecture = architecture;
        this.chips = chips;
        this.harvestedLines = harvestedLines;
        this.harvestedEth = harvestedEth;
        this.harvestedDram = harvestedDram;
    }

    /**
     * The board of a name.
     *
     * @param label such as {@code n150}; in any case.
     * @return the board.
     * @throws IllegalArgumentException if the name is not known.
     */
    public static Board of(final String label)
    {
        for (final Board board : values())
        {
            if (board.label.equalsIgnoreCase(label))
            {
                return board;
            }
        }
        throw new IllegalArgumentException("board=" + label + " is not known: use one of " +
            Arrays.stream(values()).map(Board::label).collect(Collectors.joining(", ")));
    }

    /**
     * The name on the box.
     *
     * @return such as {@code n150}.
     */
    public String label()
    {
        return label;
    }

    /**
     * What its chips are.
     *
     * @return the architecture of all of them.
     */
    public Architecture architecture()
    {
        return architecture;
    }

    /**
     * How many chips it has.
     *
     * @return the count.
     */
    public int chips()
    {
        return chips;
    }

    /**
     * How many rows (Wormhole) or columns (Blackhole) of each chip are harvested, where units differ the most.
     *
     * @return the count.
     */
    public int harvestedLines()
    {
        return harvestedLines;
    }

    /**
     * How many rows or columns of each chip are harvested at the least.
     *
     * @return {@link #harvestedLines()}, but 1 for a p150.
     */
    public int fewestHarvestedLines()
    {
        return P150 == this ? 1 : harvestedLines;
    }

    /**
     * How many Ethernet channels of each chip are harvested.
     *
     * @return the count.
     */
    public int harvestedEth()
    {
        return harvestedEth;
    }

    /**
     * How many DRAM banks of each chip are harvested.
     *
     * @return 0 or 1.
     */
    public int harvestedDram()
    {
        return harvestedDram;
    }

    /**
     * A chip of such a board, with its last rows or columns harvested: an example, since units differ.
     *
     * @return the chip.
     */
    public Chip exampleChip()
    {
        final int lines = architecture.harvestsRows() ? architecture.tensixRows() : architecture.tensixColumns();
        return chip((1 << lines) - (1 << lines - harvestedLines));
    }

    /**
     * One chip of such a board.
     *
     * @param harvestMask its harvested rows or columns, as {@link Chip#harvestMask()}.
     * @return the chip.
     * @throws IllegalArgumentException if the mask does not harvest as many as this board's chips have harvested.
     */
    public Chip chip(final long harvestMask)
    {
        final int harvested = Long.bitCount(harvestMask);
        if (harvestMask != (int)harvestMask || harvested > harvestedLines || harvested < fewestHarvestedLines())
        {
            throw new IllegalArgumentException("harvestMask=" + harvestMask + " must have " +
                (fewestHarvestedLines() == harvestedLines ? "" : fewestHarvestedLines() + " or ") + harvestedLines +
                " bits set: a chip of " + label + " has that many harvested");
        }
        return new Chip(architecture, (int)harvestMask, harvestedDram);
    }
}
