package io.github.ttalloc.cli.replay;

import io.github.ttalloc.client.DeviceDescription;
import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.BankLayout;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;

/**
 * What a report says of a device; 0 where it does not say.
 *
 * @param rank             process of the run that it belongs to.
 * @param id               its device id in the report: a chip, or a mesh of chips.
 * @param computeRows      rows of the compute grid.
 * @param computeColumns   columns of the compute grid.
 * @param l1Bytes          L1 of one core.
 * @param l1Banks          L1 banks.
 * @param l1BankBytes      what an L1 bank holds of circular buffers and L1 buffers.
 * @param unreservedL1Base address of the first circular buffer.
 */
record ReportDevice(
    long rank,
    long id,
    long computeRows,
    long computeColumns,
    long l1Bytes,
    long l1Banks,
    long l1BankBytes,
    long unreservedL1Base)
{
    private static final int WORMHOLE_CODE = 1;
    private static final int BLACKHOLE_CODE = 2;
    private static final int MAX_BANKS = 1 << 16;

    /** A device of which the report says nothing. */
    static ReportDevice unknown(final long rank, final long id)
    {
        return new ReportDevice(rank, id, 0, 0, 0, 0, 0, 0);
    }

    /** Banks of a memory, at least 1; 12 of DRAM where the architecture is not known. */
    long banks(final BufferType type)
    {
        return switch (type)
        {
            case L1, L1_SMALL -> l1Banks > 0 && l1Banks <= MAX_BANKS ? l1Banks : 1;
            case DRAM, TRACE -> architectureOrWormhole().dramBanks();
            default -> 1;
        };
    }

    /** Bytes per bank of a buffer of which the graph does not say them. */
    long bytesPerBank(final BufferType type, final long bytes, final long pageBytes, final long cores)
    {
        final long banks = cores > 0 && cores <= MAX_BANKS ? cores : banks(type);
        final Architecture architecture = architectureOrWormhole();
        final boolean isL1 = BufferType.L1 == type || BufferType.L1_SMALL == type;
        return new BankLayout(
            Math.toIntExact(banks), isL1 ? architecture.l1Alignment() : architecture.dramAlignment())
            .bytesPerBank(bytes, pageBytes > 0 ? pageBytes : Math.max(1, (bytes + banks - 1) / banks));
    }

    /** What reporters are told of it. */
    DeviceDescription description()
    {
        final Architecture architecture = Architecture.ofL1Bytes(l1Bytes);
        final int code = null == architecture ? 0 :
            Architecture.WORMHOLE_B0 == architecture ? WORMHOLE_CODE : BLACKHOLE_CODE;
        final boolean hasGrid = computeColumns > 0 && computeColumns <= CoreRange.MAX_COORDINATE &&
            computeRows > 0 && computeRows <= CoreRange.MAX_COORDINATE;
        final int grid = hasGrid ?
            CoreRange.of(0, 0, (int)computeColumns - 1, (int)computeRows - 1) : CoreRange.ALL;
        final boolean hasBanks = l1BankBytes > 0 && unreservedL1Base > 0;
        final long l1SmallBytes = hasBanks ? Math.max(0, l1Bytes - unreservedL1Base - l1BankBytes) : 0;
        return new DeviceDescription(
            code, 0, null, 0, grid, Math.max(0, unreservedL1Base), l1SmallBytes, true);
    }

    private Architecture architectureOrWormhole()
    {
        final Architecture architecture = Architecture.ofL1Bytes(l1Bytes);
        return null == architecture ? Architecture.WORMHOLE_B0 : architecture;
    }
}
