package io.github.ttalloc.cli.replay;

import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.DeviceDescription;
import io.github.ttalloc.client.ReportStatus;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;

import java.util.HashMap;
import java.util.Map;

/**
 * Where the events of a replay go. Every event is accepted, or the replay ends: nothing is lost without a word.
 */
final class ReplayOutput
{
    /** Distinct texts that a process may send. */
    static final int MAX_TEXTS = 65_535;

    /** How many of them are kept for the names of operations, when the marks have used the others. */
    static final int MAX_NAMES = 4_096;

    private final AllocationReporter reporter;
    private final ReportFile file;
    private final Map<String, Integer> names = new HashMap<>();
    private long events;
    private long marksWithText;

    ReplayOutput(final AllocationReporter reporter, final ReportFile file)
    {
        this.reporter = reporter;
        this.file = file;
    }

    /** Events accepted. */
    long events()
    {
        return events;
    }

    /** Reports a device. */
    void deviceOpen(final int device, final DeviceDescription description)
    {
        accept(reporter.deviceOpen(device, description));
    }

    /** Marks the start of an operation, with its number for as long as there are texts left. */
    void mark(final long operation, final String name)
    {
        final boolean hasText = marksWithText < MAX_TEXTS - MAX_NAMES;
        marksWithText += hasText ? 1 : 0;
        accept(reporter.mark(hasText ? sent(operation + " " + name) : tag(name)));
    }

    /** The id of the name of an operation, or 0 where there are too many of them. */
    int tag(final String name)
    {
        final Integer known = names.get(name);
        if (null != known || names.size() >= MAX_NAMES)
        {
            return null == known ? 0 : known;
        }
        final int id = sent(name);
        names.put(name, id);
        return id;
    }

    /** Reports a buffer of the whole device. */
    void allocate(
        final int device, final BufferType type, final long address, final long bytes, final long bytesPerBank,
        final int tag)
    {
        accept(reporter.allocate(
            device, type, bufferId(device, type, address), bytes, bytesPerBank, CoreRange.ALL, tag));
    }

    /** Reports one rectangle of a circular buffer. */
    void allocateCircularBuffer(
        final int device, final long address, final int range, final long bytesPerCore, final int tag)
    {
        accept(reporter.allocate(
            device, BufferType.CB, BufferId.of(CoreRange.x0(range), CoreRange.y0(range), address),
            bytesPerCore * CoreRange.size(range), bytesPerCore, range, tag));
    }

    /** Reports that a buffer of the whole device is gone. */
    void free(final int device, final BufferType type, final long address)
    {
        accept(reporter.free(device, type, bufferId(device, type, address)));
    }

    /** Reports that every circular buffer of a device is gone. */
    void freeCircularBuffers(final int device)
    {
        accept(reporter.freeAll(device, BufferType.CB));
    }

    private long bufferId(final int device, final BufferType type, final long address)
    {
        if (address >= 0 && address <= BufferId.MAX_ADDRESS)
        {
            return BufferId.of(address);
        }
        final long handle = reporter.handle(device, type, address);
        if (0 == handle)
        {
            accept(reporter.isEnabled() ? ReportStatus.DROPPED : ReportStatus.DISABLED);
        }
        return handle;
    }

    private int sent(final String text)
    {
        final int id = reporter.tag(text);
        if (0 == id)
        {
            accept(reporter.isEnabled() ? ReportStatus.DROPPED : ReportStatus.DISABLED);
        }
        return id;
    }

    private void accept(final long status)
    {
        if (status < 0)
        {
            throw new ReportException(file.source() + ": replay stopped after " + events + " events: " + why(status));
        }
        events++;
    }

    private static String why(final long status)
    {
        if (ReportStatus.DROPPED == status)
        {
            return "the ring is full and no recorder empties it; start one with ttalloc serve, and replay again";
        }
        return ReportStatus.INVALID == status ?
            "a field of an event is out of its range; the report is not one of a supported system" :
            "tracking is off or was closed; look for its message above";
    }
}
