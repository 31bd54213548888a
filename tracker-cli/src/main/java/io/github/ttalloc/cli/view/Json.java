package io.github.ttalloc.cli.view;

import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import io.github.ttalloc.percore.BufferPlace;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

import java.io.Writer;

/**
 * The fields that the JSON of several commands share, so that they are written alike everywhere.
 */
public final class Json
{
    private static final JsonFactory FACTORY = JsonFactory.builder()
        .rootValueSeparator("")
        .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
        .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
        .build();

    private Json()
    {
    }

    /**
     * A generator of documents.
     *
     * @param target takes the text; stays open and is not flushed.
     * @return the generator; end each document with {@link #endLine(JsonGenerator)}.
     */
    public static JsonGenerator generator(final Writer target)
    {
        return FACTORY.createGenerator(ObjectWriteContext.empty(), target);
    }

    /**
     * Ends the line of a document.
     *
     * @param json after a whole document.
     */
    public static void endLine(final JsonGenerator json)
    {
        json.writeRaw('\n').flush();
    }

    /**
     * The fields {@code process} and {@code pid}.
     *
     * @param json    inside an object.
     * @param process whose they are.
     */
    public static void writeProcess(final JsonGenerator json, final TrackedProcess process)
    {
        json.writeStringProperty("process", process.id());
        json.writeNumberProperty("pid", process.pid());
    }

    /**
     * The fields {@code device}, {@code chip}, {@code board} and {@code architecture} of a device.
     *
     * @param json  inside an object.
     * @param group the device.
     */
    public static void writeDevice(final JsonGenerator json, final DeviceGroup group)
    {
        final Architecture architecture = group.memory().architecture();
        json.writeNumberProperty("device", group.device());
        writeText(json, "chip", group.chip());
        writeText(json, "board", group.board());
        writeText(json, "architecture", null == architecture ? null : architecture.umdName());
    }

    /**
     * The fields that say where a buffer is: its id, its core, its rectangle and its address.
     *
     * @param json     inside an object.
     * @param type     what the buffer takes.
     * @param bufferId packed {@link BufferId}.
     * @param cores    packed {@link CoreRange}.
     */
    public static void writeBuffer(
        final JsonGenerator json, final BufferType type, final long bufferId, final int cores)
    {
        json.writeStringProperty("bufferId", BufferId.toString(bufferId));
        if (BufferPlace.isOnCore(type, bufferId, cores))
        {
            json.writeName("core");
            writeCore(json, BufferId.x(bufferId), BufferId.y(bufferId));
        }
        else
        {
            json.writeNullProperty("core");
        }
        final int range = BufferPlace.range(type, bufferId, cores);
        if (CoreRange.ALL == range)
        {
            json.writeNullProperty("cores");
        }
        else
        {
            writeRange(json, "cores", range);
        }
        json.writeNumberProperty("address", BufferId.address(bufferId));
    }

    /**
     * A rectangle of cores as an object.
     *
     * @param json  inside an object.
     * @param name  of the field.
     * @param range packed {@link CoreRange}, not {@link CoreRange#ALL}; its ends are inclusive.
     */
    public static void writeRange(final JsonGenerator json, final String name, final int range)
    {
        json.writeObjectPropertyStart(name);
        json.writeNumberProperty("x0", CoreRange.x0(range));
        json.writeNumberProperty("y0", CoreRange.y0(range));
        json.writeNumberProperty("x1", CoreRange.x1(range));
        json.writeNumberProperty("y1", CoreRange.y1(range));
        json.writeEndObject();
    }

    /**
     * A core as an object.
     *
     * @param json where a value may stand.
     * @param x    the core's x.
     * @param y    the core's y.
     */
    public static void writeCore(final JsonGenerator json, final int x, final int y)
    {
        json.writeStartObject();
        json.writeNumberProperty("x", x);
        json.writeNumberProperty("y", y);
        json.writeEndObject();
    }

    /**
     * A field with text, or null.
     *
     * @param json inside an object.
     * @param name of the field.
     * @param text or null.
     */
    public static void writeText(final JsonGenerator json, final String name, final String text)
    {
        json.writeName(name);
        if (null == text)
        {
            json.writeNull();
        }
        else
        {
            json.writeString(text);
        }
    }
}
