package io.github.ttalloc.cli.top;

import io.github.ttalloc.cli.view.DeviceGroup;
import io.github.ttalloc.cli.view.Json;
import io.github.ttalloc.cli.view.MemoryUse;
import io.github.ttalloc.cli.view.Timestamp;
import io.github.ttalloc.cli.view.TypeUse;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import io.github.ttalloc.ipc.recorder.LatencySummary;
import io.github.ttalloc.ipc.recorder.RecorderStatus;
import io.github.ttalloc.ledger.LedgerTotals;
import tools.jackson.core.JsonGenerator;

import java.io.Writer;

/**
 * One frame of {@code top} as one object of the schema {@code ttalloc.top/1}.
 */
final class TopJson
{
    private static final double PERCENT = 100;

    private final LedgerFold fold;
    private final MemoryUse use;
    private final JsonGenerator json;

    TopJson(final LedgerFold fold, final MemoryUse use, final Writer out)
    {
        this.fold = fold;
        this.use = use;
        this.json = Json.generator(out);
    }

    void write(final RecorderState recorder, final long nowNanos)
    {
        json.writeStartObject();
        json.writeStringProperty("schema", "ttalloc.top/1");
        json.writeStringProperty("takenAt", Timestamp.millis(nowNanos));
        json.writeNumberProperty("sequence", fold.sequence());
        json.writeName("recorder");
        writeRecorder(recorder);
        json.writeArrayPropertyStart("processes");
        fold.processes().all().stream().filter(TrackedProcess::isAlive).forEach(this::writeProcess);
        json.writeEndArray();
        json.writeArrayPropertyStart("devices");
        use.groups().all().forEach(this::writeDevice);
        json.writeEndArray();
        json.writeEndObject();
        Json.endLine(json);
    }

    private void writeRecorder(final RecorderState recorder)
    {
        if (null == recorder)
        {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeNumberProperty("pid", recorder.pid());
        json.writeBooleanProperty("alive", recorder.isAlive());
        json.writeBooleanProperty("outOfSpace", recorder.isOutOfSpace());
        json.writeNumberProperty("rings", recorder.rings());
        json.writeNumberProperty("journalSequence", recorder.journalSequence());
        json.writeNumberProperty("ledgerSequence", recorder.ledgerSequence());
        json.writeNumberProperty("snapshotSequence", recorder.snapshotSequence());
        json.writeNumberProperty("lagEvents", recorder.lagEvents());
        json.writeNumberProperty("lostEvents", recorder.lostEvents());
        json.writeNumberProperty("ringErrors", recorder.ringErrors());
        json.writeNumberProperty("eventsPerSecond", recorder.eventsPerSecond());
        writeHealth(recorder.health(), recorder.cpuShare());
        json.writeEndObject();
    }

    private void writeHealth(final RecorderStatus health, final double cpuShare)
    {
        json.writeNumberProperty("cpuPercent", Math.round(cpuShare * PERCENT * PERCENT) / PERCENT);
        json.writeNumberProperty("backlogBytes", health.backlogBytes());
        json.writeNumberProperty("rescues", health.rescues());
        json.writeNumberProperty("spaceStops", health.spaceStops());
        json.writeNumberProperty("journalErrors", health.journalErrors());
        json.writeNumberProperty("ledgerErrors", health.ledgerErrors());
        json.writeNumberProperty("ledgerGeneration", health.ledgerGeneration());
        final LatencySummary latency = health.latency();
        json.writeObjectPropertyStart("latency");
        json.writeNumberProperty("events", latency.count());
        json.writeNumberProperty("p50Nanos", latency.p50Nanos());
        json.writeNumberProperty("p99Nanos", latency.p99Nanos());
        json.writeNumberProperty("p999Nanos", latency.p999Nanos());
        json.writeNumberProperty("maxNanos", latency.maxNanos());
        json.writeEndObject();
    }

    private void writeProcess(final TrackedProcess process)
    {
        long buffers = 0;
        long bytes = 0;
        for (final DeviceGroup group : use.groups().all())
        {
            for (final BufferType type : BufferType.values())
            {
                final TypeUse.Sum sum = use.of(group, type).byProcess().get(process);
                buffers += null == sum ? 0 : sum.buffers();
                bytes += null == sum ? 0 : sum.bytes();
            }
        }
        json.writeStartObject();
        Json.writeProcess(json, process);
        json.writeStringProperty("name", process.name());
        json.writeBooleanProperty("replayed", process.isReplayed());
        json.writeBooleanProperty("incomplete", process.isIncomplete());
        json.writeNumberProperty("droppedEvents", process.lostEvents());
        json.writeNumberProperty("events", process.events());
        json.writeNumberProperty("buffers", buffers);
        json.writeNumberProperty("bytes", bytes);
        json.writeEndObject();
    }

    private void writeDevice(final DeviceGroup group)
    {
        json.writeStartObject();
        Json.writeDevice(json, group);
        json.writeArrayPropertyStart("totals");
        for (final BufferType type : BufferType.values())
        {
            final TypeUse ofType = use.of(group, type);
            final LedgerTotals totals = group.totals(type);
            if (null != totals)
            {
                json.writeStartObject();
                json.writeStringProperty("type", type.name());
                json.writeNumberProperty("buffers", ofType.all().buffers());
                json.writeNumberProperty("bytes", ofType.all().bytes());
                json.writeNumberProperty("bytesPerBank", totals.bytesPerBank());
                json.writeNumberProperty("reservedBytes", ofType.reservedBytes());
                json.writeNumberProperty("peakBytes", totals.peakBytes());
                json.writeNumberProperty("peakBytesPerBank", totals.peakBytesPerBank());
                json.writeNumberProperty("allocations", totals.allocations());
                json.writeNumberProperty("frees", totals.frees());
                if (0 == group.memory().capacity(type))
                {
                    json.writeNullProperty("capacityBytes");
                }
                else
                {
                    json.writeNumberProperty("capacityBytes", group.memory().capacity(type));
                }
                json.writeEndObject();
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
