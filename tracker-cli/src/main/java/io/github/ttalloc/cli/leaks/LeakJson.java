package io.github.ttalloc.cli.leaks;

import io.github.ttalloc.cli.view.BufferFilter;
import io.github.ttalloc.cli.view.BufferJson;
import io.github.ttalloc.cli.view.BufferRows;
import io.github.ttalloc.cli.view.Json;
import io.github.ttalloc.cli.view.Timestamp;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.fold.LeftBuffer;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import tools.jackson.core.JsonGenerator;

import java.io.Writer;

/**
 * What ended processes left, and old buffers of live ones, as one object of the schema {@code ttalloc.leaks/1}.
 */
final class LeakJson
{
    private final LedgerFold fold;
    private final JsonGenerator json;
    private final long nowNanos;

    LeakJson(final LedgerFold fold, final Writer out, final long nowNanos)
    {
        this.fold = fold;
        this.json = Json.generator(out);
        this.nowNanos = nowNanos;
    }

    void write(final long olderThanNanos)
    {
        json.writeStartObject();
        json.writeStringProperty("schema", "ttalloc.leaks/1");
        json.writeStringProperty("takenAt", Timestamp.millis(nowNanos));
        json.writeNumberProperty("sequence", fold.sequence());
        json.writeArrayPropertyStart("leaks");
        LeakText.leaking(fold).forEach(this::writeLeaks);
        json.writeEndArray();
        json.writeNumberProperty("olderThanNanos", olderThanNanos);
        json.writeArrayPropertyStart("buffers");
        final BufferJson buffers = new BufferJson(json, nowNanos);
        BufferRows.all(fold, BufferFilter.ALL).forEach((process, record) ->
        {
            if (OldBuffers.isOld(record, nowNanos - olderThanNanos))
            {
                buffers.write(process, record);
            }
        });
        json.writeEndArray();
        json.writeEndObject();
        Json.endLine(json);
    }

    private void writeLeaks(final TrackedProcess process)
    {
        json.writeStartObject();
        Json.writeProcess(json, process);
        json.writeStringProperty("name", process.name());
        json.writeStringProperty("endedAt", Timestamp.millis(process.endTimeNanos()));
        json.writeBooleanProperty("clean", process.endedCleanly());
        json.writeNumberProperty("buffers", process.leaks().buffers());
        json.writeNumberProperty("bytes", process.leaks().bytes());
        json.writeNumberProperty("releasedBuffers", process.leaks().otherBuffers());
        json.writeNumberProperty("releasedBytes", process.leaks().otherBytes());
        json.writeArrayPropertyStart("largest");
        process.leaks().largest().forEach(this::writeBuffer);
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeBuffer(final LeftBuffer buffer)
    {
        json.writeStartObject();
        json.writeNumberProperty("device", buffer.device());
        json.writeStringProperty("type", buffer.type().name());
        Json.writeBuffer(json, buffer.type(), buffer.bufferId(), CoreRange.ALL);
        json.writeNumberProperty("bytes", buffer.bytes());
        json.writeNumberProperty("bytesPerBank", buffer.bytesPerBank());
        json.writeNumberProperty("ageNanos", Math.max(0, nowNanos - buffer.timeNanos()));
        Json.writeText(json, "tag", buffer.tag());
        json.writeEndObject();
    }
}
