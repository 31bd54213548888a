package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.client.RingDescriptor;
import io.github.ttalloc.ledger.LedgerTotals;
import org.agrona.collections.Long2LongHashMap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * One process that reports, or reported: who it is, what it said of itself, and how it ended. Belongs to one
 * {@link LedgerFold} and is as thread-safe as that: not.
 */
public final class TrackedProcess
{
    /** The slot of a process that has none. */
    public static final int NO_SLOT = -1;

    private static final long UNKNOWN_HANDLE = 0;

    private final long producerId;
    private final TextParts texts = new TextParts();
    private final Long2LongHashMap handles = new Long2LongHashMap(UNKNOWN_HANDLE);
    private final TreeMap<Integer, TrackedDevice> devices = new TreeMap<>();
    private final List<LedgerTotals> finalTotals = new ArrayList<>();
    private int slot = NO_SLOT;
    private long pid;
    private long startTimeNanos;
    private int uid;
    private String name = "?";
    private boolean isReplayed;
    private boolean startIsKnown;
    private boolean mayLackEvents;
    private boolean unreadBehind;
    private long position;
    private long events;
    private long lostEvents;
    private long droppedEvents;
    private long unfinishedRecords;
    private long unplacedEvents;
    private long endTimeNanos;
    private boolean hasEnded;
    private boolean endedCleanly;
    private LeakReport leaks = LeakReport.NOTHING;

    TrackedProcess(final long producerId)
    {
        this.producerId = producerId;
    }

    /**
     * Identity of the process.
     *
     * @return the random id of its ring.
     */
    public long producerId()
    {
        return producerId;
    }

    /**
     * Identity of the process as text.
     *
     * @return sixteen lower-case hexadecimal digits.
     */
    public String id()
    {
        return idOf(producerId);
    }

    /**
     * The text of a producer id.
     *
     * @param producerId random id of a ring.
     * @return sixteen lower-case hexadecimal digits.
     */
    public static String idOf(final long producerId)
    {
        final String digits = Long.toHexString(producerId);
        return "0".repeat(Long.BYTES * 2 - digits.length()) + digits;
    }

    /**
     * Its place in ledger keys.
     *
     * @return 1 to 1023, or {@link #NO_SLOT}.
     */
    public int slot()
    {
        return slot;
    }

    /**
     * Its process id.
     *
     * @return the id in its own pid namespace.
     */
    public long pid()
    {
        return pid;
    }

    /**
     * Its user.
     *
     * @return the user id.
     */
    public int uid()
    {
        return uid;
    }

    /**
     * Its name.
     *
     * @return the command name, or what the reporter was told.
     */
    public String name()
    {
        return name;
    }

    /**
     * When it started.
     *
     * @return nanoseconds since the epoch.
     */
    public long startTimeNanos()
    {
        return startTimeNanos;
    }

    /**
     * Whether it has not ended.
     *
     * @return true while it may still report.
     */
    public boolean isAlive()
    {
        return !hasEnded;
    }

    /**
     * Whether it is a replay.
     *
     * @return true for events of a file.
     */
    public boolean isReplayed()
    {
        return isReplayed;
    }

    /**
     * Whether some of its events are missing: lost for want of space, unfinished at its death, without a slot, or
     * before the oldest that the journal holds; or whether they may be, as the journal has lost some while it lived.
     *
     * @return true if its numbers may be wrong.
     */
    public boolean isIncomplete()
    {
        return lostEvents > 0 || unfinishedRecords > 0 || unplacedEvents > 0 || mayLackEvents ||
            unreadBehind || !startIsKnown;
    }

    /**
     * Whether the journal has lost events while it lived: what its batches passed over since may be of them.
     *
     * @return true if it has.
     */
    public boolean hasMetALoss()
    {
        return mayLackEvents;
    }

    /**
     * How many events it has lost.
     *
     * @return the count so far.
     */
    public long lostEvents()
    {
        return lostEvents;
    }

    /**
     * The count of events without space in the header of its ring, as far as the journal says.
     *
     * @return the count so far, a part of {@link #lostEvents()}.
     */
    public long droppedEvents()
    {
        return droppedEvents;
    }

    /**
     * How many records it had claimed and not committed when it died.
     *
     * @return the count; 0 for a live process.
     */
    public long unfinishedRecords()
    {
        return unfinishedRecords;
    }

    /**
     * How many of its events could not be applied for want of a slot.
     *
     * @return the count so far.
     */
    public long unplacedEvents()
    {
        return unplacedEvents;
    }

    /**
     * How far its ring was folded.
     *
     * @return position after its last event.
     */
    public long position()
    {
        return position;
    }

    /**
     * How many events of its ring were folded.
     *
     * @return the count, with those that were in the ring before the oldest that the journal holds.
     */
    public long events()
    {
        return events;
    }

    /**
     * When it ended.
     *
     * @return nanoseconds since the epoch; 0 for a live process.
     */
    public long endTimeNanos()
    {
        return endTimeNanos;
    }

    /**
     * Whether its reporter was closed before it ended.
     *
     * @return false for a live process too.
     */
    public boolean endedCleanly()
    {
        return endedCleanly;
    }

    /**
     * What it still held when it ended.
     *
     * @return the report; empty for a live process.
     */
    public LeakReport leaks()
    {
        return leaks;
    }

    /**
     * Its totals at its end: nothing live, but all peaks and counts.
     *
     * @return one row for each device and type that it used; empty for a live process, whose totals the ledger has.
     */
    public List<LedgerTotals> finalTotals()
    {
        return finalTotals;
    }

    /**
     * The devices that it opened.
     *
     * @return in the order of their numbers.
     */
    public Collection<TrackedDevice> devices()
    {
        return devices.values();
    }

    /**
     * One of the devices that it opened.
     *
     * @param device number of the device.
     * @return what it said of it, or null.
     */
    public TrackedDevice device(final int device)
    {
        return devices.get(device);
    }

    /**
     * A tag.
     *
     * @param tagId from one of its events.
     * @return the text, or null for none.
     */
    public String tag(final int tagId)
    {
        return 0 == tagId ? null : texts.textOf(tagId);
    }

    /**
     * The original of a wide id.
     *
     * @param handle the address field of a buffer id.
     * @return the original id, or 0 if that is no handle.
     */
    public long wideIdOf(final long handle)
    {
        return handles.get(handle);
    }

    void started(final long newPid, final long newStartTimeNanos, final int newUid, final boolean replayed)
    {
        pid = newPid;
        startTimeNanos = newStartTimeNanos;
        uid = newUid;
        isReplayed = replayed;
        startIsKnown = true;
    }

    void name(final String newName)
    {
        name = newName;
    }

    void slot(final int newSlot)
    {
        slot = newSlot;
    }

    void folded(final long endPosition, final long count)
    {
        position = endPosition;
        events += count;
    }

    void lost(final long count, final long dropped)
    {
        lostEvents += count;
        droppedEvents = dropped;
    }

    /** Takes note of a loss of which nobody can tell whose events they were. */
    void mayLackEvents()
    {
        mayLackEvents = true;
    }

    /** As {@link #mayLackEvents()}, until the number of the next batch tells; no part of a snapshot. */
    void unreadBehind(final boolean isThere)
    {
        unreadBehind = isThere;
    }

    /** What its next batch passes over is lost if the journal has lost events, else unfinished. */
    void goOnAt(final long nextPosition)
    {
        final long passed = (nextPosition - position) / RingDescriptor.RECORD_LENGTH;
        if (mayLackEvents && startIsKnown && passed > 0)
        {
            folded(nextPosition, passed);
            lost(passed, droppedEvents);
        }
    }

    void unplaced(final long count)
    {
        unplacedEvents += count;
    }

    void opened(final TrackedDevice device)
    {
        devices.put(device.device(), device);
    }

    void handle(final long handle, final long wideId)
    {
        if (UNKNOWN_HANDLE == wideId)
        {
            handles.remove(handle);
        }
        else
        {
            handles.put(handle, wideId);
        }
    }

    void ended(final long timeNanos, final boolean cleanly, final long unfinished, final LeakReport report)
    {
        hasEnded = true;
        endTimeNanos = timeNanos;
        endedCleanly = cleanly;
        unfinishedRecords = unfinished;
        leaks = report;
        texts.clear();
        handles.clear();
    }

    boolean startIsKnown()
    {
        return startIsKnown;
    }

    TextParts texts()
    {
        return texts;
    }

    Long2LongHashMap handles()
    {
        return handles;
    }
}
