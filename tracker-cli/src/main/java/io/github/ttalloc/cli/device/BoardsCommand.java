package io.github.ttalloc.cli.device;

import io.github.ttalloc.cli.view.Json;
import io.github.ttalloc.cli.view.Sizes;
import io.github.ttalloc.device.Board;
import io.github.ttalloc.device.Chip;
import io.github.ttalloc.device.Harvesting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * Lists the boards.
 */
@Command(
    name = "boards",
    description = {
        "List the boards: chips, harvesting, cores and memory of each chip.",
        "Compute cores are those that hold L1 banks while Tensix cores dispatch. With --json the output is one " +
        "object of the schema ttalloc.boards/1; with --descriptor the chips of one system are listed instead, as " +
        "JSON in an object of the schema ttalloc.cluster/1."})
public final class BoardsCommand implements Callable<Integer>
{
    private static final String FORMAT = "%-16s %-12s %5s %-10s %5s %8s %10s %10s %5s %10s%n";

    private static final String CHIP_FORMAT = "%4s %-16s %-12s %-6s %7s %8s %5s %5s %5s %8s %10s %10s %5s%n";

    @Spec
    private CommandSpec spec;

    @Option(
        names = "--descriptor", paramLabel = "FILE",
        description = "List the chips of the system that a cluster descriptor (YAML) of tt-umd describes.")
    private Path descriptor;

    @Option(names = "--json", description = "Print JSON for programs.")
    private boolean isJson;

    /**
     * The command; the command line sets its options.
     */
    public BoardsCommand()
    {
    }

    @Override
    public Integer call() throws IOException
    {
        final PrintWriter out = spec.commandLine().getOut();
        if (null != descriptor)
        {
            final ClusterDescriptor cluster = DescriptorReader.read(descriptor);
            if (isJson)
            {
                writeCluster(cluster, Json.generator(out));
            }
            else
            {
                printCluster(cluster, out);
            }
        }
        else if (isJson)
        {
            writeJson(Json.generator(out));
        }
        else
        {
            print(out);
        }
        return 0;
    }

    private static void print(final PrintWriter out)
    {
        out.printf(Locale.ROOT, FORMAT, "board", "architecture", "chips", "harvested", "cores", "compute",
            "L1 live", "L1 compute", "banks", "DRAM");
        for (final Board board : Board.values())
        {
            final Chip chip = board.exampleChip();
            final long l1 = chip.architecture().l1Bytes();
            out.printf(Locale.ROOT, FORMAT, board.label(), chip.architecture().umdName(), board.chips(),
                board.harvestedLines() + (chip.architecture().harvestsRows() ? " rows" : " columns"),
                chip.cores(), chip.l1Banks(), Sizes.mb(chip.cores() * l1), Sizes.mb(chip.l1Banks() * l1),
                chip.dramBanks(), Sizes.mb(chip.dramBanks() * chip.architecture().dramBankBytes()));
        }
        out.println("Cores and memory are those of one chip. A newer p150 has 1 column harvested: 130 cores, 120 of " +
            "them compute.");
    }

    private static void printCluster(final ClusterDescriptor cluster, final PrintWriter out)
    {
        final Board board = cluster.board();
        out.println((null == board ? "A system of " : board.label() + ": ") + cluster.chips().size() + " chips");
        out.printf(Locale.ROOT, CHIP_FORMAT, "chip", "board", "architecture", "access", "harvest", "eth", "dram",
            "pcie", "cores", "compute", "L1 live", "L1 compute", "banks");
        for (final DescribedChip described : cluster.chips())
        {
            final Chip chip = described.chip();
            final Harvesting harvesting = described.harvesting();
            final long l1 = chip.architecture().l1Bytes();
            out.printf(Locale.ROOT, CHIP_FORMAT, described.id(), described.board().label(),
                chip.architecture().umdName(), described.isLocal() ? "local" : "remote", harvesting.tensix(),
                harvesting.eth(), harvesting.dram(), harvesting.pcie(), chip.cores(), chip.l1Banks(),
                Sizes.mb(chip.cores() * l1), Sizes.mb(chip.l1Banks() * l1), chip.dramBanks());
        }
        out.println("harvest, eth, dram and pcie are masks in the order of NOC0; remote is over Ethernet.");
    }

    private static void writeCluster(final ClusterDescriptor cluster, final JsonGenerator json)
    {
        json.writeStartObject();
        json.writeStringProperty("schema", "ttalloc.cluster/1");
        Json.writeText(json, "board", null == cluster.board() ? null : cluster.board().label());
        json.writeArrayPropertyStart("chips");
        for (final DescribedChip described : cluster.chips())
        {
            final Chip chip = described.chip();
            json.writeStartObject();
            json.writeNumberProperty("chip", described.id());
            json.writeStringProperty("board", described.board().label());
            json.writeStringProperty("arch", chip.architecture().umdName());
            json.writeBooleanProperty("local", described.isLocal());
            json.writeBooleanProperty("nocTranslation", described.isTranslated());
            json.writeNumberProperty("harvestMask", described.harvesting().tensix());
            json.writeNumberProperty("ethHarvestMask", described.harvesting().eth());
            json.writeNumberProperty("dramHarvestMask", described.harvesting().dram());
            json.writeNumberProperty("pcieHarvestMask", described.harvesting().pcie());
            writeMemory(chip, json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        Json.endLine(json);
    }

    private static void writeJson(final JsonGenerator json)
    {
        json.writeStartObject();
        json.writeStringProperty("schema", "ttalloc.boards/1");
        json.writeArrayPropertyStart("boards");
        for (final Board board : Board.values())
        {
            final Chip chip = board.exampleChip();
            json.writeStartObject();
            json.writeStringProperty("board", board.label());
            json.writeStringProperty("arch", chip.architecture().umdName());
            json.writeNumberProperty("chips", board.chips());
            json.writeNumberProperty(
                chip.architecture().harvestsRows() ? "harvestedRows" : "harvestedColumns", board.harvestedLines());
            if (board.fewestHarvestedLines() < board.harvestedLines())
            {
                json.writeNumberProperty("fewestHarvestedColumns", board.fewestHarvestedLines());
            }
            json.writeNumberProperty("harvestedEth", board.harvestedEth());
            json.writeNumberProperty("harvestedDram", board.harvestedDram());
            writeMemory(chip, json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        Json.endLine(json);
    }

    private static void writeMemory(final Chip chip, final JsonGenerator json)
    {
        json.writeNumberProperty("liveCores", chip.cores());
        json.writeNumberProperty("computeCores", chip.l1Banks());
        json.writeNumberProperty("l1BytesPerCore", chip.architecture().l1Bytes());
        json.writeNumberProperty("l1Bytes", chip.cores() * chip.architecture().l1Bytes());
        json.writeNumberProperty("dramBanks", chip.dramBanks());
        json.writeNumberProperty("dramBytes", chip.dramBanks() * chip.architecture().dramBankBytes());
    }
}
