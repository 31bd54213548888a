package io.github.ttalloc.cli.cores;

import io.github.ttalloc.cli.view.DeviceMemory;
import io.github.ttalloc.cli.view.Json;
import io.github.ttalloc.cli.view.Timestamp;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.fold.LedgerFold;
import tools.jackson.core.JsonGenerator;

import java.io.Writer;
import java.util.Collection;
import java.util.function.ToLongFunction;

/**
 * Per-core maps as one object of the schema {@code ttalloc.cores/1}.
 */
final class CoreMapJson
{
    private final LedgerFold fold;
    private final JsonGenerator json;
    private final long nowNanos;

    CoreMapJson(final LedgerFold fold, final Writer out, final long nowNanos)
    {
        this.fold = fold;
        this.json = Json.generator(out);
        this.nowNanos = nowNanos;
    }

    void write(final Collection<CoreMap> maps)
    {
        json.writeStartObject();
        json.writeStringProperty("schema", "ttalloc.cores/1");
        json.writeStringProperty("takenAt", Timestamp.millis(nowNanos));
        json.writeNumberProperty("sequence", fold.sequence());
        json.writeArrayPropertyStart("devices");
        maps.forEach(this::writeDevice);
        json.writeEndArray();
        json.writeEndObject();
        Json.endLine(json);
    }

    private void writeDevice(final CoreMap map)
    {
        final DeviceMemory memory = map.group().memory();
        json.writeStartObject();
        Json.writeDevice(json, map.group());
        if (null == memory.architecture())
        {
            json.writeNullProperty("l1BytesPerCore");
        }
        else
        {
            json.writeNumberProperty("l1BytesPerCore", memory.architecture().l1Bytes());
        }
        json.writeNumberProperty("bytes", map.bytes());
        writeByType(map::bytes);
        json.writeObjectPropertyStart("elsewhere");
        json.writeNumberProperty("bytes", map.elsewhere());
        writeByType(map::elsewhere);
        json.writeEndObject();
        json.writeArrayPropertyStart("cores");
        for (int y = 0; y < map.rows(); y++)
        {
            for (int x = 0; x < map.columns(); x++)
            {
                writeCore(map, x, y);
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeCore(final CoreMap map, final int x, final int y)
    {
        json.writeStartObject();
        json.writeName("core");
        Json.writeCore(json, x, y);
        json.writeBooleanProperty("compute", map.isCompute(x, y));
        json.writeNumberProperty("bytes", map.bytes(x, y));
        writeByType(type -> map.bytes(type, x, y));
        json.writeEndObject();
    }

    private void writeByType(final ToLongFunction<BufferType> bytes)
    {
        json.writeObjectPropertyStart("bytesByType");
        for (final BufferType type : BufferType.values())
        {
            if (0 != bytes.applyAsLong(type))
            {
                json.writeNumberProperty(type.name(), bytes.applyAsLong(type));
            }
        }
        json.writeEndObject();
    }
}
