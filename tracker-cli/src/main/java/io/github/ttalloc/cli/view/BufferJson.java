package io.github.ttalloc.cli.view;

import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerRecord;
import tools.jackson.core.JsonGenerator;

/**
 * Live buffers as objects of JSON.
 */
public final class BufferJson
{
    private final JsonGenerator json;
    private final long nowNanos;

    /**
     * Writes buffers.
     *
     * @param json     where a value may stand.
     * @param nowNanos from when ages count back, in nanoseconds since the epoch.
     */
    public BufferJson(final JsonGenerator json, final long nowNanos)
    {
        this.json = json;
        this.nowNanos = nowNanos;
    }

    /**
     * Writes one buffer.
     *
     * @param process whose it is.
     * @param record  the buffer.
     */
    public void write(final TrackedProcess process, final LedgerRecord record)
    {
        final BufferType type = BufferType.of(LedgerKey.typeCode(record.key()));
        json.writeStartObject();
        Json.writeProcess(json, process);
        json.writeNumberProperty("device", LedgerKey.device(record.key()));
        json.writeStringProperty("type", type.name());
        Json.writeBuffer(json, type, LedgerKey.bufferId(record.key()), record.cores());
        json.writeNumberProperty("bytes", record.bytes());
        json.writeNumberProperty("bytesPerBank", record.bytesPerBank());
        json.writeNumberProperty("references", record.references());
        json.writeNumberProperty("ageNanos", Math.max(0, nowNanos - record.timeNanos()));
        Json.writeText(json, "tag", process.tag(record.tag()));
        json.writeEndObject();
    }
}
