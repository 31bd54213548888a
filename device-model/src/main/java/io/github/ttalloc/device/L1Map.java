package io.github.ttalloc.device;

/**
 * Where the regions of a worker's L1 lie. Immutable.
 * <pre>
 *   0     mailbox       firmware of five RISCs        unreserved base                 end of L1
 *  +------+---------+---+-------------------+--------+---------------+---------------+----------+
 *  | BOOT | MAILBOX |DBG| BRISC ... TRISC2  | FABRIC | KERNEL_CONFIG |    BUFFERS    | L1_SMALL |
 *  +------+---------+---+-------------------+--------+---------------+---------------+----------+
 * </pre>
 * Firmware and mailbox are those of tt-metal's {@code dev_mem_map.h}. The fabric tables above them grow from version to
 * version and push the kernel ring and the unreserved base up, so the base is a parameter: a report gives its own (as
 * {@code address_at_first_l1_cb_buffer}), and {@link #of(Architecture)} takes one version's.
 */
public final class L1Map
{
    /** Bytes of the ring in which programs keep kernels and runtime arguments, on both architectures. */
    public static final long KERNEL_CONFIG_BYTES = 69 * 1024;

    /** Default unreserved base of Wormhole: what tt-metal computes where the fabric tables end at 32,752. */
    public static final long WORMHOLE_UNRESERVED_BASE = 103_424;

    /** Default unreserved base of Blackhole: what tt-metal computes where the fabric tables end at 40,704. */
    public static final long BLACKHOLE_UNRESERVED_BASE = 111_360;

    private static final int REGIONS = L1Region.values().length;
    private static final L1Region[] BY_ORDINAL = L1Region.values();

    private final long[] starts = new long[REGIONS + 1];

    private L1Map(final Architecture architecture, final long unreservedBase, final long l1SmallBytes)
    {
        switch (architecture)
        {
            case WORMHOLE_B0 -> putFirmware(0, 16, 12_784, 14_336, 20_480, 22_528, 24_064, 25_600, 27_136);
            case BLACKHOLE -> putFirmware(0, 96, 13_264, 14_816, 23_520, 26_080, 28_640, 31_200, 33_760);
        }
        final long kernelConfig = unreservedBase - KERNEL_CONFIG_BYTES;
        final long l1Small = architecture.l1Bytes() - l1SmallBytes;
        final long lowestBase = starts[L1Region.FABRIC.ordinal()] + KERNEL_CONFIG_BYTES;
        if (unreservedBase < lowestBase || l1SmallBytes < 0 || l1Small < unreservedBase)
        {
            throw new IllegalArgumentException("unreservedBase=" + unreservedBase + " must be at least " + lowestBase +
                " on " + architecture.umdName() + ", and l1SmallBytes=" + l1SmallBytes + " 0 to what is left of " +
                architecture.l1Bytes() + " above it");
        }
        starts[L1Region.KERNEL_CONFIG.ordinal()] = kernelConfig;
        starts[L1Region.BUFFERS.ordinal()] = unreservedBase;
        starts[L1Region.L1_SMALL.ordinal()] = l1Small;
        starts[REGIONS] = architecture.l1Bytes();
    }

    /**
     * The map of an architecture with its default unreserved base and no L1_SMALL region.
     *
     * @param architecture what the chip is.
     * @return the map.
     */
    public static L1Map of(final Architecture architecture)
    {
        return of(architecture, 0);
    }

    /**
     * The map of an architecture with its default unreserved base.
     *
     * @param architecture what the chip is.
     * @param l1SmallBytes size of the L1_SMALL region, from 0.
     * @return the map.
     * @throws IllegalArgumentException if the region does not fit.
     */
    public static L1Map of(final Architecture architecture, final long l1SmallBytes)
    {
        return of(architecture, defaultUnreservedBase(architecture), l1SmallBytes);
    }

    /**
     * The map of an architecture as one runtime laid it out.
     *
     * @param architecture   what the chip is.
     * @param unreservedBase address of the first circular buffer: where the kernel ring ends.
     * @param l1SmallBytes   size of the L1_SMALL region, from 0.
     * @return the map.
     * @throws IllegalArgumentException if the base leaves no room for the kernel ring above the firmware, or the
     *                                  regions do not fit L1.
     */
    public static L1Map of(final Architecture architecture, final long unreservedBase, final long l1SmallBytes)
    {
        return new L1Map(architecture, unreservedBase, l1SmallBytes);
    }

    /**
     * Start of a region.
     *
     * @param region which.
     * @return its first address.
     */
    public long start(final L1Region region)
    {
        return starts[region.ordinal()];
    }

    /**
     * End of a region.
     *
     * @param region which.
     * @return the address after its last, equal to the start where the region is empty.
     */
    public long end(final L1Region region)
    {
        return starts[region.ordinal() + 1];
    }

    /**
     * Size of a region.
     *
     * @param region which.
     * @return bytes, from 0.
     */
    public long bytes(final L1Region region)
    {
        return end(region) - start(region);
    }

    /**
     * The region that holds an address.
     *
     * @param address in L1.
     * @return the region, or null where the address is negative or past the end of L1.
     */
    public L1Region regionOf(final long address)
    {
        if (address >= 0)
        {
            for (int i = 0; i < REGIONS; i++)
            {
                if (address < starts[i + 1])
                {
                    return BY_ORDINAL[i];
                }
            }
        }
        return null;
    }

    /**
     * What a low-level write to one core is, by where it goes.
     *
     * @param address in L1.
     * @return FIRMWARE, LAUNCH or KERNEL, or null where the address is negative or past the end of L1.
     */
    public BufferType typeOf(final long address)
    {
        final L1Region region = regionOf(address);
        return null == region ? null : region.writeType();
    }

    private static long defaultUnreservedBase(final Architecture architecture)
    {
        return switch (architecture)
        {
            case WORMHOLE_B0 -> WORMHOLE_UNRESERVED_BASE;
            case BLACKHOLE -> BLACKHOLE_UNRESERVED_BASE;
        };
    }

    private void putFirmware(final long... regionStarts)
    {
        System.arraycopy(regionStarts, 0, starts, 0, regionStarts.length);
    }
}
