package io.github.ttalloc.device;

/**
 * A chip architecture: what every chip of it has before cores are harvested. Bytes throughout. Immutable.
 * <p>
 * Sources: grids, L1 and DRAM sizes are those of tt-umd ({@code wormhole_implementation.hpp},
 * {@code blackhole_implementation.hpp}) and of tt-metal's SoC descriptors; the L1 map those of tt-metal's
 * {@code dev_mem_map.h} of each architecture. The L1 map drifts between versions of tt-metal: see {@link L1Map}.
 */
public enum Architecture
{
    /** Wormhole B0: 8 x 10 Tensix cores, of which rows are harvested; 6 DRAM channels used as 12 banks of 1 GiB. */
    WORMHOLE_B0("wormhole_b0", 8, 10, true, 1_499_136, 262_144, 12, 1_073_741_824L, 32),

    /** Blackhole: 14 x 10 Tensix cores, of which columns are harvested; 8 DRAM banks of about 4 GiB. */
    BLACKHOLE("blackhole", 14, 10, false, 1_572_864, 524_288, 8, 4_278_190_080L, 64);

    private static final int L1_ALIGNMENT = 16;

    private final String umdName;
    private final int tensixColumns;
    private final int tensixRows;
    private final boolean harvestsRows;
    private final long l1Bytes;
    private final long ethL1Bytes;
    private final int dramBanks;
    private final long dramBankBytes;
    private final int dramAlignment;

    Architecture(
        final String umdName,
        final int tensixColumns,
        final int tensixRows,
        final boolean harvestsRows,
        final long l1Bytes,
        final long ethL1Bytes,
        final int dramBanks,
        final long dramBankBytes,
        final int dramAlignment)
    {
        this.umdName = umdName;
        this.tensixColumns = tensixColumns;
        this.tensixRows = tensixRows;
        this.harvestsRows = harvestsRows;
        this.l1Bytes = l1Bytes;
        this.ethL1Bytes = ethL1Bytes;
        this.dramBanks = dramBanks;
        this.dramBankBytes = dramBankBytes;
        this.dramAlignment = dramAlignment;
    }

    /**
     * The architecture that drivers and cluster descriptors name.
     *
     * @param name such as {@code wormhole_b0}, in any case; {@code wormhole} is Wormhole B0.
     * @return the architecture.
     * @throws IllegalArgumentException if the name is not known.
     */
    public static Architecture of(final String name)
    {
        for (final Architecture architecture : values())
        {
            if (architecture.umdName.equalsIgnoreCase(name))
            {
                return architecture;
            }
        }
        if ("wormhole".equalsIgnoreCase(name))
        {
            return WORMHOLE_B0;
        }
        throw new IllegalArgumentException("arch=" + name + " is not known: use wormhole_b0 or blackhole");
    }

    /**
     * The architecture whose Tensix cores have an L1 of a given size.
     *
     * @param l1Bytes bytes of L1 of one Tensix core.
     * @return the architecture, or null where none has that size.
     */
    public static Architecture ofL1Bytes(final long l1Bytes)
    {
        for (final Architecture architecture : values())
        {
            if (architecture.l1Bytes == l1Bytes)
            {
                return architecture;
            }
        }
        return null;
    }

    /**
     * The name that drivers and cluster descriptors use.
     *
     * @return such as {@code wormhole_b0}.
     */
    public String umdName()
    {
        return umdName;
    }

    /**
     * Columns of Tensix cores before harvesting.
     *
     * @return 8 or 14.
     */
    public int tensixColumns()
    {
        return tensixColumns;
    }

    /**
     * Rows of Tensix cores before harvesting.
     *
     * @return 10.
     */
    public int tensixRows()
    {
        return tensixRows;
    }

    /**
     * Whether whole rows of Tensix cores are harvested; otherwise whole columns are.
     *
     * @return true for Wormhole.
     */
    public boolean harvestsRows()
    {
        return harvestsRows;
    }

    /**
     * The L1 of one Tensix core.
     *
     * @return bytes.
     */
    public long l1Bytes()
    {
        return l1Bytes;
    }

    /**
     * The L1 of one Ethernet core. That of Blackhole is tt-metal's figure; tt-umd has 262,144.
     *
     * @return bytes.
     */
    public long ethL1Bytes()
    {
        return ethL1Bytes;
    }

    /**
     * What a page of an L1 buffer is rounded up to.
     *
     * @return bytes, a power of two.
     */
    public int l1Alignment()
    {
        return L1_ALIGNMENT;
    }

    /**
     * DRAM banks over which the runtime spreads a buffer (it calls them views), none harvested.
     *
     * @return 12 or 8.
     */
    public int dramBanks()
    {
        return dramBanks;
    }

    /**
     * One DRAM bank, with what the runtime keeps of it: a barrier of {@link #dramAlignment()} bytes at its start and,
     * in profiling builds, a profiler's region.
     *
     * @return bytes.
     */
    public long dramBankBytes()
    {
        return dramBankBytes;
    }

    /**
     * What a page of a DRAM buffer, and every allocation of any memory, is rounded up to.
     *
     * @return bytes, a power of two.
     */
    public int dramAlignment()
    {
        return dramAlignment;
    }
}
