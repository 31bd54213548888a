package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;

import java.lang.invoke.VarHandle;

import static io.github.ttalloc.ledger.SlotDescriptor.CLAIMED;
import static io.github.ttalloc.ledger.SlotDescriptor.CONTROL_OFFSET;
import static io.github.ttalloc.ledger.SlotDescriptor.FREE;
import static io.github.ttalloc.ledger.SlotDescriptor.NODE;
import static io.github.ttalloc.ledger.SlotDescriptor.NODE_ENTRIES;
import static io.github.ttalloc.ledger.SlotDescriptor.NODE_ENTRIES_OFFSET;
import static io.github.ttalloc.ledger.SlotDescriptor.NODE_NEXT_OFFSET;
import static io.github.ttalloc.ledger.SlotDescriptor.SLOT_SHIFT;
import static io.github.ttalloc.ledger.SlotTable.NONE;
import static org.agrona.BitUtil.SIZE_OF_INT;

/**
 * The writing half of the protocol of {@link SlotTable}, for one thread; any number of them may work on one table that
 * was opened for many writers, and exactly one on any other.
 * <p>
 * States of a slot, who enters, who leaves, and what holds if that thread is stopped there for ever:
 * <pre>
 *  FREE      zeroed memory, or the release store of the one who unlinked it      nobody's; a claim takes it
 *  CLAIMED   CAS of control from FREE by a writer, which alone may write it      this one slot is out of use, unseen
 *  linked    CAS of the home word, which names the slot from then on             complete: nothing to help with
 *  unlinked  CAS of the home word, which names it no longer; still not FREE      this one slot is out of use, unseen
 * </pre>
 * The CAS of the home word is where every change happens: it fails if anything of the home changed since the word was
 * read, so what the search found still holds, no key is linked twice, and exactly one of several removers wins. A
 * replacement swaps two slots in that one step. The only other contended step is the claim. With one writer both are
 * plain stores in the same order.
 * <p>
 * A home whose window has no free slot keeps its list in nodes, slots taken from anywhere; nodes are never changed once
 * linked: each change of such a home links a new list.
 */
final class SlotWriter
{
    static final int CHANGED = 0;
    static final int DONE = 1;
    static final int FULL = -1;

    private final SlotTable table;
    private final SlotOccupancy occupancy;
    private final boolean manyWriters;
    private final SlotList listed = new SlotList();
    private final SlotList oldNodes = new SlotList();
    private final SlotList newNodes = new SlotList();

    SlotWriter(final SlotTable table, final SlotOccupancy occupancy, final boolean manyWriters)
    {
        this.occupancy = occupancy;
        this.table = table;
        this.manyWriters = manyWriters;
    }

    /* A slot that is ours alone, the nearest at or after the home, or NONE if no slot at all is free. */
    int claim(final int home)
    {
        final int slot = claimBetween(home, table.slots());
        return NONE != slot ? slot : claimBetween(0, home);
    }

    /* Pairs with the claim of the next owner: our last reads and writes of the slot stay above it. */
    void free(final int slot, final UnsafeBuffer segment, final int offset)
    {
        occupancy.release(slot);
        segment.putLongRelease(offset + CONTROL_OFFSET, FREE);
    }

    void free(final int slot)
    {
        free(slot, table.segment(slot), table.offset(slot));
    }

    int link(final int home, final long word, final int slot)
    {
        final int distance = slot - home;
        if (HomeWord.isExtended(word) || distance < 0 || distance >= HomeWord.WINDOW)
        {
            return relist(home, word, NONE, slot);
        }
        return publishHome(home, word, HomeWord.toggled(word, 1 << distance)) ? DONE : CHANGED;
    }

    int unlink(final int home, final long word, final int slot)
    {
        if (HomeWord.isExtended(word))
        {
            return relist(home, word, slot, NONE);
        }
        return publishHome(home, word, HomeWord.toggled(word, 1 << slot - home)) ? DONE : CHANGED;
    }

    int relink(final int home, final long word, final int oldSlot, final int newSlot)
    {
        final int distance = newSlot - home;
        if (HomeWord.isExtended(word) || distance < 0 || distance >= HomeWord.WINDOW)
        {
            return relist(home, word, oldSlot, newSlot);
        }
        final int bits = 1 << distance | 1 << oldSlot - home;
        return publishHome(home, word, HomeWord.toggled(word, bits)) ? DONE : CHANGED;
    }

    /* The slots that a word names, as far as it is unchanged afterwards. */
    void collect(final int home, final long word, final SlotList slots, final SlotList nodes)
    {
        slots.clear();
        nodes.clear();
        if (!HomeWord.isExtended(word))
        {
            int bits = HomeWord.bitmap(word);
            while (0 != bits)
            {
                slots.add(home + Integer.numberOfTrailingZeros(bits));
                bits &= bits - 1;
            }
            return;
        }
        int node = HomeWord.firstNode(word);
        while (table.isSlot(node))
        {
            nodes.add(node);
            for (int i = 0; i < NODE_ENTRIES; i++)
            {
                final int slot = table.nodeEntry(node, i);
                if (table.isSlot(slot))
                {
                    slots.add(slot);
                }
            }
            final int next = table.nodeNext(node);
            node = table.isUnchanged(home, word) ? next : NONE;
        }
    }

    /* As claim, for a home with a whole window; slots from the home, or NONE if the window has no free slot. */
    int claimWhole(final int home, final UnsafeBuffer segment, final int homeOffset)
    {
        int slot = occupancy.nextFree(home);
        while (slot - home < HomeWord.WINDOW)
        {
            if (tryClaim(slot, segment, homeOffset + (slot - home << SLOT_SHIFT) + CONTROL_OFFSET))
            {
                VarHandle.storeStoreFence();
                return slot - home;
            }
            slot = occupancy.nextFree(slot + 1);
        }
        return NONE;
    }

    private int claimBetween(final int from, final int to)
    {
        int slot = occupancy.nextFree(from);
        while (slot < to)
        {
            if (tryClaim(slot, table.segment(slot), table.offset(slot) + CONTROL_OFFSET))
            {
                // Pairs with the fence in SlotTable.isUnchanged: the change that freed the slot before its new content.
                VarHandle.storeStoreFence();
                return slot;
            }
            slot = occupancy.nextFree(slot + 1);
        }
        return NONE;
    }

    private boolean tryClaim(final int slot, final UnsafeBuffer segment, final int control)
    {
        if (FREE != segment.getLong(control) || manyWriters && !segment.compareAndSetLong(control, FREE, CLAIMED))
        {
            return false;
        }
        occupancy.take(slot);
        return true;
    }

    /* The release makes the records that the word names visible to SlotTable.homeAcquire. */
    boolean publishHome(final UnsafeBuffer segment, final int homeOffset, final long word, final long update)
    {
        if (manyWriters)
        {
            return segment.compareAndSetLong(homeOffset, word, update);
        }
        segment.putLongRelease(homeOffset, update);
        return true;
    }

    private boolean publishHome(final int home, final long word, final long update)
    {
        return publishHome(table.segment(home), table.offset(home), word, update);
    }

    private int relist(final int home, final long word, final int removed, final int added)
    {
        collect(home, word, listed, oldNodes);
        if (!table.isUnchanged(home, word))
        {
            return CHANGED;
        }
        if (NONE != removed)
        {
            listed.remove(removed);
        }
        if (NONE != added)
        {
            listed.add(added);
        }
        newNodes.clear();
        final boolean fits = fitsWindow(home);
        if (!fits && !buildNodes(home))
        {
            freeAll(newNodes);
            return FULL;
        }
        final long update = fits ?
            HomeWord.ofBitmap(word, windowBitmap(home)) : HomeWord.ofNode(word, newNodes.get(newNodes.size() - 1));
        final boolean published = publishHome(home, word, update);
        freeAll(published ? oldNodes : newNodes);
        return published ? DONE : CHANGED;
    }

    private boolean fitsWindow(final int home)
    {
        for (int i = 0; i < listed.size(); i++)
        {
            final int distance = listed.get(i) - home;
            if (distance < 0 || distance >= HomeWord.WINDOW)
            {
                return false;
            }
        }
        return true;
    }

    private int windowBitmap(final int home)
    {
        int bitmap = 0;
        for (int i = 0; i < listed.size(); i++)
        {
            bitmap |= 1 << listed.get(i) - home;
        }
        return bitmap;
    }

    private boolean buildNodes(final int home)
    {
        int next = NONE;
        for (int first = 0; first < listed.size(); first += NODE_ENTRIES)
        {
            final int node = claim(home);
            if (NONE == node)
            {
                return false;
            }
            newNodes.add(node);
            writeNode(node, first, next);
            next = node;
        }
        return true;
    }

    private void writeNode(final int node, final int first, final int next)
    {
        final UnsafeBuffer segment = table.segment(node);
        final int offset = table.offset(node);
        final int count = Math.min(NODE_ENTRIES, listed.size() - first);
        segment.putLong(offset + CONTROL_OFFSET, NODE | count);
        for (int i = 0; i < NODE_ENTRIES; i++)
        {
            segment.putInt(offset + NODE_ENTRIES_OFFSET + i * SIZE_OF_INT, i < count ? listed.get(first + i) + 1 : 0);
        }
        segment.putInt(offset + NODE_NEXT_OFFSET, next + 1);
    }

    private void freeAll(final SlotList slots)
    {
        for (int i = 0; i < slots.size(); i++)
        {
            free(slots.get(i));
        }
    }
}
