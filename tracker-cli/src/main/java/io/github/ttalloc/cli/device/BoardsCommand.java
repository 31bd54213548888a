package io.github.ttalloc.cli.device;

import io.github.ttalloc.cli.view.Json;
import io.github.ttalloc.cli.view.Sizes;
import io.github.ttalloc.device.Board;
import io.github.ttalloc.device.Chip;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * Lists the boards.
 */
@Command(
    name = "boards",
    description = {
        "List the boards: chips, harvesting, cores and memory of each chip.",
        "Compute cores are those that hold L1 banks while Tensix cores dispatch. With --json the output is one " +
        "object of the schema ttalloc.boards/1."})
public final class BoardsCommand implements Runnable
{
    private static final String FORMAT = "%-7s %-12s %5s %-10s %5s %8s %10s %10s %5s %10s%n";

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print JSON for programs.")
    private boolean isJson;

    /**
     * The command; the command line sets its options.
     */
    public BoardsCommand()
    {
    }

    @Override
    public void run()
    {
        final PrintWriter out = spec.commandLine().getOut();
        if (isJson)
        {
            writeJson(Json.generator(out));
            return;
        }
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
        out.println("Cores and memory are those of one chip.");
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
            json.writeNumberProperty("harvestedEth", board.harvestedEth());
            json.writeNumberProperty("harvestedDram", board.harvestedDram());
            json.writeNumberProperty("liveCores", chip.cores());
            json.writeNumberProperty("computeCores", chip.l1Banks());
            json.writeNumberProperty("l1BytesPerCore", chip.architecture().l1Bytes());
            json.writeNumberProperty("l1Bytes", chip.cores() * chip.architecture().l1Bytes());
            json.writeNumberProperty("dramBanks", chip.dramBanks());
            json.writeNumberProperty("dramBytes", chip.dramBanks() * chip.architecture().dramBankBytes());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        Json.endLine(json);
    }
}
