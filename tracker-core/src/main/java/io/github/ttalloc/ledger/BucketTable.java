package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;

import java.lang.invoke.VarHandle;

import static io.github.ttalloc.ledger.BucketDescriptor.ALL_BITS;
import static io.github.ttalloc.ledger.BucketDescriptor.FIRST_LINE_BITS;
import static io.github.ttalloc.ledger.BucketDescriptor.LINE_ENTRIES;
import static io.github.ttalloc.ledger.BucketDescriptor.LINE_SHIFT;
import static io.github.ttalloc.ledger.SlotDescriptor.SLOT_SHIFT;

/**
 * One generation's records and the index that finds them, and the reading half of their protocol. Threadsafe; holds no
 * state but the memory.
 * <p>
 * A record is live while the word of its bucket names its entry, and while it does nothing in the entry or in its slot
 * changes. So a reader reads the word, then the entries and a record, then the word again: the same word means that
 * everything between was whole and live all the while; another word means that some writer completed a change of this
 * bucket meanwhile, and the reader starts again. It never waits for a writer that has stopped, wherever that is.
 * <p>
 * A key is mixed by a function that can be undone, and the mixed key is multiplied by the number of buckets: the upper
 * half of the product is the bucket, and the upper bits of the lower half tell apart all keys of one bucket. The lowest
 * eight of these bits are the tag and the rest lie in the entry, above the
 * slot number + 1.
 */
final class BucketTable
{
    static final int NONE = -1;

    private static final long MIX_1 = 0xFF51_AFD7_ED55_8CCDL;
    private static final long MIX_2 = 0xC4CE_B9FE_1A85_EC53L;
    private static final int MIX_SHIFT_1 = 32;
    private static final int MIX_SHIFT_2 = 29;
    private static final int TAG_BITS = 8;
    private static final int TAG_MASK = (1 << TAG_BITS) - 1;
    private static final int ENTRY_SHIFT = 48;

    private final UnsafeBuffer[] lines;
    private final UnsafeBuffer[] spills;
    private final UnsafeBuffer[] slots;
    private final int segmentShift;
    private final int segmentMask;
    private final long buckets;
    private final int slotCount;
    private final int tagShift;
    private final long restMask;
    private final long sharedBit;
    private final long slotMask;

    BucketTable(
        final UnsafeBuffer[] lines, final UnsafeBuffer[] spills, final UnsafeBuffer[] slots,
        final LedgerGeometry geometry)
    {
        this.lines = lines;
        this.spills = spills;
        this.slots = slots;
        this.segmentShift = Integer.numberOfTrailingZeros(geometry.segmentSlots());
        this.segmentMask = geometry.segmentSlots() - 1;
        this.buckets = geometry.buckets();
        this.slotCount = geometry.slots();
        this.tagShift = LedgerGeometry.tagShift(geometry.buckets());
        this.restMask = -1L << tagShift + TAG_BITS;
        this.sharedBit = 1L << tagShift + TAG_BITS - 1;
        this.slotMask = sharedBit - 1;
    }

    int buckets()
    {
        return (int)buckets;
    }

    int slots()
    {
        return slotCount;
    }

    static long mix(final long key)
    {
        final long a = (key ^ key >>> MIX_SHIFT_1) * MIX_1;
        return (a ^ a >>> MIX_SHIFT_2) * MIX_2;
    }

    int bucket(final long mixed)
    {
        return (int)(Math.multiplyHigh(mixed, buckets) + (mixed >> Long.SIZE - 1 & buckets));
    }

    /* What tells a key from all others of its bucket, in the bits from the tag upwards. */
    long residue(final long mixed)
    {
        return mixed * buckets;
    }

    long tag(final long residue)
    {
        return residue >>> tagShift & TAG_MASK;
    }

    long entry(final long residue, final int slot, final boolean isShared)
    {
        return residue & restMask | (isShared ? sharedBit : 0) | slot + 1;
    }

    int slotOf(final long entry)
    {
        return (int)(entry & slotMask) - 1;
    }

    UnsafeBuffer line(final int bucket)
    {
        return lines[bucket >>> segmentShift];
    }

    UnsafeBuffer spill(final int bucket)
    {
        return spills[bucket >>> segmentShift];
    }

    int lineOffset(final int bucket)
    {
        return (bucket & segmentMask) << LINE_SHIFT;
    }

    UnsafeBuffer segment(final int slot)
    {
        return slots[slot >>> segmentShift];
    }

    int offset(final int slot)
    {
        return (slot & segmentMask) << SLOT_SHIFT;
    }

    /* Of no order: only to ask memory for it. */
    long word(final int bucket)
    {
        return line(bucket).getLong(lineOffset(bucket));
    }

    /* Pairs with the release of BucketWriter.publish: the entries and records that the word names are visible. */
    long wordAcquire(final int bucket)
    {
        return line(bucket).getLongAcquire(lineOffset(bucket));
    }

    /*
     * The fence keeps the reads of entries and records above the second read of the word. Pairs with the fence in
     * BucketWriter.publish: whoever sees a byte of a slot's next content sees the change that let the slot go.
     */
    static boolean isUnchanged(final UnsafeBuffer line, final int lineOffset, final long word)
    {
        VarHandle.acquireFence();
        return line.getLongOpaque(lineOffset) == word;
    }

    boolean isUnchanged(final int bucket, final long word)
    {
        return isUnchanged(line(bucket), lineOffset(bucket), word);
    }

    long key(final int slot)
    {
        return SlotDescriptor.key(segment(slot), offset(slot));
    }

    void read(final int slot, final LedgerRecord into)
    {
        SlotDescriptor.getRecord(segment(slot), offset(slot), into);
    }

    boolean find(final long key, final LedgerRecord into)
    {
        final long mixed = mix(key);
        final int bucket = bucket(mixed);
        final UnsafeBuffer line = line(bucket);
        final int lineOffset = lineOffset(bucket);
        final long residue = residue(mixed);
        while (true) // ends unless writers complete a change of this bucket in every round
        {
            final long word = line.getLongAcquire(lineOffset);
            final int slot = BucketWord.isExtended(word) ? searchNodes(key, bucket, word) :
                slotOfPlace(locate(line, lineOffset, bucket, word, residue));
            final boolean isFound = isSlot(slot);
            if (isFound)
            {
                read(slot, into);
            }
            if (isUnchanged(line, lineOffset, word))
            {
                return isFound;
            }
        }
    }

    /* The slot that the first entry with a key's tag names, most likely the key's own; not to be relied upon. */
    int likelySlot(final int bucket, final long key)
    {
        final UnsafeBuffer line = line(bucket);
        final int lineOffset = lineOffset(bucket);
        final long matches = BucketDescriptor.matches(line, lineOffset, tag(residue(mix(key))));
        return 0 == matches ? NONE :
            slotOf(line.getLong(BucketDescriptor.entryOffset(lineOffset, BucketDescriptor.firstOf(matches))));
    }

    /* Whether a slot holds a live record, while nobody writes. */
    boolean isLive(final int slot)
    {
        final long key = key(slot);
        final int bucket = bucket(mix(key));
        return slot == search(key, bucket, wordAcquire(bucket));
    }

    boolean contains(final long key)
    {
        final int bucket = bucket(mix(key));
        while (true) // ends unless writers complete a change of this bucket in every round
        {
            final long word = wordAcquire(bucket);
            final int slot = search(key, bucket, word);
            if (isUnchanged(bucket, word))
            {
                return NONE != slot;
            }
        }
    }

    /* The slot of a key as of the word, or NONE: true only if the word is unchanged afterwards. */
    int search(final long key, final int bucket, final long word)
    {
        if (BucketWord.isExtended(word))
        {
            return searchNodes(key, bucket, word);
        }
        final int slot = slotOfPlace(locate(line(bucket), lineOffset(bucket), bucket, word, residue(mix(key))));
        return isSlot(slot) ? slot : NONE;
    }

    /*
     * The place of a key as of a word with a bitmap, or NONE: true only if the word is unchanged afterwards. Nearly
     * always the first entry with the right tag is the one or there is none, so neither branch is hard to predict.
     */
    long locate(
        final UnsafeBuffer line, final int lineOffset, final int bucket, final long word, final long residue)
    {
        final long matches = BucketDescriptor.matches(line, lineOffset, tag(residue));
        if (0 != matches)
        {
            final int number = BucketDescriptor.firstOf(matches);
            final long entry = line.getLong(BucketDescriptor.entryOffset(lineOffset, number));
            if (isOf(entry, residue, word >>> number))
            {
                return place(number, entry);
            }
        }
        return 0 == matches && 0 == (word & ALL_BITS & ~FIRST_LINE_BITS) ? NONE :
            locateFurther(line, lineOffset, bucket, word, residue, matches & matches - 1);
    }

    private long locateFurther(
        final UnsafeBuffer line, final int lineOffset, final int bucket, final long word, final long residue,
        final long rest)
    {
        final long place = locateAmong(rest, line, lineOffset, word, residue, 0);
        if (NONE != place || 0 == (word & ALL_BITS & ~FIRST_LINE_BITS))
        {
            return place;
        }
        final UnsafeBuffer spill = spill(bucket);
        return locateAmong(BucketDescriptor.matches(spill, lineOffset, tag(residue)), spill, lineOffset,
            word >>> LINE_ENTRIES, residue, LINE_ENTRIES);
    }

    private long locateAmong(
        final long matches, final UnsafeBuffer line, final int lineOffset, final long bits, final long residue,
        final int firstNumber)
    {
        for (long rest = matches; 0 != rest; rest &= rest - 1)
        {
            final int number = BucketDescriptor.firstOf(rest);
            final long entry = line.getLong(BucketDescriptor.entryOffset(lineOffset, number));
            if (isOf(entry, residue, bits >>> number))
            {
                return place(firstNumber + number, entry);
            }
        }
        return NONE;
    }

    private boolean isOf(final long entry, final long residue, final long bits)
    {
        return 0 == ((entry ^ residue) & restMask | ~bits & 1);
    }

    /* Where a key was found: the number of its entry, and what the entry says below the key. */
    private long place(final int number, final long entry)
    {
        return (long)number << ENTRY_SHIFT | entry & ~restMask;
    }

    static int numberOfPlace(final long place)
    {
        return (int)(place >>> ENTRY_SHIFT);
    }

    /* The slot of a place; of no place at all a number that is no slot. */
    int slotOfPlace(final long place)
    {
        return (int)(place & slotMask) - 1;
    }

    /* Whether the record has more than one reference. */
    boolean isShared(final long place)
    {
        return 0 != (place & sharedBit);
    }

    UnsafeBuffer lineOf(final int bucket, final int number)
    {
        return number < LINE_ENTRIES ? line(bucket) : spill(bucket);
    }

    int entryOffset(final int bucket, final int number)
    {
        return BucketDescriptor.entryOffset(lineOffset(bucket), number % LINE_ENTRIES);
    }

    /* The slot that an entry names. */
    int slotAt(final int bucket, final int number)
    {
        return slotOf(lineOf(bucket, number).getLong(entryOffset(bucket, number)));
    }

    int nodeEntry(final int node, final int index)
    {
        return SlotDescriptor.nodeEntry(segment(node), offset(node), index);
    }

    int nodeNext(final int node)
    {
        return SlotDescriptor.nodeNext(segment(node), offset(node));
    }

    boolean isSlot(final int number)
    {
        return number >= 0 && number < slotCount;
    }

    private int searchNodes(final long key, final int bucket, final long word)
    {
        int node = BucketWord.firstNode(word);
        // The list does not change while the word stays, and the word is asked each time; a damaged one is cut short.
        for (int visited = 0; isSlot(node) && visited < slotCount; visited++)
        {
            for (int i = 0; i < SlotDescriptor.NODE_ENTRIES; i++)
            {
                final int slot = nodeEntry(node, i);
                if (isSlot(slot) && key(slot) == key)
                {
                    return slot;
                }
            }
            final int next = nodeNext(node);
            node = isUnchanged(bucket, word) ? next : NONE;
        }
        return NONE;
    }
}
