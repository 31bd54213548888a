package io.github.ttalloc.cli.device;

import io.github.ttalloc.cli.view.BufferJson;
import io.github.ttalloc.cli.view.DeviceGroup;
import io.github.ttalloc.cli.view.DeviceGroups;
import io.github.ttalloc.cli.view.Json;
import io.github.ttalloc.cli.view.MissingEvents;
import io.github.ttalloc.cli.view.PlainText;
import io.github.ttalloc.cli.view.Sizes;
import io.github.ttalloc.cli.view.Timestamp;
import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.Chip;
import io.github.ttalloc.device.L1Map;
import io.github.ttalloc.device.L1Region;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerRecord;
import io.github.ttalloc.percore.DeviceMemory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Says whether a buffer would find a place.
 */
@Command(
    name = "fit",
    description = {
        "Say whether a buffer fits on a board now, where, and what stands in its way.",
        "With --board, --arch or --descriptor the board is empty; else it is the device of the tracker directory, " +
        "with all that is allocated on it, or an empty n150 where there is no directory and --dir names none.",
        "The buffers in the way are those that hold least among all that would make room. Exit code 0 whatever the " +
        "answer. With --json the output is one object of the schema ttalloc.fit/1."})
public final class FitCommand implements Callable<Integer>
{
    private static final long MAX_BYTES = 1L << 48;
    private static final int MAX_LISTED = 20;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ChipOptions chip;

    @ParentCommand
    private DeviceCommand parent;

    @Option(names = "--device", paramLabel = "N", description = "Device number in the directory; 0 by default.")
    private int device;

    @Option(names = "--bytes", paramLabel = "N", required = true, description = "Size of the buffer.")
    private long bytes;

    @Option(names = "--page-bytes", paramLabel = "N", required = true, description = "Size of a page.")
    private long pageBytes;

    @Option(
        names = "--layout", paramLabel = "NAME", defaultValue = "INTERLEAVED",
        description = "interleaved (over all banks; the default), single_bank, or over --shards of them: sharded, " +
            "height_sharded, width_sharded or block_sharded.")
    private Layout layout;

    @Option(
        names = "--shards", paramLabel = "N",
        description = "Banks that hold pages of a sharded buffer: its shards or cores.")
    private int shards;

    @Option(
        names = "--type", paramLabel = "NAME", defaultValue = "L1",
        description = "L1 (the default), DRAM, L1_SMALL or TRACE.")
    private BufferType type;

    @Option(
        names = "--unreserved-base", paramLabel = "ADDRESS",
        description = "Where circular buffers and L1 buffers begin; by default as the device was opened, else that " +
            "of one version of tt-metal.")
    private Long unreservedBase;

    @Option(
        names = "--l1-small-bytes", paramLabel = "N",
        description = "Size of L1_SMALL of each core; by default as the device was opened, else 0.")
    private Long l1SmallBytes;

    @Option(
        names = "--trace-region-bytes", paramLabel = "N",
        description = "What is kept of each DRAM bank for TRACE; 0, the default, is all that DRAM has left.")
    private long traceBytes;

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
        check();
        final PrintWriter out = spec.commandLine().getOut();
        if (chip.isNamed() || !parent.tracker().isNamed() && !Files.exists(parent.tracker().path()))
        {
            final DescribedChip described = chip.described();
            final boolean isDram = BufferType.DRAM == type || BufferType.TRACE == type;
            final Chip cores = described.chip();
            answer(new Room(type, isDram ? cores.dramBanks() : cores.l1Banks(), described.architecture(),
                map(described.architecture(), L1Map.of(described.architecture())), traceBytes), null, out);
            return 0;
        }
        try (FoldTailer tailer = FoldTailer.openNewest(parent.tracker().open(), null))
        {
            final LedgerFold fold = tailer.catchUp().fold();
            MissingEvents.warn(tailer, spec.commandLine().getErr());
            answer(occupied(fold), fold, out);
        }
        return 0;
    }

    private void check()
    {
        if (BufferType.L1 != type && BufferType.DRAM != type && BufferType.L1_SMALL != type && BufferType.TRACE != type)
        {
            throw new ParameterException(
                spec.commandLine(), "--type must be L1, DRAM, L1_SMALL or TRACE, not " + type);
        }
        if (layout.isSharded() == shards < 1)
        {
            throw new ParameterException(spec.commandLine(),
                "--shards=" + shards + " must be at least 1 with a sharded layout, and is not for others");
        }
        if (bytes < 0 || bytes > MAX_BYTES || pageBytes < 1 || pageBytes > MAX_BYTES)
        {
            throw new ParameterException(spec.commandLine(), "--bytes=" + bytes + " must be 0 to " + MAX_BYTES +
                " and --page-bytes=" + pageBytes + " 1 to " + MAX_BYTES);
        }
    }

    private L1Map map(final Architecture architecture, final L1Map known)
    {
        return L1Map.of(architecture,
            null == unreservedBase ? known.start(L1Region.BUFFERS) : unreservedBase,
            null == l1SmallBytes ? known.bytes(L1Region.L1_SMALL) : l1SmallBytes);
    }

    private Room occupied(final LedgerFold fold) throws IOException
    {
        final DeviceGroups groups = new DeviceGroups(fold);
        for (final DeviceGroup group : groups.all())
        {
            if (device == group.device())
            {
                final DeviceMemory memory = group.memory();
                if (null == memory.architecture() || 0 == memory.banks(type))
                {
                    throw new IOException("what device " + device + " is has not been reported: name --board for an " +
                        "answer for an empty one");
                }
                final Room room = new Room(type, memory.banks(type), memory.architecture(),
                    map(memory.architecture(), memory.l1Map()), traceBytes);
                fold.ledger().forEach(record ->
                {
                    if (group.equals(groups.of(record.key())))
                    {
                        room.occupy(BufferType.of(LedgerKey.typeCode(record.key())), record, memory);
                    }
                });
                return room;
            }
        }
        throw new IOException("device " + device + " is not known: no process has opened or used it");
    }

    private void answer(final Room room, final LedgerFold fold, final PrintWriter out)
    {
        final Room.Answer answer = room.place(bytes, pageBytes, layout.holders(shards, room.banks()));
        if (isJson)
        {
            writeJson(room, answer, fold, Json.generator(out));
            return;
        }
        out.println((answer.fits() ? "It fits at address " + answer.address() : "It does not fit") + ": " +
            answer.bytesPerBank() + " bytes in each of " + room.banks() + " banks, " +
            answer.bytesPerBank() * room.banks() + " reserved for " + bytes + " bytes with pages on " +
            answer.banksWithPages() + " of them.");
        out.println("Each bank has " + room.freeBytes() + " bytes free of " + room.bankBytes() +
            ", the largest block " + room.largestFreeBytes() + ".");
        if (null != answer.obstacle())
        {
            out.println(answer.obstacle());
        }
        printInTheWay(answer.inTheWay(), fold, out);
    }

    private static void printInTheWay(
        final List<LedgerRecord> inTheWay, final LedgerFold fold, final PrintWriter out)
    {
        if (!inTheWay.isEmpty())
        {
            out.println("In the way: " + Sizes.buffers(inTheWay.size()));
        }
        for (final LedgerRecord record : inTheWay.subList(0, Math.min(MAX_LISTED, inTheWay.size())))
        {
            final TrackedProcess process = fold.processes().inSlot(LedgerKey.slot(record.key()));
            final String tag = process.tag(record.tag());
            out.println("    - Buffer " + BufferId.toString(LedgerKey.bufferId(record.key())) + ": " +
                Sizes.kb(record.bytes()) + " of " + BufferType.of(LedgerKey.typeCode(record.key())) + " (PID " +
                process.pid() + ", " + PlainText.of(process.name()) + ")" +
                (null == tag ? "" : " tag=" + PlainText.of(tag)));
        }
        if (inTheWay.size() > MAX_LISTED)
        {
            out.println("    … and " + Sizes.buffers(inTheWay.size() - MAX_LISTED) + " more");
        }
    }

    private void writeJson(
        final Room room, final Room.Answer answer, final LedgerFold fold, final JsonGenerator json)
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
        json.writeNumberProperty("banksWithPages", answer.banksWithPages());
        json.writeNumberProperty("reservedBytes", answer.bytesPerBank() * room.banks());
        json.writeNumberProperty("bankBytes", room.bankBytes());
        json.writeNumberProperty("freeBytes", room.freeBytes());
        json.writeNumberProperty("largestFreeBytes", room.largestFreeBytes());
        json.writeNumberProperty("circularBuffersEnd", room.circularBuffersEnd());
        Json.writeText(json, "obstacle", answer.obstacle());
        json.writeArrayPropertyStart("inTheWay");
        final BufferJson buffers = new BufferJson(json, Timestamp.now());
        for (final LedgerRecord record : answer.inTheWay())
        {
            buffers.write(fold.processes().inSlot(LedgerKey.slot(record.key())), record);
        }
        json.writeEndArray();
        json.writeEndObject();
        Json.endLine(json);
    }
}
