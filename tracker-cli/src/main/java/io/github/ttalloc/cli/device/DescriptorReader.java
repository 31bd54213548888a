package io.github.ttalloc.cli.device;

import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.Board;
import io.github.ttalloc.device.Harvesting;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads umd's cluster descriptors: {@code arch}, {@code harvesting}, {@code chips_with_mmio} and {@code boards}; the
 * rest is not needed. Whatever is wrong with a file is an {@link IOException} that names the file, the key and the
 * value, and what may stand there. Harvesting masks are in the order of NOC0; those of Ethernet, DRAM and PCIe are 0
 * where a descriptor of an older driver does not give them.
 */
final class DescriptorReader
{
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_DEPTH = 16;
    private static final LoadSettings SETTINGS =
        LoadSettings.builder().setSchema(new CoreSchema()).setCodePointLimit(MAX_BYTES).build();

    private final Map<Integer, Architecture> architectures = new TreeMap<>();
    private final Map<Integer, Board> boards = new HashMap<>();
    private final TreeSet<Integer> local = new TreeSet<>();

    private DescriptorReader()
    {
    }

    /** The chips that a file describes. */
    static ClusterDescriptor read(final Path file) throws IOException
    {
        final String text = text(file);
        try
        {
            checkNesting(text);
            final Object root = new Load(SETTINGS).loadFromString(text);
            return new DescriptorReader().cluster(map(root, "the document"));
        }
        catch (final MarkedYamlEngineException ex)
        {
            throw new IOException(file + " is not YAML" + ex.getProblemMark().map(mark ->
                ", line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1)).orElse("") + ": " +
                ex.getProblem(), ex);
        }
        catch (final YamlEngineException ex)
        {
            throw new IOException(file + " is not YAML: " + ex.getMessage(), ex);
        }
        catch (final IllegalArgumentException ex)
        {
            throw new IOException(file + " is not a cluster descriptor: " + ex.getMessage(), ex);
        }
    }

    private static String text(final Path file) throws IOException
    {
        if (Files.isDirectory(file))
        {
            throw new IOException(file + " is a directory: name the descriptor in it");
        }
        try (InputStream in = Files.newInputStream(file))
        {
            final byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES)
            {
                throw new IOException(
                    file + " has more than " + MAX_BYTES + " bytes, the most that a cluster descriptor may have");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static void checkNesting(final String text)
    {
        int depth = 0;
        for (final Event event : new Parse(SETTINGS).parseString(text))
        {
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            if (depth > MAX_DEPTH || event instanceof AliasEvent)
            {
                throw new IllegalArgumentException(
                    event.getStartMark().map(mark -> "line " + (mark.getLine() + 1) + " has ").orElse("it has ") +
                    (depth > MAX_DEPTH ? "values nested deeper than " + MAX_DEPTH + ", and descriptors need 4" :
                    "an alias of another value: write the value out"));
            }
        }
    }

    private ClusterDescriptor cluster(final Map<?, ?> root)
    {
        map(root, "arch").forEach((chip, name) -> architectures.put(
            (int)integer(chip, "a chip of arch", Integer.MAX_VALUE), architecture(chip, name)));
        if (architectures.isEmpty())
        {
            throw new IllegalArgumentException("arch lists no chip: it must list at least one");
        }
        readLocal(required(root, "chips_with_mmio"));
        readBoards(required(root, "boards"));
        final Map<?, ?> harvesting = map(root, "harvesting");
        harvesting.keySet().forEach(chip -> known(chip, "harvesting"));
        final List<DescribedChip> chips = new ArrayList<>();
        architectures.forEach((id, architecture) -> chips.add(chip(id, architecture, harvesting)));
        return new ClusterDescriptor(chips);
    }

    private DescribedChip chip(final int id, final Architecture architecture, final Map<?, ?> harvesting)
    {
        final String path = "harvesting." + id;
        final Map<?, ?> masks = map(required(harvesting, id, path), path);
        if (!boards.containsKey(id))
        {
            throw new IllegalArgumentException("chip " + id + " is on none of boards: each chip must be on one");
        }
        final Object translation = required(masks, "noc_translation", path + ".noc_translation");
        if (!(translation instanceof Boolean isTranslated))
        {
            throw new IllegalArgumentException(
                path + ".noc_translation=" + shown(translation) + " must be true or false");
        }
        required(masks, "harvest_mask", path + ".harvest_mask");
        final int lines = architecture.harvestsRows() ? architecture.tensixRows() : architecture.tensixColumns();
        final DescribedChip chip = new DescribedChip(id, architecture, new Harvesting(
            mask(masks, path, "harvest_mask", (1L << lines) - 1), mask(masks, path, "eth_harvesting_mask"),
            mask(masks, path, "dram_harvesting_mask"), mask(masks, path, "pcie_harvesting_mask")),
            isTranslated, boards.get(id), local.contains(id));
        try
        {
            chip.chip();
        }
        catch (final IllegalArgumentException ex)
        {
            throw new IllegalArgumentException(path + ": " + ex.getMessage(), ex);
        }
        return chip;
    }

    private void readLocal(final Object list)
    {
        for (final Object entry : list(list, "chips_with_mmio"))
        {
            for (final Object chip : map(entry, "chips_with_mmio").keySet())
            {
                local.add(known(chip, "chips_with_mmio"));
            }
        }
        if (local.isEmpty())
        {
            throw new IllegalArgumentException("chips_with_mmio lists no chip: the host must reach at least one");
        }
    }

    private void readBoards(final Object list)
    {
        int index = 0;
        for (final Object entry : list(list, "boards"))
        {
            final String path = "boards[" + index++ + "]";
            final Map<Object, Object> board = new HashMap<>();
            list(entry, path).forEach(part -> board.putAll(map(part, path)));
            final Board type = board(required(board, "board_type", path + ".board_type"), path + ".board_type");
            for (final Object chip : list(required(board, "chips", path + ".chips"), path + ".chips"))
            {
                final int id = known(chip, path + ".chips");
                if (architectures.get(id) != type.architecture())
                {
                    throw new IllegalArgumentException(path + ".board_type=" + type.label() + " has chips of " +
                        type.architecture().umdName() + ", but chip " + id + " is " +
                        architectures.get(id).umdName());
                }
                if (null != boards.put(id, type))
                {
                    throw new IllegalArgumentException(path + ".chips has chip " + id + ", which is on another board");
                }
            }
        }
    }

    private int known(final Object chip, final String path)
    {
        final int id = (int)integer(chip, "a chip of " + path, Integer.MAX_VALUE);
        if (!architectures.containsKey(id))
        {
            throw new IllegalArgumentException(path + " has chip " + id + ", which arch does not list");
        }
        return id;
    }

    private static Architecture architecture(final Object chip, final Object name)
    {
        try
        {
            return Architecture.of(shown(name));
        }
        catch (final IllegalArgumentException ex)
        {
            throw new IllegalArgumentException("chip " + shown(chip) + ": " + ex.getMessage(), ex);
        }
    }

    private static Board board(final Object name, final String path)
    {
        return switch (shown(name).toLowerCase(Locale.ROOT))
        {
            case "n150" -> Board.N150;
            case "n300" -> Board.N300;
            case "galaxy", "ubb", "ubb_wormhole" -> Board.GALAXY;
            case "p100" -> Board.P100;
            case "p150" -> Board.P150;
            case "p300" -> Board.P300;
            case "ubb_blackhole" -> Board.GALAXY_BLACKHOLE;
            default -> throw new IllegalArgumentException(path + "=" + shown(name) +
                " is not known: use n150, n300, galaxy, ubb, ubb_wormhole, p100, p150, p300 or ubb_blackhole");
        };
    }

    private static long mask(final Map<?, ?> masks, final String path, final String key)
    {
        return masks.containsKey(key) ? mask(masks, path, key, (1L << Integer.SIZE) - 1) : 0;
    }

    private static long mask(final Map<?, ?> masks, final String path, final String key, final long max)
    {
        return integer(masks.get(key), path + "." + key, max);
    }

    private static long integer(final Object value, final String path, final long max)
    {
        if (value instanceof Number number && !(value instanceof Double) && !(value instanceof BigInteger) &&
            number.longValue() >= 0 && number.longValue() <= max)
        {
            return number.longValue();
        }
        throw new IllegalArgumentException(path + "=" + shown(value) + " must be an integer, 0 to " + max);
    }

    private static Map<?, ?> map(final Map<?, ?> parent, final String key)
    {
        return map(required(parent, key), key);
    }

    private static Map<?, ?> map(final Object value, final String path)
    {
        if (value instanceof Map<?, ?> map)
        {
            return map;
        }
        throw new IllegalArgumentException(path + "=" + shown(value) + " must be a mapping of keys to values");
    }

    private static List<?> list(final Object value, final String path)
    {
        if (value instanceof List<?> list)
        {
            return list;
        }
        throw new IllegalArgumentException(path + "=" + shown(value) + " must be a list");
    }

    private static Object required(final Map<?, ?> parent, final String key)
    {
        return required(parent, key, key);
    }

    private static Object required(final Map<?, ?> parent, final Object key, final String path)
    {
        final Object value = parent.get(key);
        if (null == value)
        {
            throw new IllegalArgumentException(path + " is missing: a descriptor of tt-umd has it");
        }
        return value;
    }

    private static String shown(final Object value)
    {
        final String text = String.valueOf(value);
        return text.length() > 64 ? text.substring(0, 64) + "…" : text;
    }
}
