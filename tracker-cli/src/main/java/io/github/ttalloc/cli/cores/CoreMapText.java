package io.github.ttalloc.cli.cores;

import io.github.ttalloc.cli.view.DeviceMemory;
import io.github.ttalloc.cli.view.Sizes;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.fold.LedgerFold;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Per-core maps for people: KB in use on each core.
 */
public final class CoreMapText
{
    private static final double KB = 1 << 10;

    private CoreMapText()
    {
    }

    /**
     * Prints the maps of all devices whose L1 holds something.
     *
     * @param fold of which they are.
     * @param out  takes the lines; is not flushed.
     */
    public static void print(final LedgerFold fold, final PrintWriter out)
    {
        CoreMap.of(fold).values().stream()
            .filter(map -> map.bytes() + map.elsewhere() > 0)
            .forEach(map -> print(map, out));
    }

    static void print(final CoreMap map, final PrintWriter out)
    {
        out.println(map.group().title());
        if (0 == map.bytes() + map.elsewhere())
        {
            out.println("  Nothing is in L1.");
            return;
        }
        if (map.bytes() > 0)
        {
            printGrid(map, out);
            out.println("  " + Sizes.mb(map.bytes()) + " on these cores: " + byType(map::bytes));
        }
        if (map.elsewhere() > 0)
        {
            out.println("  " + Sizes.mb(map.elsewhere()) + " on cores that are not known, or are not Tensix: " +
                byType(map::elsewhere));
        }
    }

    private static String byType(final ToLongFunction<BufferType> bytes)
    {
        return Arrays.stream(BufferType.values())
            .filter(type -> bytes.applyAsLong(type) > 0)
            .map(type -> type + " " + Sizes.mb(bytes.applyAsLong(type)))
            .collect(Collectors.joining(", "));
    }

    private static void printGrid(final CoreMap map, final PrintWriter out)
    {
        final DeviceMemory memory = map.group().memory();
        out.println("  KB in use on each core" + (null == memory.architecture() ? "" :
            " of " + Sizes.kb(memory.architecture().l1Bytes())) + ", cores LOGICAL, * does not compute");
        final StringBuilder line = new StringBuilder("      ");
        for (int x = 0; x < map.columns(); x++)
        {
            line.append(String.format(Locale.ROOT, "%8s", "x" + x));
        }
        out.println(line);
        for (int y = 0; y < map.rows(); y++)
        {
            line.setLength(0);
            line.append(String.format(Locale.ROOT, "%6s", "y" + y));
            for (int x = 0; x < map.columns(); x++)
            {
                line.append(String.format(Locale.ROOT, "%8s", cell(map, x, y)));
            }
            out.println(line);
        }
    }

    private static String cell(final CoreMap map, final int x, final int y)
    {
        final String bytes = String.format(Locale.ROOT, "%.1f", map.bytes(x, y) / KB);
        return map.isCompute(x, y) ? bytes : bytes + "*";
    }
}
