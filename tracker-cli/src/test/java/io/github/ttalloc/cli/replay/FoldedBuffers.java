package io.github.ttalloc.cli.replay;

import io.github.ttalloc.cli.ReportedEvent;
import io.github.ttalloc.device.BufferType;

import java.util.HashMap;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

/** What is live after the events of a replay, folded into plain maps; refuses what no device would do. */
final class FoldedBuffers
{
    private final Map<Place, ReportedEvent> live = new HashMap<>();
    private final Map<Place, ReportedEvent> circular = new HashMap<>();

    /** Where a buffer is. */
    record Place(int device, BufferType type, long id)
    {
    }

    void apply(final ReportedEvent event)
    {
        final boolean isCircular = BufferType.CB == event.type();
        final Map<Place, ReportedEvent> buffers = isCircular ? circular : live;
        switch (event.kind())
        {
            case ALLOCATE -> assertNull(buffers.put(key(event), event), event::toString);
            case FREE -> assertNotNull(buffers.remove(key(event)), event::toString);
            case FREE_ALL -> buffers.keySet().removeIf(
                key -> key.device() == event.device() && key.type() == event.type());
            default -> assertNull(event.type());
        }
    }

    /** Buffers of all types but circular ones. */
    Map<Place, ReportedEvent> live()
    {
        return live;
    }

    /** Circular buffers. */
    Map<Place, ReportedEvent> circular()
    {
        return circular;
    }

    /** Bytes per bank of the buffers of all types but circular ones. */
    Map<Place, Long> bytesPerBank()
    {
        final Map<Place, Long> bytes = new HashMap<>();
        live.forEach((key, event) -> bytes.put(key, event.bytesPerBank()));
        return bytes;
    }

    private static Place key(final ReportedEvent event)
    {
        return new Place(event.device(), event.type(), event.bufferId());
    }
}
