package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;

import static io.github.ttalloc.ledger.BucketTable.NONE;

/**
 * Puts, drops and removes records, each in one step that readers see whole or not at all. For one thread; see
 * {@link BucketWriter} for how many of them may work on one table. Each call is about the key that was sought just
 * before; after it the fields say what it came to.
 * <p>
 * Every loop ends unless other writers complete a change of the same bucket in every round. A search that met entries
 * in change is harmless: its result goes into a step that fails if the bucket changed since the search began.
 */
final class RecordWriter
{
    private final BucketTable table;
    private final BucketWriter buckets;
    private long key;
    private int bucket;
    private long residue;
    private UnsafeBuffer line;
    private int lineOffset;
    private long word;
    private boolean existed;
    private int oldReferences;
    private long oldBytes;
    private long oldBytesPerBank;
    private int slot;

    RecordWriter(final BucketTable table, final FreeSlots free, final boolean manyWriters)
    {
        this.table = table;
        this.buckets = new BucketWriter(table, free, manyWriters);
    }

    BucketWriter buckets()
    {
        return buckets;
    }

    /* Whether the last put found the key; if so the fields of the old record hold what it found. */
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

    /*
     * The slot of the record that the last call put or took away. The latter keeps its content and is the caller's, who
     * gives it back.
     */
    int slot()
    {
        return slot;
    }

    void giveBack(final int takenAway)
    {
        buckets.giveSlot(takenAway);
    }

    /*
     * Says which key the next call is about, and asks memory for its bucket: whatever the caller does before that call
     * is done while memory answers.
     */
    void seek(final long wanted)
    {
        final long mixed = BucketTable.mix(wanted);
        key = wanted;
        bucket = table.bucket(mixed);
        residue = table.residue(mixed);
        line = table.line(bucket);
        lineOffset = table.lineOffset(bucket);
        word = line.getLongAcquire(lineOffset);
    }

    /* Sets every field of a record and adds references to those it had, at least one in all; references or FULL. */
    long put(
        final int added, final long bytes, final long bytesPerBank, final int cores, final int tag,
        final long timeNanos, final long sequence)
    {
        if (!BucketWord.isExtended(word) && NONE == table.locate(line, lineOffset, bucket, word, residue))
        {
            final int fresh = buckets.takeSlot();
            if (NONE == fresh)
            {
                return LedgerStatus.FULL;
            }
            final int references = Math.max(1, added);
            SlotDescriptor.putRecord(table.segment(fresh), table.offset(fresh), key, bytes, bytesPerBank, references,
                cores, tag, timeNanos, sequence);
            final int number = buckets.claimEntry(line, lineOffset, bucket, word, residue,
                table.entry(residue, fresh, references > 1));
            if (NONE != number)
            {
                if (buckets.publish(line, lineOffset, word, BucketWord.toggled(word, 1 << number)))
                {
                    existed = false;
                    slot = fresh;
                    return references;
                }
                buckets.freeEntry(bucket, number);
            }
            buckets.giveSlot(fresh);
        }
        return putAnywhere(added, bytes, bytesPerBank, cores, tag, timeNanos, sequence);
    }

    private long putAnywhere(
        final int added, final long bytes, final long bytesPerBank, final int cores, final int tag,
        final long timeNanos, final long sequence)
    {
        final int fresh = buckets.takeSlot();
        if (NONE == fresh)
        {
            return LedgerStatus.FULL;
        }
        while (true)
        {
            word = line.getLongAcquire(lineOffset);
            final int old = table.search(key, bucket, word);
            readOld(old);
            final int references = oldReferences + added < oldReferences ?
                Integer.MAX_VALUE : Math.max(1, oldReferences + added);
            SlotDescriptor.putRecord(table.segment(fresh), table.offset(fresh), key, bytes, bytesPerBank, references,
                cores, tag, timeNanos, sequence);
            final int status = existed ?
                buckets.relink(bucket, word, old, fresh) : buckets.link(bucket, word, fresh);
            if (BucketWriter.DONE == status)
            {
                if (existed)
                {
                    buckets.giveSlot(old);
                }
                slot = fresh;
                return references;
            }
            if (BucketWriter.FULL == status)
            {
                buckets.giveSlot(fresh);
                return LedgerStatus.FULL;
            }
        }
    }

    /* Takes one reference away, and the record with the last; references left, UNKNOWN or FULL. */
    long drop()
    {
        if (!BucketWord.isExtended(word))
        {
            final long place = table.locate(line, lineOffset, bucket, word, residue);
            if (NONE != place && !table.isShared(place))
            {
                final int number = BucketTable.numberOfPlace(place);
                if (buckets.publish(line, lineOffset, word, BucketWord.toggled(word, 1 << number)))
                {
                    buckets.freeEntry(bucket, number);
                    slot = table.slotOfPlace(place);
                    return 0;
                }
            }
        }
        return dropAnywhere();
    }

    private long dropAnywhere()
    {
        while (true)
        {
            word = line.getLongAcquire(lineOffset);
            final int old = table.search(key, bucket, word);
            if (NONE == old)
            {
                if (table.isUnchanged(bucket, word))
                {
                    return LedgerStatus.UNKNOWN;
                }
                continue;
            }
            final int references = SlotDescriptor.references(table.segment(old), table.offset(old));
            final int status = references > 1 ?
                relinkWithout(old, references - 1) : buckets.unlink(bucket, word, old);
            if (BucketWriter.FULL == status)
            {
                return LedgerStatus.FULL;
            }
            if (BucketWriter.DONE == status)
            {
                slot = old;
                return Math.max(0, references - 1);
            }
        }
    }

    /* Takes a record away whatever its references; 0 or UNKNOWN, or FULL. */
    long remove()
    {
        while (true)
        {
            word = line.getLongAcquire(lineOffset);
            final int old = table.search(key, bucket, word);
            if (NONE == old)
            {
                if (table.isUnchanged(bucket, word))
                {
                    return LedgerStatus.UNKNOWN;
                }
                continue;
            }
            final int status = buckets.unlink(bucket, word, old);
            if (BucketWriter.FULL == status)
            {
                return LedgerStatus.FULL;
            }
            if (BucketWriter.DONE == status)
            {
                slot = old;
                return 0;
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
            oldReferences = SlotDescriptor.references(segment, offset);
            oldBytes = SlotDescriptor.bytes(segment, offset);
            oldBytesPerBank = SlotDescriptor.bytesPerBank(segment, offset);
        }
        else
        {
            oldReferences = 0;
        }
    }

    /* Links a copy with fewer references, and gives the old slot back. */
    private int relinkWithout(final int old, final int references)
    {
        final int fresh = buckets.takeSlot();
        if (NONE == fresh)
        {
            return BucketWriter.FULL;
        }
        final UnsafeBuffer segment = table.segment(fresh);
        final int offset = table.offset(fresh);
        segment.putBytes(offset, table.segment(old), table.offset(old), SlotDescriptor.RECORD_LENGTH);
        SlotDescriptor.putReferences(segment, offset, references);
        final int status = buckets.relink(bucket, word, old, fresh);
        buckets.giveSlot(BucketWriter.DONE == status ? old : fresh);
        return status;
    }
}
