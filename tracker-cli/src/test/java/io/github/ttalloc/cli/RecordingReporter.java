package io.github.ttalloc.cli;

import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.DeviceDescription;
import io.github.ttalloc.client.ReportStatus;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A reporter that hands each event to a test, and can be told to refuse from some event on. */
public final class RecordingReporter implements AllocationReporter
{
    private static final long FIRST_HANDLE = 0xF000_0001L;

    private final Consumer<ReportedEvent> consumer;
    private final List<String> texts = new ArrayList<>(List.of(""));
    private final Map<String, Integer> tags = new HashMap<>();
    private final Map<Long, Long> handles = new HashMap<>();
    private final Map<Integer, DeviceDescription> devices = new HashMap<>();
    private long accepted = Long.MAX_VALUE;
    private long position;
    private boolean isEnabled = true;

    public RecordingReporter(final Consumer<ReportedEvent> consumer)
    {
        this.consumer = consumer;
    }

    public RecordingReporter accepting(final long events)
    {
        accepted = events;
        return this;
    }

    public RecordingReporter disabled()
    {
        isEnabled = false;
        return this;
    }

    public Map<Integer, DeviceDescription> devices()
    {
        return devices;
    }

    public Map<Long, Long> handles()
    {
        return handles;
    }

    @Override
    public boolean isEnabled()
    {
        return isEnabled;
    }

    @Override
    public long deviceOpen(final int device, final DeviceDescription description)
    {
        devices.put(device, description);
        return report(new ReportedEvent(ReportedEvent.Kind.DEVICE_OPEN, device, null, 0, 0, 0, 0, null));
    }

    @Override
    public long allocate(
        final int device, final BufferType type, final long bufferId, final long bytes, final long bytesPerBank,
        final int coreRange, final int tag)
    {
        return report(new ReportedEvent(
            ReportedEvent.Kind.ALLOCATE, device, type, bufferId, bytes, bytesPerBank, coreRange, texts.get(tag)));
    }

    @Override
    public long free(final int device, final BufferType type, final long bufferId)
    {
        return report(new ReportedEvent(ReportedEvent.Kind.FREE, device, type, bufferId, 0, 0, 0, null));
    }

    @Override
    public long freeAll(final int device, final BufferType type)
    {
        return report(new ReportedEvent(ReportedEvent.Kind.FREE_ALL, device, type, 0, 0, 0, 0, null));
    }

    @Override
    public long write(
        final int device, final BufferType type, final int x, final int y, final long address, final long bytes,
        final int tag)
    {
        return report(new ReportedEvent(
            ReportedEvent.Kind.WRITE, device, type, BufferId.of(x, y, address), bytes, 0, CoreRange.of(x, y),
            texts.get(tag)));
    }

    @Override
    public long mark(final int tag)
    {
        return report(new ReportedEvent(ReportedEvent.Kind.MARK, 0, null, 0, 0, 0, 0, texts.get(tag)));
    }

    @Override
    public int tag(final String text)
    {
        return !isEnabled ? 0 : tags.computeIfAbsent(text, name ->
        {
            texts.add(name);
            return texts.size() - 1;
        });
    }

    @Override
    public long handle(final int device, final BufferType type, final long wideId)
    {
        return handles.computeIfAbsent(wideId, id -> FIRST_HANDLE + handles.size());
    }

    @Override
    public void close()
    {
        isEnabled = false;
    }

    private long report(final ReportedEvent event)
    {
        if (!isEnabled)
        {
            return ReportStatus.DISABLED;
        }
        if (position >= accepted)
        {
            return ReportStatus.DROPPED;
        }
        consumer.accept(event);
        return position++;
    }
}
