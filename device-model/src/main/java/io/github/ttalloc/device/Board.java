package io.github.ttalloc.device;

/**
 * A board or system as it is sold: how many chips it has and how much of each is harvested. Which rows they are
 * differs from unit to unit.
 * <p>
 * Source: the expected harvesting per board in tt-umd's {@code cluster_descriptor_types.hpp}.
 */
public enum Board
{
    /** One Wormhole, one row harvested: 72 live cores, 64 of them compute. */
    N150("n150", Architecture.WORMHOLE_B0, 1, 1),

    /** Two Wormholes, two rows harvested each: 64 live cores, 56 of them compute. */
    N300("n300", Architecture.WORMHOLE_B0, 2, 2),

    /** Four n300 boards, eight chips. */
    T3000("T3000", Architecture.WORMHOLE_B0, 8, 2);

    private final String label;
    private final Architecture architecture;
    private final int chips;
    private final int harvestedLines;

    Board(final String label, final Architecture architecture, final int chips, final int harvestedLines)
    {
        this.label = label;
        this.architecture = architecture;
        this.chips = chips;
        this.harvestedLines = harvestedLines;
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
     * How many rows (Wormhole) or columns (Blackhole) of each chip are harvested.
     *
     * @return the count.
     */
    public int harvestedLines()
    {
        return harvestedLines;
    }

    /**
     * One chip of such a board.
     *
     * @param harvestMask its harvested rows or columns, as {@link Chip#harvestMask()}.
     * @return the chip.
     * @throws IllegalArgumentException if the mask does not harvest as many as this board's chips have harvested.
     */
    public Chip chip(final int harvestMask)
    {
        if (Integer.bitCount(harvestMask) != harvestedLines)
        {
            throw new IllegalArgumentException("harvestMask=" + harvestMask + " must have " + harvestedLines +
                " bits set: a chip of " + label + " has that many harvested");
        }
        return new Chip(architecture, harvestMask);
    }
}
