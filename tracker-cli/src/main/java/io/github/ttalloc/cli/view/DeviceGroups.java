package io.github.ttalloc.cli.view;

import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.fold.TrackedDevice;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerTotals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The devices of a fold, with the device numbers of different processes brought together where they are one chip.
 */
public final class DeviceGroups
{
    private static final int DEVICES = LedgerKey.MAX_DEVICE + 1;
    private static final Comparator<DeviceGroup> ORDER =
        Comparator.comparingInt(DeviceGroup::device).thenComparing(DeviceGroup::chipId, Long::compareUnsigned);

    private final List<DeviceGroup> groups = new ArrayList<>();
    private final DeviceGroup[] bySlotAndDevice = new DeviceGroup[(LedgerKey.MAX_SLOT + 1) * DEVICES];

    /**
     * The devices of a fold.
     *
     * @param fold in which totals and processes are looked up now.
     */
    public DeviceGroups(final LedgerFold fold)
    {
        fold.ledger().forEachTotals(totals -> add(totals));
        fold.processes().ended().forEach(this::learn);
        fold.processes().all().stream().filter(TrackedProcess::isAlive).forEach(this::learn);
        groups.sort(ORDER);
    }

    /**
     * All devices.
     *
     * @return ordered by number, then by chip.
     */
    public List<DeviceGroup> all()
    {
        return groups;
    }

    /**
     * The device that holds a live buffer.
     *
     * @param key ledger key of the buffer.
     * @return the device.
     */
    public DeviceGroup of(final long key)
    {
        return bySlotAndDevice[LedgerKey.slot(key) * DEVICES + LedgerKey.device(key)];
    }

    private void add(final LedgerTotals totals)
    {
        final DeviceGroup group = group(totals.device(), totals.chipId());
        if (totals.isGroup())
        {
            group.add(totals);
        }
        else
        {
            bySlotAndDevice[totals.slot() * DEVICES + totals.device()] = group;
        }
    }

    private void learn(final TrackedProcess process)
    {
        for (final TrackedDevice device : process.devices())
        {
            group(device.device(), device.description().chipId()).learn(device);
        }
    }

    private DeviceGroup group(final int device, final long chipId)
    {
        for (final DeviceGroup group : groups)
        {
            if (chipId == group.chipId() && (0 != chipId || device == group.device()))
            {
                return group;
            }
        }
        final DeviceGroup group = new DeviceGroup(device, chipId);
        groups.add(group);
        return group;
    }
}
