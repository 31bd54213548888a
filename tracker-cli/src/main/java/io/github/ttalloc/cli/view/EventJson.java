package io.github.ttalloc.cli.view;

import io.github.ttalloc.ipc.fold.EventName;
import io.github.ttalloc.ipc.fold.FoldedEvent;
import io.github.ttalloc.ipc.fold.LeakReport;
import tools.jackson.core.JsonGenerator;

import java.io.StringWriter;

/**
 * Events as lines of JSON of the schema {@code ttalloc.event/1}. Fields that an event does not have are null. Not
 * thread-safe.
 */
public final class EventJson
{
    private final StringWriter line = new StringWriter();
    private final JsonGenerator json = Json.generator(line);

    /**
     * Lines of JSON.
     */
    public EventJson()
    {
    }

    /**
     * The line of an event.
     *
     * @param event as the fold shows it.
     * @return one line without its end.
     */
    public String of(final FoldedEvent event)
    {
        line.getBuffer().setLength(0);
        write(event);
        json.flush();
        return line.toString();
    }

    private void write(final FoldedEvent event)
    {
        json.writeStartObject();
        json.writeStringProperty("schema", "ttalloc.event/1");
        json.writeNumberProperty("sequence", event.sequence());
        Json.writeProcess(json, event.process());
        json.writeStringProperty("time", Timestamp.nanos(event.wallTimeNanos()));
        json.writeNumberProperty("timeNanos", event.timeNanos());
        json.writeStringProperty("event", event.name().label());
        writeDevice(event);
        if (event.hasBuffer())
        {
            Json.writeBuffer(json, event.type(), event.bufferId(), event.coreRange());
            json.writeNumberProperty("bytes", event.bytes());
            json.writeNumberProperty("bytesPerBank", event.bytesPerBank());
            json.writeNumberProperty("references", event.references());
        }
        else
        {
            json.writeNullProperty("bufferId");
            json.writeNullProperty("core");
            json.writeNullProperty("cores");
            json.writeNullProperty("address");
            json.writeNullProperty("bytes");
            json.writeNullProperty("bytesPerBank");
            json.writeNullProperty("references");
        }
        Json.writeText(json, "tag", event.tag());
        writeExtras(event);
        json.writeEndObject();
    }

    private void writeDevice(final FoldedEvent event)
    {
        if (event.device() < 0)
        {
            json.writeNullProperty("device");
        }
        else
        {
            json.writeNumberProperty("device", event.device());
        }
        Json.writeText(json, "type", null == event.type() ? null : event.type().name());
    }

    private void writeExtras(final FoldedEvent event)
    {
        if (EventName.GAP == event.name())
        {
            json.writeNumberProperty("lost", event.bytes());
        }
        else if (EventName.FREE_ALL == event.name())
        {
            json.writeNumberProperty("buffers", event.references());
        }
        else if (EventName.PROCESS_END == event.name())
        {
            final LeakReport leaks = event.process().leaks();
            json.writeBooleanProperty("clean", event.process().endedCleanly());
            json.writeNumberProperty("leakedBuffers", leaks.buffers());
            json.writeNumberProperty("leakedBytes", leaks.bytes());
        }
    }
}
