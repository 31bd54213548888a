package io.github.ttalloc.cli.cores;

import io.github.ttalloc.cli.view.DeviceGroup;
import io.github.ttalloc.cli.view.DeviceGroups;
import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.fold.TrackedDevice;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerRecord;
import io.github.ttalloc.ledger.LedgerRecordConsumer;
import io.github.ttalloc.percore.PerCoreView;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The per-core views of all devices of a fold. A process names cores in LOGICAL or in TRANSLATED coordinates, as it
 * said when it opened the device; one that said nothing is taken to mean TRANSLATED ones of a Wormhole.
 */
final class CoreMaps
{
    private final LedgerFold fold;
    private final DeviceGroups groups;
    private final Map<DeviceGroup, PerCoreView> views = new LinkedHashMap<>();
    private final Map<Long, LedgerRecordConsumer> bySlotAndDevice = new HashMap<>();

    private CoreMaps(final LedgerFold fold)
    {
        this.fold = fold;
        groups = new DeviceGroups(fold);
        groups.all().forEach(group -> views.put(group, new PerCoreView(group.memory())));
        fold.ledger().forEach(this::add);
    }

    /** A view for each device, in the order of the devices; the fold may go on afterwards. */
    static Map<DeviceGroup, PerCoreView> of(final LedgerFold fold)
    {
        return new CoreMaps(fold).views;
    }

    private void add(final LedgerRecord record)
    {
        final int slot = LedgerKey.slot(record.key());
        final int device = LedgerKey.device(record.key());
        bySlotAndDevice.computeIfAbsent(((long)slot << Integer.SIZE) + device, ignored ->
        {
            final TrackedDevice opened = fold.processes().inSlot(slot).device(device);
            return views.get(groups.of(record.key())).records(
                null == opened ? Architecture.WORMHOLE_B0 : opened.architecture(),
                null != opened && opened.description().logicalCoordinates());
        }).onRecord(record);
    }
}
