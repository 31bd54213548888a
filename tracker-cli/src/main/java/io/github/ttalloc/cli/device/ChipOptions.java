package io.github.ttalloc.cli.device;

import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.Board;
import io.github.ttalloc.device.Chip;
import io.github.ttalloc.device.Harvesting;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The options that describe a chip: by a board, by an architecture, or by a cluster descriptor.
 */
final class ChipOptions
{
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
        names = "--board", paramLabel = "NAME",
        description = "A chip of a board, as 'ttalloc device boards' lists them; n150 unless told otherwise.")
    private String board;

    @Option(names = "--arch", paramLabel = "NAME", description = "Or any chip: wormhole_b0 or blackhole.")
    private String arch;

    @Option(
        names = "--descriptor", paramLabel = "FILE",
        description = "Or a chip of a system that a cluster descriptor (YAML) of tt-umd describes.")
    private Path descriptor;

    @Option(names = "--chip", paramLabel = "N", description = "Which chip of the descriptor; its first by default.")
    private Integer chip;

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

    /** Whether any option describes a chip. */
    boolean isNamed()
    {
        return null != board || null != arch || null != descriptor || null != chip || isDetailed();
    }

    /** The chip. */
    DescribedChip described() throws IOException
    {
        if ((null != board ? 1 : 0) + (null != arch ? 1 : 0) + (null != descriptor ? 1 : 0) > 1)
        {
            throw new ParameterException(spec.commandLine(), "use one of --board, --arch and --descriptor");
        }
        if (null == descriptor)
        {
            if (null != chip)
            {
                throw new ParameterException(spec.commandLine(), "--chip needs --descriptor");
            }
            return null == arch ? ofBoard(null == board ? Board.N150 : Board.of(board)) :
                of(Architecture.of(arch), null, 0, 0, 0);
        }
        if (isDetailed())
        {
            throw new ParameterException(
                spec.commandLine(), "--descriptor gives the masks and the translation: leave their options out");
        }
        final ClusterDescriptor cluster = DescriptorReader.read(descriptor);
        return null == chip ? cluster.chips().get(0) : cluster.chip(chip);
    }

    private boolean isDetailed()
    {
        return null != harvestMask || null != ethMask || null != dramMask || null != pcieMask || isUntranslated;
    }

    private DescribedChip ofBoard(final Board named)
    {
        final Chip mounted = null == harvestMask ? named.exampleChip() : named.chip(harvestMask);
        return of(named.architecture(), named, mounted.harvestMask(),
            (1L << named.harvestedEth()) - 1, (1L << named.harvestedDram()) - 1);
    }

    private DescribedChip of(
        final Architecture architecture, final Board named, final long tensix, final long eth, final long dram)
    {
        final Harvesting harvesting = new Harvesting(
            null == harvestMask ? tensix : harvestMask,
            null == ethMask ? eth : ethMask,
            null == dramMask ? dram : dramMask,
            null == pcieMask ? 0 : pcieMask);
        return new DescribedChip(0, architecture, harvesting, !isUntranslated, named, true);
    }
}
