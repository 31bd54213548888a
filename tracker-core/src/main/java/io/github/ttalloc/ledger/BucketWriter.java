package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;

import java.lang.invoke.VarHandle;

import static io.github.ttalloc.ledger.BucketDescriptor.ALL_BITS;
import static io.github.ttalloc.ledger.BucketDescriptor.LINE_ENTRIES;
import static io.github.ttalloc.ledger.BucketDescriptor.TAGS_OFFSET;
import static io.github.ttalloc.ledger.BucketTable.NONE;
import static io.github.ttalloc.ledger.SlotDescriptor.NODE_ENTRIES;

/**
 * The writing half of the protocol of {@link BucketTable}, for one thread; any number of them may work on one table
 * that was opened for many writers, and exactly one on any other.
 * <p>
 * States of an entry, who enters, who leaves, and what holds if that thread is stopped there for ever:
 * <pre>
 *  FREE      zeroed memory, or the release store of the one who unlinked it     nobody's; a claim takes it
 *  claimed   CAS of the entry from FREE by a writer, which alone may change it  this one entry is out of use, unseen
 *  linked    CAS of the bucket's word, which names it from then on              complete: nothing to help with
 *  unlinked  CAS of the bucket's word, which names it no longer; not yet FREE   this one entry is out of use, unseen
 * </pre>
 * A slot belongs to the writer that took it from its {@link FreeSlots} until the entry that names it is linked, and to
 * the one that unlinked the entry afterwards; where that thread stops, the slot is out of use and unseen.
 * <p>
 * The CAS of the word is where every change happens: it fails if anything of the bucket changed since the word was
 * read, so what the search found still holds, no key is linked twice, and exactly one of several removers wins. A
 * replacement swaps two entries in that one step. The only other contended step is the claim. With one writer both are
 * plain stores in the same order, and an entry that the word does not name needs no mark to be free.
 * <p>
 * A bucket with more keys than entries keeps the list of its slots in nodes, slots like the others; nodes are never
 * changed once linked: each change of such a bucket links a new list.
 */
final class BucketWriter
{
    static final int CHANGED = 0;
    static final int DONE = 1;
    static final int FULL = -1;

    /* A list this short goes back into the entries: two less than would fit, lest it comes and goes all the time. */
    private static final int SHORT = BucketDescriptor.ENTRIES - 2;

    private final BucketTable table;
    private final FreeSlots free;
    private final boolean manyWriters;
    private final SlotList listed = new SlotList();
    private final SlotList oldNodes = new SlotList();
    private final SlotList newNodes = new SlotList();

    BucketWriter(final BucketTable table, final FreeSlots free, final boolean manyWriters)
    {
        this.table = table;
        this.free = free;
        this.manyWriters = manyWriters;
    }

    int freeSlots()
    {
        return free.sizeInAll();
    }

    /* A slot that is ours alone, or NONE if no slot is free. */
    int takeSlot()
    {
        return free.take();
    }

    void giveSlot(final int slot)
    {
        free.give(slot);
    }

    /* Claims an entry of a bucket for a key and its slot; its number, or NONE if none is free. */
    int claimEntry(
        final UnsafeBuffer line, final int lineOffset, final int bucket, final long word, final long residue,
        final long entry)
    {
        for (int bits = ~BucketWord.bitmap(word) & ALL_BITS; 0 != bits; bits &= bits - 1)
        {
            final int number = Integer.numberOfTrailingZeros(bits);
            if (number < LINE_ENTRIES)
            {
                if (tryClaim(line, lineOffset, number, residue, entry))
                {
                    return number;
                }
            }
            else if (tryClaim(table.spill(bucket), lineOffset, number - LINE_ENTRIES, residue, entry))
            {
                return number;
            }
        }
        return NONE;
    }

    private boolean tryClaim(
        final UnsafeBuffer line, final int lineOffset, final int entryOfLine, final long residue, final long entry)
    {
        final int entryOffset = BucketDescriptor.entryOffset(lineOffset, entryOfLine);
        if (!manyWriters)
        {
            line.putLong(entryOffset, entry);
        }
        else if (BucketDescriptor.FREE != line.getLong(entryOffset) ||
            !line.compareAndSetLong(entryOffset, BucketDescriptor.FREE, entry))
        {
            return false;
        }
        line.putByte(lineOffset + TAGS_OFFSET + entryOfLine, (byte)table.tag(residue));
        return true;
    }

    /* Pairs with the claim of the next owner: our last reads of the entry stay above it. */
    void freeEntry(final int bucket, final int number)
    {
        if (manyWriters)
        {
            table.lineOf(bucket, number).putLongRelease(table.entryOffset(bucket, number), BucketDescriptor.FREE);
        }
    }

    /*
     * The release makes what the word names visible to BucketTable.wordAcquire. The fence after it pairs with the one
     * in BucketTable.isUnchanged: the change that lets an entry and a slot go comes before their next content.
     */
    boolean publish(final UnsafeBuffer line, final int lineOffset, final long word, final long update)
    {
        final boolean published = !manyWriters || line.compareAndSetLong(lineOffset, word, update);
        if (!manyWriters)
        {
            line.putLongRelease(lineOffset, update);
        }
        VarHandle.storeStoreFence();
        return published;
    }

    /* Links the record in a slot, which no entry names yet, for a key that the bucket does not hold. */
    int link(final int bucket, final long word, final int slot)
    {
        final int number = BucketWord.isExtended(word) ? NONE : claimEntry(bucket, word, slot);
        if (NONE == number)
        {
            return relist(bucket, word, NONE, slot);
        }
        if (publish(bucket, word, BucketWord.toggled(word, 1 << number)))
        {
            return DONE;
        }
        freeEntry(bucket, number);
        return CHANGED;
    }

    int unlink(final int bucket, final long word, final int slot)
    {
        if (BucketWord.isExtended(word))
        {
            return relist(bucket, word, slot, NONE);
        }
        final int number = numberOf(bucket, word, slot);
        if (NONE == number || !publish(bucket, word, BucketWord.toggled(word, 1 << number)))
        {
            return CHANGED;
        }
        freeEntry(bucket, number);
        return DONE;
    }

    /* Links the record in one slot instead of that in another, which has the same key. */
    int relink(final int bucket, final long word, final int oldSlot, final int newSlot)
    {
        final int newNumber = BucketWord.isExtended(word) ? NONE : claimEntry(bucket, word, newSlot);
        if (NONE == newNumber)
        {
            return relist(bucket, word, oldSlot, newSlot);
        }
        final int oldNumber = numberOf(bucket, word, oldSlot);
        final boolean published = NONE != oldNumber &&
            publish(bucket, word, BucketWord.toggled(word, 1 << newNumber | 1 << oldNumber));
        freeEntry(bucket, published ? oldNumber : newNumber);
        return published ? DONE : CHANGED;
    }

    /* The slots that a word names, records and nodes, as far as it is unchanged afterwards. */
    void collect(final int bucket, final long word, final SlotList slots, final SlotList nodes)
    {
        slots.clear();
        nodes.clear();
        if (!BucketWord.isExtended(word))
        {
            for (int bits = BucketWord.bitmap(word) & ALL_BITS; 0 != bits; bits &= bits - 1)
            {
                final int slot = table.slotAt(bucket, Integer.numberOfTrailingZeros(bits));
                if (table.isSlot(slot))
                {
                    slots.add(slot);
                }
            }
            return;
        }
        int node = BucketWord.firstNode(word);
        while (table.isSlot(node) && nodes.size() < table.slots())
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
            node = table.isUnchanged(bucket, word) ? next : NONE;
        }
    }

    private int claimEntry(final int bucket, final long word, final int slot)
    {
        final long residue = table.residue(BucketTable.mix(table.key(slot)));
        final boolean isShared = SlotDescriptor.references(table.segment(slot), table.offset(slot)) > 1;
        return claimEntry(table.line(bucket), table.lineOffset(bucket), bucket, word, residue,
            table.entry(residue, slot, isShared));
    }

    /* The number of the entry that names a slot; NONE only if the word has changed. */
    private int numberOf(final int bucket, final long word, final int slot)
    {
        for (int bits = BucketWord.bitmap(word) & ALL_BITS; 0 != bits; bits &= bits - 1)
        {
            final int number = Integer.numberOfTrailingZeros(bits);
            if (slot == table.slotAt(bucket, number))
            {
                return number;
            }
        }
        return NONE;
    }

    private boolean publish(final int bucket, final long word, final long update)
    {
        return publish(table.line(bucket), table.lineOffset(bucket), word, update);
    }

    private int relist(final int bucket, final long word, final int removed, final int added)
    {
        collect(bucket, word, listed, oldNodes);
        if (!table.isUnchanged(bucket, word))
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
        final int bitmap = BucketWord.isExtended(word) && listed.size() <= SHORT ? claimEntries(bucket) : NONE;
        newNodes.clear();
        if (NONE == bitmap && !buildNodes())
        {
            giveAll(newNodes);
            return FULL;
        }
        final long update = NONE != bitmap ? BucketWord.ofBitmap(word, bitmap) :
            BucketWord.ofNode(word, newNodes.get(newNodes.size() - 1));
        final boolean published = publish(bucket, word, update);
        final long unnamed = published ? word : update;
        if (BucketWord.isExtended(unnamed))
        {
            giveAll(published ? oldNodes : newNodes);
        }
        else
        {
            freeEntries(bucket, BucketWord.bitmap(unnamed));
        }
        return published ? DONE : CHANGED;
    }

    /* Claims an entry for every slot of the list; their bitmap, or NONE if some writer stopped on too many of them. */
    private int claimEntries(final int bucket)
    {
        int bitmap = 0;
        for (int i = 0; i < listed.size(); i++)
        {
            final int number = claimEntry(bucket, bitmap, listed.get(i));
            if (NONE == number)
            {
                freeEntries(bucket, bitmap);
                return NONE;
            }
            bitmap |= 1 << number;
        }
        return bitmap;
    }

    private void freeEntries(final int bucket, final int bitmap)
    {
        for (int bits = bitmap & ALL_BITS; 0 != bits; bits &= bits - 1)
        {
            freeEntry(bucket, Integer.numberOfTrailingZeros(bits));
        }
    }

    private boolean buildNodes()
    {
        int next = NONE;
        for (int first = 0; first < listed.size(); first += NODE_ENTRIES)
        {
            final int node = takeSlot();
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
        for (int i = 0; i < NODE_ENTRIES; i++)
        {
            SlotDescriptor.putNodeEntry(segment, offset, i, i < count ? listed.get(first + i) : NONE);
        }
        SlotDescriptor.putNodeNext(segment, offset, next);
    }

    private void giveAll(final SlotList slots)
    {
        for (int i = 0; i < slots.size(); i++)
        {
            giveSlot(slots.get(i));
        }
    }
}
