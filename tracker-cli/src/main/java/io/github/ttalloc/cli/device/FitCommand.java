package io.github.ttalloc.cli.device;

import io.github.ttalloc.cli.option.TrackerOptions;
import io.github.ttalloc.cli.view.DeviceGroup;
import io.github.ttalloc.cli.view.DeviceGroups;
import io.github.ttalloc.cli.view.Json;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.L1Map;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ledger.LedgerKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.concurrent.Callable;

/**
 * Says whether a buffer would find a place.
 */
@Command(
    name = "fit",
    description = {
        "Say whether a buffer fits on a board now, where, and what stands in its way.",
        "With --board or --arch the board is empty; else it is the device of the tracker directory, with all that is " +
        "allocated on it, or an empty n150 where there is no such directory. Exit code 0 whatever the answer. With " +
        "--json the output is one object of the schema ttalloc.fit/1."})
public final class FitCommand implements Callable<Integer>
{
    /** How the pages of a buffer lie on banks. */
    enum Layout
    {
        /** On all banks in turn. */
        INTERLEAVED,
        /** On as many cores as there are shards. */
        SHARDED
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private ChipOptions chip;

    @Mixin
    private TrackerOptions tracker;

    @Option(names = "--device", paramLabel = "N", description = "Device number in the directory; 0 by default.")
    private int device;

    @Option(names = "--bytes", paramLabel = "N", required = true, description = "Size of the buffer.")
    private long bytes;

    @Option(names = "--page-bytes", paramLabel = "N", required = true, description = "Size of a page.")
    private long pageBytes;

    @Option(
        names = "--layout", paramLabel = "NAME", defaultValue = "INTERLEAVED",
        description = "interleaved (over all banks; the default) or sharded (over --shards of them).")
    private Layout layout;

    @Option(names = "--shards", paramLabel = "N", description = "Banks that hold pages of a sharded buffer.")
    private int shards;

    @Option(
        names = "--type", paramLabel = "NAME", defaultValue = "L1",
        description = "L1 (the default), DRAM or L1_SMALL.")
    private BufferType type;

    @Option(names = "--l1-small-bytes", paramLabel = "N", description = "Size of L1_SMALL of an empty board.")
    private long l1SmallBytes;

    @Option(names = "--json", description = "Print JSON for programs.")
    private boolean isJson;

    /**
     * The command; the command line sets its options.
     */
    public FitCommand()
    {
    }

    @Override
    public Integer call() throws IOException
    {
        if (BufferType.L1 != type && BufferType.DRAM != type && BufferType.L1_SMALL != type)
        {
            throw new ParameterException(spec.commandLine(), "--type must be L1, DRAM or L1_SMALL, not " + type);
        }
        if (Layout.SHARDED == layout == shards < 1)
        {
            throw new ParameterException(
                spec.commandLine(), "--shards must be at least 1 with --layout sharded, and is not for interleaved");
        }
        final PrintWriter out = spec.commandLine().getOut();
        if (chip.isNamed() || !Files.exists(tracker.path()))
        {
            final DescribedChip described = chip.described();
            answer(Room.empty(described.chip(), L1Map.of(described.architecture(), l1SmallBytes), type), out);
            return 0;
        }
        try (FoldTailer tailer = FoldTailer.openNewest(tracker.open(), null))
        {
            answer(occupied(tailer.catchUp().fold()), out);
        }
        return 0;
    }

    private Room occupied(final LedgerFold fold) throws IOException
    {
        final DeviceGroups groups = new DeviceGroups(fold);
        for (final DeviceGroup group : groups.all())
        {
            if (device == group.device())
            {
                if (null == group.memory().architecture() || 0 == group.memory().banks(type))
                {
                    throw new IOException("what device " + device + " is has not been reported: name it with --board");
                }
                final Room room = Room.of(group.memory(), type);
                fold.ledger().forEach(record ->
                {
                    if (group.equals(groups.of(record.key())))
                    {
                        room.occupy(BufferType.of(LedgerKey.typeCode(record.key())), record, group.memory());
                    }
                });
                return room;
            }
        }
        throw new IOException("device " + device + " is not known: no process has opened or used it");
    }

    private void answer(final Room room, final PrintWriter out)
    {
        final Room.Answer answer =
            room.place(bytes, pageBytes, Layout.SHARDED == layout ? shards : room.banks());
        if (isJson)
        {
            writeJson(room, answer, Json.generator(out));
            return;
        }
        out.println((answer.fits() ? "It fits at address " + answer.address() : "It does not fit") + ": " +
            answer.bytesPerBank() + " bytes in each of " + room.banks() + " banks, " +
            answer.bytesPerBank() * room.banks() + " reserved for " + bytes + " bytes.");
        out.println("Each bank has " + room.freeBytes() + " bytes free of " + room.bankBytes() +
            ", the largest block " + room.largestFreeBytes() + ".");
        if (null != answer.obstacle())
        {
            out.println(answer.obstacle());
        }
    }

    private void writeJson(final Room room, final Room.Answer answer, final JsonGenerator json)
    {
        json.writeStartObject();
        json.writeStringProperty("schema", "ttalloc.fit/1");
        json.writeBooleanProperty("fits", answer.fits());
        json.writeName("address");
        if (answer.fits())
        {
            json.writeNumber(answer.address());
        }
        else
        {
            json.writeNull();
        }
        json.writeStringProperty("type", type.name());
        json.writeNumberProperty("bytes", bytes);
        json.writeNumberProperty("bytesPerBank", answer.bytesPerBank());
        json.writeNumberProperty("banks", room.banks());
        json.writeNumberProperty("reservedBytes", answer.bytesPerBank() * room.banks());
        json.writeNumberProperty("bankBytes", room.bankBytes());
        json.writeNumberProperty("freeBytes", room.freeBytes());
        json.writeNumberProperty("largestFreeBytes", room.largestFreeBytes());
        json.writeNumberProperty("circularBuffersEnd", room.circularBuffersEnd());
        Json.writeText(json, "obstacle", answer.obstacle());
        json.writeEndObject();
        Json.endLine(json);
    }
}
