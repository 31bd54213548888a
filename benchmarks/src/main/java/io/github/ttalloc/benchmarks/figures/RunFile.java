package io.github.ttalloc.benchmarks.figures;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The JSON of a run: its schema, kind, date, commit, machine, JDK, flags and figures with the value of each round.
 */
public final class RunFile
{
    /** Version of this format. */
    public static final String SCHEMA = "ttalloc.figures/1";

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final double ROUNDING = 1_000;

    private RunFile()
    {
    }

    /**
     * Writes a run.
     *
     * @param file    to write; its folder is made where it is absent.
     * @param facts   what is known of the run, by name.
     * @param machine what it was made on, by name.
     * @param figures what it measured.
     * @throws IOException if it cannot be written.
     */
    public static void write(
        final Path file, final Map<String, String> facts, final Map<String, String> machine, final Figures figures)
        throws IOException
    {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(new Pretty(), text))
        {
            json.writeStartObject();
            json.writeStringProperty("schema", SCHEMA);
            facts.forEach(json::writeStringProperty);
            json.writeObjectPropertyStart("machine");
            machine.forEach(json::writeStringProperty);
            json.writeEndObject();
            json.writeObjectPropertyStart("figures");
            for (final String name : figures.names())
            {
                json.writeArrayPropertyStart(name);
                for (final double value : figures.values(name))
                {
                    json.writeNumber(Math.round(value * ROUNDING) / ROUNDING);
                }
                json.writeEndArray();
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text.append('\n').toString());
    }

    /**
     * Reads the figures of a run.
     *
     * @param file written by {@link #write}.
     * @return its figures.
     * @throws IOException if it cannot be read or is of another schema.
     */
    public static Figures read(final Path file) throws IOException
    {
        final Figures figures = new Figures();
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), Files.readString(file)))
        {
            json.nextToken();
            while (JsonToken.PROPERTY_NAME == json.nextToken())
            {
                final String property = json.currentName();
                json.nextToken();
                if ("schema".equals(property) && !SCHEMA.equals(json.getString()))
                {
                    throw new IOException(file.getFileName() + " has schema " + json.getString() + ", not " + SCHEMA);
                }
                if ("figures".equals(property))
                {
                    readFigures(json, figures);
                }
                else
                {
                    json.skipChildren();
                }
            }
        }
        return figures;
    }

    /**
     * The newest run of a kind.
     *
     * @param folder of runs, or of none.
     * @param kind   ends the names of its files, before the dot.
     * @return the file, if there is one.
     * @throws IOException if the folder cannot be read.
     */
    public static Optional<Path> newest(final Path folder, final String kind) throws IOException
    {
        if (!Files.isDirectory(folder))
        {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder))
        {
            final Map<Path, Long> times = new TreeMap<>();
            for (final Path file : files.filter(f -> f.getFileName().toString().endsWith(kind + ".json")).toList())
            {
                times.put(file, Files.getLastModifiedTime(file).toMillis());
            }
            return times.entrySet().stream()
                .max(Comparator.<Map.Entry<Path, Long>, String>comparing(
                    entry -> day(entry.getKey())).thenComparing(Map.Entry::getValue))
                .map(Map.Entry::getKey);
        }
    }

    private static String day(final Path file)
    {
        final String name = file.getFileName().toString();
        return name.substring(0, Math.min(name.length(), "2000-01-01".length()));
    }

    private static void readFigures(final JsonParser json, final Figures figures)
    {
        while (JsonToken.PROPERTY_NAME == json.nextToken())
        {
            final String name = json.currentName();
            json.nextToken();
            while (JsonToken.END_ARRAY != json.nextToken())
            {
                figures.add(name, json.getDoubleValue());
            }
        }
    }

    private static final class Pretty extends ObjectWriteContext.Base
    {
        @Override
        public PrettyPrinter getPrettyPrinter()
        {
            return new DefaultPrettyPrinter();
        }

        @Override
        public boolean hasPrettyPrinter()
        {
            return true;
        }
    }
}
