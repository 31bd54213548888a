package io.github.ttalloc.cli.dump;

import io.github.ttalloc.cli.view.Anomalies;
import io.github.ttalloc.cli.view.BufferFilter;
import io.github.ttalloc.cli.view.BufferJson;
import io.github.ttalloc.cli.view.BufferRows;
import io.github.ttalloc.cli.view.Json;
import io.github.ttalloc.cli.view.ProcessTotals;
import io.github.ttalloc.cli.view.Timestamp;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import io.github.ttalloc.ledger.LedgerTotals;
import tools.jackson.core.JsonGenerator;

import java.io.Writer;

/**
 * What is allocated as one object of the schema {@code ttalloc.dump/1}.
 */
final class DumpJson
{
    private final LedgerFold fold;
    private final BufferFilter filter;
    private final JsonGenerator json;
    private final long nowNanos;

    DumpJson(final LedgerFold fold, final BufferFilter filter, final Writer out, final long nowNanos)
    {
        this.fold = fold;
        this.filter = filter;
        this.json = Json.generator(out);
        this.nowNanos = nowNanos;
    }

    void write(final BufferRows rows)
    {
        json.writeStartObject();
        json.writeStringProperty("schema", "ttalloc.dump/1");
        json.writeStringProperty("takenAt", Timestamp.millis(nowNanos));
        json.writeNumberProperty("sequence", fold.sequence());
        json.writeArrayPropertyStart("processes");
        fold.processes().all().forEach(this::writeProcess);
        json.writeEndArray();
        json.writeArrayPropertyStart("totals");
        ProcessTotals.of(fold, filter).forEach(row -> writeTotals(row.process(), row.totals()));
        json.writeEndArray();
        json.writeArrayPropertyStart("buffers");
        rows.forEach(new BufferJson(json, nowNanos)::write);
        json.writeEndArray();
        json.writeArrayPropertyStart("leaks");
        fold.processes().all().forEach(this::writeLeaks);
        json.writeEndArray();
        json.writeObjectPropertyStart("anomalies");
        Anomalies.of(fold).forEach(json::writeNumberProperty);
        json.writeEndObject();
        json.writeEndObject();
        Json.endLine(json);
    }

    private void writeProcess(final TrackedProcess process)
    {
        json.writeStartObject();
        Json.writeProcess(json, process);
        json.writeStringProperty("name", process.name());
        Json.writeText(
            json, "startTime", 0 == process.startTimeNanos() ? null : Timestamp.millis(process.startTimeNanos()));
        json.writeBooleanProperty("alive", process.isAlive());
        json.writeBooleanProperty("replayed", process.isReplayed());
        json.writeBooleanProperty("incomplete", process.isIncomplete());
        json.writeNumberProperty("droppedEvents", process.lostEvents());
        json.writeEndObject();
    }

    private void writeTotals(final TrackedProcess process, final LedgerTotals totals)
    {
        json.writeStartObject();
        Json.writeProcess(json, process);
        json.writeNumberProperty("device", totals.device());
        json.writeStringProperty("type", BufferType.of(totals.typeCode()).name());
        json.writeNumberProperty("buffers", totals.buffers());
        json.writeNumberProperty("bytes", totals.bytes());
        json.writeNumberProperty("bytesPerBank", totals.bytesPerBank());
        json.writeNumberProperty("peakBytes", totals.peakBytes());
        json.writeNumberProperty("peakBytesPerBank", totals.peakBytesPerBank());
        json.writeNumberProperty("allocations", totals.allocations());
        json.writeNumberProperty("frees", totals.frees());
        json.writeEndObject();
    }

    private void writeLeaks(final TrackedProcess process)
    {
        if (process.leaks().buffers() > 0 && filter.accepts(process))
        {
            json.writeStartObject();
            Json.writeProcess(json, process);
            json.writeStringProperty("name", process.name());
            json.writeStringProperty("endedAt", Timestamp.millis(process.endTimeNanos()));
            json.writeBooleanProperty("clean", process.endedCleanly());
            json.writeNumberProperty("buffers", process.leaks().buffers());
            json.writeNumberProperty("bytes", process.leaks().bytes());
            json.writeEndObject();
        }
    }
}
