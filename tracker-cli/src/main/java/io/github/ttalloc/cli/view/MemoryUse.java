package io.github.ttalloc.cli.view;

import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerRecord;

import java.util.HashMap;
import java.util.Map;

/**
 * What is live in a fold by device and type. A picture of one moment: the fold may go on. Not thread-safe.
 */
public final class MemoryUse
{
    private final DeviceGroups groups;
    private final Map<DeviceGroup, TypeUse[]> uses = new HashMap<>();
    private long buffers;

    /**
     * What is live now.
     *
     * @param fold   of which it is.
     * @param filter which of it.
     */
    public MemoryUse(final LedgerFold fold, final BufferFilter filter)
    {
        groups = new DeviceGroups(fold);
        fold.ledger().forEach(record ->
        {
            final TrackedProcess process = fold.processes().inSlot(LedgerKey.slot(record.key()));
            if (filter.accepts(process) &&
                filter.accepts(LedgerKey.device(record.key()), LedgerKey.typeCode(record.key())))
            {
                buffers++;
                add(process, record);
            }
        });
    }

    /**
     * The devices, those without live buffers included.
     *
     * @return all of them.
     */
    public DeviceGroups groups()
    {
        return groups;
    }

    /**
     * How many buffers are live.
     *
     * @return the count.
     */
    public long buffers()
    {
        return buffers;
    }

    /**
     * What is live of one type on one device.
     *
     * @param group the device.
     * @param type  what buffers take.
     * @return what is live; with no buffers in it if nothing is.
     */
    public TypeUse of(final DeviceGroup group, final BufferType type)
    {
        final TypeUse[] ofDevice = uses.computeIfAbsent(group, ignored -> new TypeUse[BufferType.COUNT]);
        if (null == ofDevice[type.code()])
        {
            ofDevice[type.code()] = new TypeUse(group, type);
        }
        return ofDevice[type.code()];
    }

    /**
     * What is live of the type and on the device of a buffer.
     *
     * @param key ledger key of a live buffer.
     * @return what is live.
     */
    public TypeUse of(final long key)
    {
        return of(groups.of(key), BufferType.of(LedgerKey.typeCode(key)));
    }

    private void add(final TrackedProcess process, final LedgerRecord record)
    {
        of(record.key()).add(process, record);
    }
}
