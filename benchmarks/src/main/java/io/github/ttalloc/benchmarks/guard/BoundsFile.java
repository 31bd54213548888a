package io.github.ttalloc.benchmarks.guard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The bounds as text: one a line, its fields separated by bars; lines that begin with {@code #} are kept.
 */
final class BoundsFile
{
    private static final int FIELDS = 6;
    private static final String SEPARATOR = "|";

    private final List<String> lines;
    private final List<Bound> bounds = new ArrayList<>();

    private BoundsFile(final List<String> lines)
    {
        this.lines = lines;
    }

    static BoundsFile read(final Path path) throws IOException
    {
        final BoundsFile file = new BoundsFile(Files.readAllLines(path));
        for (int i = 0; i < file.lines.size(); i++)
        {
            if (isBound(file.lines.get(i)))
            {
                file.bounds.add(parse(file.lines.get(i), path.getFileName() + " line " + (i + 1)));
            }
        }
        return file;
    }

    List<Bound> bounds()
    {
        return bounds;
    }

    /** Writes the file again with other values held, in the same order. */
    void write(final Path path, final List<Bound> newBounds) throws IOException
    {
        final List<String> text = new ArrayList<>();
        int next = 0;
        for (final String line : lines)
        {
            text.add(isBound(line) ? format(newBounds.get(next++)) : line);
        }
        Files.write(path, text);
    }

    private static boolean isBound(final String line)
    {
        return !line.isBlank() && !line.startsWith("#");
    }

    private static Bound parse(final String line, final String where) throws IOException
    {
        final String[] fields = line.split("\\|", -1);
        if (FIELDS != fields.length)
        {
            throw new IOException(where + " has " + fields.length + " fields, not " + FIELDS);
        }
        try
        {
            return new Bound(fields[0].trim(), Bound.Sense.of(fields[3].trim()), fields[1].trim(), fields[2].trim(),
                Double.parseDouble(fields[4].trim()), Double.parseDouble(fields[5].trim()));
        }
        catch (final IllegalArgumentException ex)
        {
            throw new IOException(where + ": " + ex.getMessage(), ex);
        }
    }

    private static String format(final Bound bound)
    {
        return String.join(" " + SEPARATOR + " ", bound.what(), bound.ours(), bound.rival(), bound.sense().sign(),
            String.format(Locale.ROOT, "%.3f", bound.target()), String.format(Locale.ROOT, "%.3f", bound.held()));
    }
}
