package io.github.ttalloc.cli.device;

import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.CoordinateSystem;
import io.github.ttalloc.device.Coordinates;
import io.github.ttalloc.device.Core;
import io.github.ttalloc.device.CoreType;
import io.github.ttalloc.device.Harvesting;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One question after the coordinates of a core. Whatever is wrong with it is an {@link IllegalArgumentException} whose
 * message says what.
 */
final class TranslateQuestion
{
    private static final JsonFactory FACTORY =
        JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    private static final List<String> FIELDS = List.of(
        "arch", "harvestMask", "coreType", "from", "x", "y", "to",
        "nocTranslation", "ethHarvestMask", "dramHarvestMask", "pcieHarvestMask");
    private static final long MAX_MASK = 0xFFFF_FFFFL;

    private final Map<String, Object> values;

    private TranslateQuestion(final Map<String, Object> values)
    {
        this.values = values;
    }

    static TranslateQuestion parse(final String line)
    {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), line))
        {
            if (JsonToken.START_OBJECT != parser.nextToken())
            {
                throw new IllegalArgumentException("a question must be one JSON object");
            }
            final Map<String, Object> values = new HashMap<>();
            while (JsonToken.END_OBJECT != parser.nextToken())
            {
                final String name = parser.currentName();
                if (!FIELDS.contains(name))
                {
                    throw new IllegalArgumentException(
                        "field " + name + " is not known: use " + String.join(", ", FIELDS));
                }
                values.put(name, value(name, parser));
            }
            if (null != parser.nextToken())
            {
                throw new IllegalArgumentException("a line must hold one JSON object and nothing after it");
            }
            return new TranslateQuestion(values);
        }
        catch (final JacksonException ex)
        {
            throw new IllegalArgumentException("not JSON: " + ex.getOriginalMessage(), ex);
        }
    }

    Core answer()
    {
        final Architecture architecture = Architecture.of(text("arch"));
        final Harvesting harvesting = new Harvesting(
            number("harvestMask", null, MAX_MASK), number("ethHarvestMask", 0L, MAX_MASK),
            number("dramHarvestMask", 0L, MAX_MASK), number("pcieHarvestMask", 0L, MAX_MASK));
        final CoordinateSystem from = CoordinateSystem.of(text("from"));
        final CoordinateSystem to = CoordinateSystem.of(text("to"));
        final int x = (int)number("x", null, Integer.MAX_VALUE);
        final int y = (int)number("y", null, Integer.MAX_VALUE);
        if (CoordinateSystem.LOGICAL == from && null == values.get("coreType"))
        {
            throw new IllegalArgumentException(
                "coreType is missing: LOGICAL (" + x + "," + y + ") is ambiguous without it, each type counts its own");
        }
        final CoreType type = CoreType.of(text("coreType"));
        return new Coordinates(architecture, harvesting, flag("nocTranslation")).translate(type, from, x, y, to);
    }

    private static Object value(final String name, final JsonParser parser)
    {
        return switch (parser.nextToken())
        {
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> integer(name, parser.getString());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IllegalArgumentException(name + "=" + parser.getString() +
                " is neither text nor an integer nor true or false");
        };
    }

    private static Long integer(final String name, final String digits)
    {
        try
        {
            return Long.valueOf(digits);
        }
        catch (final NumberFormatException ex)
        {
            throw new IllegalArgumentException(name + "=" + digits + " is too large", ex);
        }
    }

    private String text(final String name)
    {
        if (required(name) instanceof String text)
        {
            return text;
        }
        throw new IllegalArgumentException(name + "=" + values.get(name) + " must be text");
    }

    private boolean flag(final String name)
    {
        final Object value = values.get(name);
        if (null == value)
        {
            return true;
        }
        if (value instanceof Boolean flag)
        {
            return flag;
        }
        throw new IllegalArgumentException(name + "=" + value + " must be true or false");
    }

    private long number(final String name, final Long absent, final long max)
    {
        final Object value = null == absent ? required(name) : values.get(name);
        if (null == value)
        {
            return absent;
        }
        if (value instanceof Long number && number >= 0 && number <= max)
        {
            return number;
        }
        throw new IllegalArgumentException(name + "=" + value + " must be an integer, 0 to " + max);
    }

    private Object required(final String name)
    {
        final Object value = values.get(name);
        if (null == value)
        {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }
}
