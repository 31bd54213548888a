package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;

import static io.github.ttalloc.ledger.SlotDescriptor.SLOT_SHIFT;
import static io.github.ttalloc.ledger.SlotTable.NONE;

/**
 * Puts, drops and removes records, each in one step that readers see whole or not at all. For one thread; see
 * {@link SlotWriter} for how many of them may work on one table. After a call the fields say what was there before.
 * <p>
 * Every loop ends unless other writers complete a change of the same home in every round. A search that met slots in
 * change is harmless: its result goes into a step that fails if the home changed since the search began.
 */
final class RecordWriter
{
    private final SlotTable table;
    private final SlotWriter slots;
    private boolean existed;
    private int oldReferences;
    private long oldBytes;
    private long oldBytesPerBank;

    RecordWriter(final SlotTable table, final SlotOccupancy occupancy, final boolean manyWriters)
    {
        this.table = table;
        this.slots = new SlotWriter(table, occupancy, manyWriters);
    }

    SlotWriter slots()
    {
        return slots;
    }

    /* Whether the last call found the key; if so the other fields hold what it found. */
    boolean existed()
    {
        return existed;
    }

    int oldReferences()
    {
        return oldReferences;
    }

    long oldBytes()
    {
        return oldBytes;
    }

    long oldBytesPerBank()
    {
        return oldBytesPerBank;
    }

    /* Sets every field of a record and adds references to those it had, at least one in all; references or FULL. */
    long put(
        final long key, final int added, final long bytes, final long bytesPerBank, final int cores, final int tag,
        final long timeNanos, final long sequence)
    {
        final int home = table.home(key);
        if (table.hasWholeWindow(home))
        {
            final UnsafeBuffer segment = table.segment(home);
            final int homeOffset = table.offset(home);
            final long word = segment.getLongAcquire(homeOffset);
            if (!HomeWord.isExtended(word) && NONE == SlotTable.locateWhole(segment, homeOffset, word, key))
            {
                final int distance = slots.claimWhole(home, segment, homeOffset);
                if (NONE != distance)
                {
                    final int references = Math.max(1, added);
                    SlotDescriptor.putRecord(segment, homeOffset + (distance << SLOT_SHIFT), key, bytes, bytesPerBank,
                        references, cores, tag, timeNanos, sequence);
                    if (slots.publishHome(segment, homeOffset, word, HomeWord.toggled(word, 1 << distance)))
                    {
                        existed = false;
                        return references;
                    }
                    slots.free(home + distance);
                }
            }
        }
        return putAnywhere(key, home, added, bytes, bytesPerBank, cores, tag, timeNanos, sequence);
    }

    private long putAnywhere(
        final long key, final int home, final int added, final long bytes, final long bytesPerBank, final int cores,
        final int tag, final long timeNanos, final long sequence)
    {
        int slot = NONE;
        while (true)
        {
            final long word = table.homeAcquire(home);
            final int old = table.locate(key, home, word);
            if (NONE == slot)
            {
                slot = slots.claim(home);
                if (NONE == slot)
                {
                    return LedgerStatus.FULL;
                }
            }
            readOld(old);
            final int references = oldReferences + added < oldReferences ?
                Integer.MAX_VALUE : Math.max(1, oldReferences + added);
            SlotDescriptor.putRecord(table.segment(slot), table.offset(slot), key, bytes, bytesPerBank, references,
                cores, tag, timeNanos, sequence);
            final int status = existed ? slots.relink(home, word, old, slot) : slots.link(home, word, slot);
            if (SlotWriter.DONE == status)
            {
                if (existed)
                {
                    slots.free(old);
                }
                return references;
            }
            if (SlotWriter.FULL == status)
            {
                slots.free(slot);
                return LedgerStatus.FULL;
            }
        }
    }

    /* Takes one reference away, and the record with the last; references left, UNKNOWN or FULL. */
    long drop(final long key)
    {
        final int home = table.home(key);
        if (table.hasWholeWindow(home))
        {
            final UnsafeBuffer segment = table.segment(home);
            final int homeOffset = table.offset(home);
            final long word = segment.getLongAcquire(homeOffset);
            if (!HomeWord.isExtended(word))
            {
                final int offset = SlotTable.locateWhole(segment, homeOffset, word, key);
                if (NONE != offset && 1 == SlotDescriptor.references(segment, offset))
                {
                    oldBytes = SlotDescriptor.bytes(segment, offset);
                    oldBytesPerBank = SlotDescriptor.bytesPerBank(segment, offset);
                    final int distance = offset - homeOffset >> SLOT_SHIFT;
                    if (slots.publishHome(segment, homeOffset, word, HomeWord.toggled(word, 1 << distance)))
                    {
                        slots.free(home + distance, segment, offset);
                        return 0;
                    }
                }
            }
        }
        return dropAnywhere(key, home);
    }

    private long dropAnywhere(final long key, final int home)
    {
        int slot = NONE;
        while (true)
        {
            final long word = table.homeAcquire(home);
            final int old = table.locate(key, home, word);
            readOld(old);
            final int status;
            if (!existed)
            {
                status = table.isUnchanged(home, word) ? SlotWriter.DONE : SlotWriter.CHANGED;
            }
            else if (oldReferences > 1)
            {
                slot = NONE == slot ? slots.claim(home) : slot;
                status = NONE == slot ? SlotWriter.FULL : relinkWithOneLess(home, word, old, slot);
            }
            else
            {
                status = slots.unlink(home, word, old);
            }
            if (SlotWriter.CHANGED != status)
            {
                return finishDrop(status, old, slot);
            }
        }
    }

    /* Takes a record away whatever its references; 0 with a copy of it, UNKNOWN or FULL. */
    long remove(final long key, final LedgerRecord into)
    {
        final int home = table.home(key);
        while (true)
        {
            final long word = table.homeAcquire(home);
            final int old = table.locate(key, home, word);
            readOld(old);
            if (!existed)
            {
                if (table.isUnchanged(home, word))
                {
                    return LedgerStatus.UNKNOWN;
                }
            }
            else
            {
                table.read(old, into);
                final int status = slots.unlink(home, word, old);
                if (SlotWriter.CHANGED != status)
                {
                    return finishDrop(status, old, NONE);
                }
            }
        }
    }

    private void readOld(final int old)
    {
        existed = NONE != old;
        if (existed)
        {
            final UnsafeBuffer segment = table.segment(old);
            final int offset = table.offset(old);
            oldReferences = SlotDescriptor.references(table.control(old));
            oldBytes = SlotDescriptor.bytes(segment, offset);
            oldBytesPerBank = SlotDescriptor.bytesPerBank(segment, offset);
        }
        else
        {
            oldReferences = 0;
        }
    }

    private int relinkWithOneLess(final int home, final long word, final int old, final int slot)
    {
        final UnsafeBuffer segment = table.segment(slot);
        final int offset = table.offset(slot);
        segment.putBytes(offset + SlotDescriptor.KEY_OFFSET, table.segment(old),
            table.offset(old) + SlotDescriptor.KEY_OFFSET, SlotDescriptor.SLOT_LENGTH - SlotDescriptor.KEY_OFFSET);
        SlotDescriptor.putReferences(segment, offset, oldReferences - 1);
        return slots.relink(home, word, old, slot);
    }

    /* Frees the old slot if the step was made, and the new one if it was not or none was needed. */
    private long finishDrop(final int status, final int old, final int slot)
    {
        final boolean isRelinked = SlotWriter.DONE == status && existed && oldReferences > 1 && NONE != slot;
        if (NONE != slot && !isRelinked)
        {
            slots.free(slot);
        }
        if (SlotWriter.FULL == status)
        {
            return LedgerStatus.FULL;
        }
        if (!existed)
        {
            return LedgerStatus.UNKNOWN;
        }
        slots.free(old);
        return isRelinked ? oldReferences - 1 : 0;
    }
}
