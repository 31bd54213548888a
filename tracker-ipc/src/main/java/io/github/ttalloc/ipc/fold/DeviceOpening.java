package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.client.DeviceDescription;
import io.github.ttalloc.client.EventDescriptor;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.ipc.journal.EventFlyweight;
import io.github.ttalloc.ledger.LedgerKey;

/**
 * Reads what a device-open event says.
 */
final class DeviceOpening
{
    private DeviceOpening()
    {
    }

    /** The device, or null if the event describes none that there can be. */
    static TrackedDevice decode(final TrackedProcess process, final EventFlyweight event)
    {
        if (event.device() > LedgerKey.MAX_DEVICE || !CoreRange.isValid(event.coreRange()))
        {
            return null;
        }
        final DeviceDescription description = new DeviceDescription(
            event.type(),
            event.bufferId(),
            process.tag(event.tag()),
            event.bytes(),
            event.coreRange(),
            event.bytesPerBank(),
            event.argument(),
            0 != (event.flags() & EventDescriptor.FLAG_LOGICAL_COORDINATES));
        try
        {
            return new TrackedDevice(event.device(), description);
        }
        catch (final IllegalArgumentException ex)
        {
            return null;
        }
    }
}
