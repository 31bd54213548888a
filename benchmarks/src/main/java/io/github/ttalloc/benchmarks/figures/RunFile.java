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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The JSON of a run: its schema, the moment it was written, kind, date, commit, machine, JDK, the flags of the jar, the
 * further flags of the fork that made a figure, by what begins the figure's name, and the figures with the value of
 * each round. Runs that were written without the flags of forks are read too.
 */
public final class RunFile
{
    /** Version of this format. */
    public static final String SCHEMA = "ttalloc.figures/1";

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final double ROUNDING = 1_000;
    private static final String WRITTEN_AT = "writtenAt";
    private static final String FORKS = "flagsOfForks";

    private RunFile()
    {
    }

    /**
     * Writes a run.
     *
     * @param file      to write; its folder is made where it is absent.
     * @param writtenAt the moment that tells it from other runs of its day; kept to the second.
     * @param facts     what is known of the run, by name.
     * @param machine   what it was made on, by name.
     * @param figures   what it measured.
     * @throws IOException if it cannot be written.
     */
    public static void write(
        final Path file,
        final Instant writtenAt,
        final Map<String, String> facts,
        final Map<String, String> machine,
        final Figures figures)
        throws IOException
    {
        final StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(new Pretty(), text))
        {
            json.writeStartObject();
            json.writeStringProperty("schema", SCHEMA);
            json.writeStringProperty(WRITTEN_AT, writtenAt.truncatedTo(ChronoUnit.SECONDS).toString());
            facts.forEach(json::writeStringProperty);
            writeObject(json, "machine", machine);
            writeObject(json, FORKS, figures.flagsOfForks());
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
                else if (FORKS.equals(property))
                {
                    readForks(json, figures);
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
     * The newest run of a kind, by the moment that it names.
     *
     * @param folder of runs, or of none.
     * @param kind   ends the names of its files, before the dot.
     * @return the file, if there is one.
     * @throws IOException if the folder or a run in it cannot be read, or a run does not say when it was written.
     */
    public static Optional<Path> newest(final Path folder, final String kind) throws IOException
    {
        if (!Files.isDirectory(folder))
        {
            return Optional.empty();
        }
        final SortedMap<Instant, Path> runs = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder))
        {
            for (final Path file : files.filter(f -> f.getFileName().toString().endsWith(kind + ".json")).toList())
            {
                runs.put(writtenAt(file), file);
            }
        }
        return runs.isEmpty() ? Optional.empty() : Optional.of(runs.get(runs.lastKey()));
    }

    private static Instant writtenAt(final Path file) throws IOException
    {
        try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), Files.readString(file)))
        {
            json.nextToken();
            while (JsonToken.PROPERTY_NAME == json.nextToken())
            {
                final boolean found = WRITTEN_AT.equals(json.currentName());
                json.nextToken();
                if (found)
                {
                    return Instant.parse(json.getString());
                }
                json.skipChildren();
            }
        }
        throw new IOException(file.getFileName() + " does not say when it was written; it needs a " + WRITTEN_AT);
    }

    private static void writeObject(final JsonGenerator json, final String name, final Map<String, String> facts)
    {
        json.writeObjectPropertyStart(name);
        facts.forEach(json::writeStringProperty);
        json.writeEndObject();
    }

    private static void readForks(final JsonParser json, final Figures figures)
    {
        while (JsonToken.PROPERTY_NAME == json.nextToken())
        {
            final String beginning = json.currentName();
            json.nextToken();
            figures.forkedWith(beginning, json.getString());
        }
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
