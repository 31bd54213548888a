package io.github.ttalloc.cli.cores;

import io.github.ttalloc.cli.view.DeviceGroup;
import io.github.ttalloc.cli.view.Json;
import io.github.ttalloc.cli.view.Timestamp;
import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.percore.ClashWarning;
import io.github.ttalloc.percore.CoreUse;
import io.github.ttalloc.percore.Overlap;
import io.github.ttalloc.percore.PerCoreView;
import tools.jackson.core.JsonGenerator;

import java.io.Writer;
import java.util.Map;
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

    void write(final Map<DeviceGroup, PerCoreView> views)
    {
        json.writeStartObject();
        json.writeStringProperty("schema", "ttalloc.cores/1");
        json.writeStringProperty("takenAt", Timestamp.millis(nowNanos));
        json.writeNumberProperty("sequence", fold.sequence());
        json.writeArrayPropertyStart("devices");
        views.forEach(this::writeDevice);
        json.writeEndArray();
        json.writeEndObject();
        Json.endLine(json);
    }

    private void writeDevice(final DeviceGroup group, final PerCoreView view)
    {
        final Architecture architecture = view.memory().architecture();
        json.writeStartObject();
        Json.writeDevice(json, group);
        writeNumber("harvestMask", null != view.memory().chip(),
            null == view.memory().chip() ? 0 : view.memory().chip().harvestMask());
        writeNumber("l1BytesPerCore", null != architecture, null == architecture ? 0 : architecture.l1Bytes());
        json.writeNumberProperty("bytes", view.reservedBytes());
        writeByType(view::reservedBytes);
        json.writeNumberProperty("requestedBytes", view.requestedBytes());
        json.writeObjectPropertyStart("elsewhere");
        json.writeNumberProperty("bytes", view.elsewhere());
        writeByType(view::elsewhere);
        json.writeEndObject();
        json.writeArrayPropertyStart("cores");
        final GridAxis columns = GridAxis.columns(view);
        final GridAxis rows = GridAxis.rows(view);
        view.cores().forEach(core -> writeCore(core, view, columns, rows));
        json.writeEndArray();
        json.writeArrayPropertyStart("clashWarnings");
        view.clashWarnings(CoresCommand.CLOSE_BYTES).forEach(this::writeWarning);
        json.writeEndArray();
        json.writeArrayPropertyStart("overlaps");
        view.overlaps().forEach(this::writeOverlap);
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeCore(
        final CoreUse core, final PerCoreView view, final GridAxis columns, final GridAxis rows)
    {
        final boolean isKnown = null != view.memory().architecture();
        json.writeStartObject();
        json.writeName("core");
        Json.writeCore(json, core.x(), core.y());
        json.writeName("noc0");
        if (columns.isPhysical())
        {
            Json.writeCore(json, columns.noc0(core.x()), rows.noc0(core.y()));
        }
        else
        {
            json.writeNull();
        }
        json.writeBooleanProperty("compute", view.memory().isCompute(core.x(), core.y()));
        json.writeNumberProperty("bytes", core.reservedBytes());
        writeByType(core::reservedBytes);
        json.writeNumberProperty("requestedBytes", core.requestedBytes());
        writeNumber("freeBytes", core.hasBank(), core.freeBytes());
        writeNumber("largestFreeBytes", core.hasBank(), core.largestFreeBytes());
        if (core.hasBank())
        {
            json.writeNumberProperty("fragmentation", core.fragmentation());
        }
        else
        {
            json.writeNullProperty("fragmentation");
        }
        writeNumber("circularBuffersEnd", isKnown, core.circularBuffersEnd());
        writeNumber("lowestBuffer", core.hasBank(), core.lowestBuffer());
        writeNumber("headroomBytes", core.hasBank(), core.headroomBytes());
        json.writeEndObject();
    }

    private void writeWarning(final ClashWarning warning)
    {
        json.writeStartObject();
        json.writeNumberProperty("coreCount", warning.cores());
        Json.writeRange(json, "cores", warning.bounds());
        json.writeNumberProperty("circularBuffersEnd", warning.circularBuffersEnd());
        json.writeNumberProperty("lowestBuffer", warning.lowestBuffer());
        json.writeNumberProperty("bytesLeft", warning.bytesLeft());
        json.writeEndObject();
    }

    private void writeOverlap(final Overlap overlap)
    {
        json.writeStartObject();
        json.writeNumberProperty("coreCount", overlap.cores());
        json.writeName("firstCore");
        Json.writeCore(json, overlap.x(), overlap.y());
        json.writeNumberProperty("address", overlap.from());
        json.writeNumberProperty("bytes", overlap.bytes());
        json.writeArrayPropertyStart("buffers");
        writeBuffer(overlap.firstKey());
        writeBuffer(overlap.secondKey());
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeBuffer(final long key)
    {
        final BufferType type = BufferType.of(LedgerKey.typeCode(key));
        json.writeStartObject();
        Json.writeProcess(json, fold.processes().inSlot(LedgerKey.slot(key)));
        json.writeStringProperty("type", type.name());
        Json.writeBuffer(json, type, LedgerKey.bufferId(key), CoreRange.ALL);
        json.writeEndObject();
    }

    private void writeNumber(final String name, final boolean isKnown, final long value)
    {
        if (isKnown)
        {
            json.writeNumberProperty(name, value);
        }
        else
        {
            json.writeNullProperty(name);
        }
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
