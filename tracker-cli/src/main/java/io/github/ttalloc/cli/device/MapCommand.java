package io.github.ttalloc.cli.device;

import io.github.ttalloc.cli.view.Json;
import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.CoordinateSystem;
import io.github.ttalloc.device.Coordinates;
import io.github.ttalloc.device.Core;
import io.github.ttalloc.device.CoreType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Draws the network of a chip.
 */
@Command(
    name = "map",
    description = {
        "Show every core of a chip at its place on NOC0.",
        "A core is shown by the letter of its type (t tensix, d dram, e eth, a arc, p pcie, r router_only, " +
        "s security, l l2cpu) and its coordinates, by default LOGICAL ones; -- marks one that has none there, as " +
        "a harvested core has no LOGICAL ones. With --json the output is one object of the schema " +
        "ttalloc.device-map/1 with the coordinates of each core in all systems."})
public final class MapCommand implements Callable<Integer>
{
    private static final int PORTS = 3;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ChipOptions chip;

    @Option(
        names = "--system", paramLabel = "NAME", defaultValue = "LOGICAL",
        description = "Coordinates to show: LOGICAL, NOC0, NOC1 or TRANSLATED.")
    private CoordinateSystem system;

    @Option(names = "--json", description = "Print JSON for programs.")
    private boolean isJson;

    /**
     * The command; the command line sets its options.
     */
    public MapCommand()
    {
    }

    @Override
    public Integer call() throws IOException
    {
        final PrintWriter out = spec.commandLine().getOut();
        final DescribedChip described = chip.described();
        if (isJson)
        {
            writeJson(described, Json.generator(out));
        }
        else
        {
            print(described.coordinates(), out);
            printMemory(described, out);
        }
        return 0;
    }

    private void print(final Coordinates coordinates, final PrintWriter out)
    {
        final Map<Core, String> cells = new HashMap<>();
        int columns = 0;
        int rows = 0;
        for (final CoreType type : CoreType.values())
        {
            for (int i = 0; i < coordinates.count(type); i++)
            {
                final Core place = coordinates.core(type, i, CoordinateSystem.NOC0);
                final Core shown = coordinates.core(type, i, system);
                cells.put(place, type.label().charAt(0) + (null == shown ? "--" : shown.x() + "-" + shown.y()));
                columns = Math.max(columns, place.x() + 1);
                rows = Math.max(rows, place.y() + 1);
            }
        }
        final StringBuilder line = new StringBuilder("      ");
        for (int x = 0; x < columns; x++)
        {
            line.append(String.format(Locale.ROOT, "%7s", "x" + x));
        }
        out.println(line);
        for (int y = 0; y < rows; y++)
        {
            line.setLength(0);
            line.append(String.format(Locale.ROOT, "%6s", "y" + y));
            for (int x = 0; x < columns; x++)
            {
                line.append(String.format(Locale.ROOT, "%7s", cells.getOrDefault(new Core(x, y), "")));
            }
            out.println(line);
        }
    }

    private static void printMemory(final DescribedChip described, final PrintWriter out)
    {
        final Architecture architecture = described.architecture();
        final Coordinates coordinates = described.coordinates();
        out.printf(Locale.ROOT, "%d of %d tensix are live, each with %d bytes of L1; %d of %d eth, each with %d.%n",
            live(coordinates, CoreType.TENSIX), coordinates.count(CoreType.TENSIX), architecture.l1Bytes(),
            live(coordinates, CoreType.ETH), coordinates.count(CoreType.ETH), architecture.ethL1Bytes());
        out.printf(Locale.ROOT, "DRAM: %d of %d channels are live, each on %d dram cores; %d banks of %d bytes.%n",
            live(coordinates, CoreType.DRAM) / PORTS, coordinates.count(CoreType.DRAM) / PORTS, PORTS,
            described.dramBanks(), architecture.dramBankBytes());
    }

    private static int live(final Coordinates coordinates, final CoreType type)
    {
        int live = 0;
        for (int i = 0; i < coordinates.count(type); i++)
        {
            live += null == coordinates.core(type, i, CoordinateSystem.LOGICAL) ? 0 : 1;
        }
        return live;
    }

    private static void writeJson(final DescribedChip described, final JsonGenerator json)
    {
        final Architecture architecture = described.architecture();
        final Coordinates coordinates = described.coordinates();
        json.writeStartObject();
        json.writeStringProperty("schema", "ttalloc.device-map/1");
        json.writeStringProperty("arch", architecture.umdName());
        json.writeNumberProperty("l1BytesPerCore", architecture.l1Bytes());
        json.writeNumberProperty("ethL1BytesPerCore", architecture.ethL1Bytes());
        json.writeNumberProperty("dramBanks", described.dramBanks());
        json.writeNumberProperty("dramBytesPerBank", architecture.dramBankBytes());
        json.writeArrayPropertyStart("cores");
        for (final CoreType type : CoreType.values())
        {
            for (int i = 0; i < coordinates.count(type); i++)
            {
                json.writeStartObject();
                json.writeStringProperty("coreType", type.label());
                for (final CoordinateSystem each : CoordinateSystem.values())
                {
                    json.writeName(each.name());
                    final Core core = coordinates.core(type, i, each);
                    if (null == core)
                    {
                        json.writeNull();
                    }
                    else
                    {
                        Json.writeCore(json, core.x(), core.y());
                    }
                }
                json.writeEndObject();
            }
        }
        json.writeEndArray();
        json.writeEndObject();
        Json.endLine(json);
    }
}
