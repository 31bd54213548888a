package io.github.ttalloc.cli.device;

import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.Board;
import io.github.ttalloc.device.Chip;
import io.github.ttalloc.device.Coordinates;
import io.github.ttalloc.device.Harvesting;
import picocli.CommandLine.Option;

/**
 * The options that describe a chip.
 */
final class ChipOptions
{
    @Option(
        names = "--board", paramLabel = "NAME",
        description = "A chip of a board, as 'ttalloc device boards' lists them; n150 unless told otherwise.")
    private String board;

    @Option(names = "--arch", paramLabel = "NAME", description = "Or any chip: wormhole_b0 or blackhole.")
    private String arch;

    @Option(
        names = "--harvest-mask", paramLabel = "MASK",
        description = "Harvested Tensix rows (Wormhole) or columns (Blackhole), one bit each in the order of NOC0. " +
            "By default a board's last ones: units differ.")
    private Long harvestMask;

    @Option(names = "--eth-harvest-mask", paramLabel = "MASK", description = "Harvested Ethernet channels.")
    private Long ethMask;

    @Option(names = "--dram-harvest-mask", paramLabel = "MASK", description = "Harvested DRAM bank.")
    private Long dramMask;

    @Option(names = "--pcie-harvest-mask", paramLabel = "MASK", description = "Harvested PCIe nodes.")
    private Long pcieMask;

    @Option(names = "--no-translation", description = "The chip does not translate coordinates.")
    private boolean isUntranslated;

    boolean isNamed()
    {
        return null != board || null != arch || null != harvestMask;
    }

    Architecture architecture()
    {
        return null != arch ? Architecture.of(arch) : board().architecture();
    }

    /** The Tensix cores and the banks of the chip. */
    Chip chip()
    {
        if (null != arch)
        {
            return new Chip(
                architecture(),
                null == harvestMask ? 0 : Math.toIntExact(harvestMask),
                null == dramMask || 0 == dramMask ? 0 : 1);
        }
        return null == harvestMask ? board().exampleChip() : board().chip(Math.toIntExact(harvestMask));
    }

    /** The cores of the chip. */
    Coordinates coordinates()
    {
        final Architecture architecture = architecture();
        final boolean isBoard = null == arch;
        return new Coordinates(architecture, new Harvesting(
            null != harvestMask || !isBoard ? null == harvestMask ? 0 : harvestMask : chip().harvestMask(),
            mask(ethMask, isBoard ? board().harvestedEth() : 0),
            mask(dramMask, isBoard ? board().harvestedDram() : 0),
            null == pcieMask ? 0 : pcieMask), !isUntranslated);
    }

    private Board board()
    {
        return null == board ? Board.N150 : Board.of(board);
    }

    private static long mask(final Long named, final int bits)
    {
        return null == named ? (1L << bits) - 1 : named;
    }
}
