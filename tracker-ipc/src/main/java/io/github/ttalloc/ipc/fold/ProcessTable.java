package io.github.ttalloc.ipc.fold;

import org.agrona.collections.Long2ObjectHashMap;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import static io.github.ttalloc.ledger.LedgerKey.MAX_SLOT;

/**
 * The processes of a fold: the live ones with their slots, and the last that ended. Slots are given in journal order,
 * the lowest free one first, and slot 0 is never given. Not thread-safe.
 */
public final class ProcessTable
{
    /** How many ended processes are remembered. */
    public static final int HISTORY_LENGTH = 1_000;

    private final Long2ObjectHashMap<TrackedProcess> byProducer = new Long2ObjectHashMap<>();
    private final TrackedProcess[] bySlot = new TrackedProcess[MAX_SLOT + 1];
    private final ArrayDeque<TrackedProcess> ended = new ArrayDeque<>();

    ProcessTable()
    {
    }

    /**
     * A process by its identity.
     *
     * @param producerId random id of its ring.
     * @return the process, or null if it is not known, or forgotten.
     */
    public TrackedProcess find(final long producerId)
    {
        return byProducer.get(producerId);
    }

    /**
     * The live process in a slot.
     *
     * @param slot of a ledger key.
     * @return the process, or null.
     */
    public TrackedProcess inSlot(final int slot)
    {
        return bySlot[slot];
    }

    /**
     * All processes, live and ended.
     *
     * @return ordered by identity as it is printed.
     */
    public List<TrackedProcess> all()
    {
        final List<TrackedProcess> processes = new ArrayList<>(byProducer.values());
        processes.sort(Comparator.comparing(TrackedProcess::id));
        return processes;
    }

    /**
     * The processes that ended, as far as they are remembered.
     *
     * @return oldest first.
     */
    public List<TrackedProcess> ended()
    {
        return List.copyOf(ended);
    }

    TrackedProcess add(final long producerId)
    {
        final TrackedProcess process = new TrackedProcess(producerId);
        byProducer.put(producerId, process);
        for (int slot = 1; slot <= MAX_SLOT; slot++)
        {
            if (null == bySlot[slot])
            {
                take(process, slot);
                break;
            }
        }
        return process;
    }

    /** Takes note of a loss of events that may be those of any process that has not ended. */
    void mayLackEvents()
    {
        byProducer.values().stream().filter(TrackedProcess::isAlive).forEach(TrackedProcess::mayLackEvents);
    }

    /** Takes note of whether there is damage behind the last batch. */
    void unreadBehind(final boolean isThere)
    {
        byProducer.values().stream().filter(TrackedProcess::isAlive).forEach(process -> process.unreadBehind(isThere));
    }

    void restore(final TrackedProcess process, final int slot)
    {
        byProducer.put(process.producerId(), process);
        if (TrackedProcess.NO_SLOT != slot)
        {
            take(process, slot);
        }
    }

    private void take(final TrackedProcess process, final int slot)
    {
        bySlot[slot] = process;
        process.slot(slot);
    }

    void end(final TrackedProcess process)
    {
        if (TrackedProcess.NO_SLOT != process.slot())
        {
            bySlot[process.slot()] = null;
            process.slot(TrackedProcess.NO_SLOT);
        }
        remember(process);
    }

    void remember(final TrackedProcess process)
    {
        byProducer.put(process.producerId(), process);
        ended.addLast(process);
        if (ended.size() > HISTORY_LENGTH)
        {
            byProducer.remove(ended.removeFirst().producerId());
        }
    }
}
