package io.github.ttalloc.device;

/**
 * One chip: an architecture and what was harvested of its Tensix cores. Core coordinates here are LOGICAL: x counts
 * the live columns, y the live rows, both from 0.
 * <p>
 * Dispatch is assumed to run on Tensix cores, as tt-metal does by default: it takes the last live row of Wormhole or
 * the last live column of Blackhole, and what is left computes and holds L1 banks, one bank to a core.
 *
 * @param architecture  what the chip is.
 * @param harvestMask   bit i is set where Tensix row i (Wormhole) or column i (Blackhole) in NOC0 order is harvested;
 *                      as {@code harvest_mask} in umd's cluster descriptors.
 * @param dramHarvested DRAM banks that are harvested: 0, or 1 on Blackhole.
 */
public record Chip(Architecture architecture, int harvestMask, int dramHarvested)
{
    /**
     * A chip with all its DRAM.
     *
     * @param architecture what the chip is.
     * @param harvestMask  harvested rows or columns, one bit each.
     * @throws IllegalArgumentException if the mask names a row or column that the architecture does not have, or
     *                                  leaves fewer than two of them.
     */
    public Chip(final Architecture architecture, final int harvestMask)
    {
        this(architecture, harvestMask, 0);
    }

    /**
     * A chip.
     *
     * @param architecture  what the chip is.
     * @param harvestMask   harvested rows or columns, one bit each.
     * @param dramHarvested harvested DRAM banks.
     * @throws IllegalArgumentException if the mask names a row or column that the architecture does not have, or
     *                                  leaves fewer than two of them.
     */
    public Chip
    {
        final int lines = architecture.harvestsRows() ? architecture.tensixRows() : architecture.tensixColumns();
        if (harvestMask < 0 || harvestMask >= 1 << lines || Integer.bitCount(harvestMask) > lines - 2)
        {
            throw new IllegalArgumentException("harvestMask=" + harvestMask + " must have bits 0 to " + (lines - 1) +
                " only, for the " + lines + (architecture.harvestsRows() ? " rows of " : " columns of ") +
                architecture.umdName() + ", and leave two of them live");
        }
        if (dramHarvested < 0 || dramHarvested > (architecture.harvestsRows() ? 0 : 1))
        {
            throw new IllegalArgumentException("dramHarvested=" + dramHarvested + " must be 0" +
                (architecture.harvestsRows() ? "" : " or 1") + " on " + architecture.umdName());
        }
    }

    /**
     * Live columns of Tensix cores.
     *
     * @return the count.
     */
    public int columns()
    {
        return architecture.tensixColumns() - (architecture.harvestsRows() ? 0 : Integer.bitCount(harvestMask));
    }

    /**
     * Live rows of Tensix cores.
     *
     * @return the count.
     */
    public int rows()
    {
        return architecture.tensixRows() - (architecture.harvestsRows() ? Integer.bitCount(harvestMask) : 0);
    }

    /**
     * Live Tensix cores.
     *
     * @return the count.
     */
    public int cores()
    {
        return columns() * rows();
    }

    /**
     * The compute grid: the live cores without those that dispatch.
     *
     * @return packed {@link CoreRange} from core (0,0).
     */
    public int computeRange()
    {
        return architecture.harvestsRows() ?
            CoreRange.of(0, 0, columns() - 1, rows() - 2) :
            CoreRange.of(0, 0, columns() - 2, rows() - 1);
    }

    /**
     * The cores that dispatch: one row or one column.
     *
     * @return packed {@link CoreRange}.
     */
    public int dispatchRange()
    {
        return architecture.harvestsRows() ?
            CoreRange.of(0, rows() - 1, columns() - 1, rows() - 1) :
            CoreRange.of(columns() - 1, 0, columns() - 1, rows() - 1);
    }

    /**
     * L1 banks: one to a core of the compute grid.
     *
     * @return the count.
     */
    public int l1Banks()
    {
        return CoreRange.size(computeRange());
    }

    /**
     * How L1 buffers spread over the banks of this chip.
     *
     * @return the layout of interleaved L1 buffers.
     */
    public BankLayout l1Layout()
    {
        return new BankLayout(l1Banks(), architecture.l1Alignment());
    }

    /**
     * DRAM banks in use.
     *
     * @return 12 on Wormhole; 8 or 7 on Blackhole.
     */
    public int dramBanks()
    {
        return architecture.dramBanks() - dramHarvested;
    }

    /**
     * How DRAM buffers spread over the banks of this chip.
     *
     * @return the layout of interleaved DRAM buffers.
     */
    public BankLayout dramLayout()
    {
        return new BankLayout(dramBanks(), architecture.dramAlignment());
    }
}
