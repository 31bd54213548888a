package io.github.ttalloc.client;

import io.github.ttalloc.device.CoreRange;

/**
 * What a runtime knows of a device when it opens it. Everything may be unknown.
 *
 * @param architecture       code of the architecture: 0 unknown, 1 Wormhole B0, 2 Blackhole.
 * @param chipId             a 64-bit number that every process gives to this chip, such as its serial number; 0 is
 *                           unknown. Totals over processes group by it.
 * @param board              name of the board such as {@code n150}, or null.
 * @param harvestMask        rows (Wormhole) or columns (Blackhole) that are switched off, bit i for the i-th in NOC 0
 *                           order.
 * @param computeGrid        packed {@link CoreRange} of the compute cores in LOGICAL coordinates, or
 *                           {@link CoreRange#ALL}.
 * @param unreservedL1Base   first L1 address that circular buffers and buffers may take; 0 is unknown.
 * @param l1SmallBytes       bytes of the L1_SMALL region of each core.
 * @param logicalCoordinates true if core coordinates in ids are LOGICAL, false if they are TRANSLATED.
 */
public record DeviceDescription(
    int architecture,
    long chipId,
    String board,
    long harvestMask,
    int computeGrid,
    long unreservedL1Base,
    long l1SmallBytes,
    boolean logicalCoordinates)
{
    /** A device of which nothing is known, with TRANSLATED coordinates. */
    public static final DeviceDescription UNKNOWN =
        new DeviceDescription(0, 0, null, 0, CoreRange.ALL, 0, 0, false);
}
