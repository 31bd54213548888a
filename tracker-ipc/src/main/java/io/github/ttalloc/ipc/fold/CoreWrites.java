package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.client.EventKind;
import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.device.L1Map;
import io.github.ttalloc.ipc.journal.EventFlyweight;

/**
 * Which events put firmware, a kernel or launch data on one core. Old clients report these as L1 allocations whose id
 * names a core: they never free them and write them again and again, so they replace what was there, and the L1 region
 * of their address gives their type.
 */
final class CoreWrites
{
    private static final L1Map USUAL_MAP = L1Map.of(Architecture.WORMHOLE_B0);

    private CoreWrites()
    {
    }

    /** Whether an event, which is not a free, replaces what its core held at its address. */
    static boolean isWrite(final EventFlyweight event)
    {
        return EventKind.WRITE == event.kind() || namesCoreInL1(event);
    }

    /** The type code under which the ledger knows the buffer of an event. */
    static int typeOf(final TrackedProcess process, final EventFlyweight event)
    {
        if (!namesCoreInL1(event))
        {
            return event.type();
        }
        final TrackedDevice device = process.device(event.device());
        final L1Map map = null == device ? USUAL_MAP : device.l1Map();
        final BufferType type = map.typeOf(BufferId.address(event.bufferId()));
        return null == type ? event.type() : type.code();
    }

    /** The core of an id as a range of one. */
    static int coreOf(final long bufferId)
    {
        return CoreRange.of(BufferId.x(bufferId), BufferId.y(bufferId));
    }

    private static boolean namesCoreInL1(final EventFlyweight event)
    {
        return BufferType.L1.code() == event.type() && event.bufferId() > BufferId.MAX_ADDRESS;
    }
}
