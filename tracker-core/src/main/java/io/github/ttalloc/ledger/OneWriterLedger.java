package io.github.ttalloc.ledger;

import io.github.ttalloc.device.BufferType;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A ledger that one thread writes: exact totals with peaks, and growth. Every method belongs to the writer's thread;
 * any number of other threads read through {@link #newReader()} and never wait.
 * <p>
 * Nothing on the way of an event allocates, locks or throws: refusals are the negative codes of {@link LedgerStatus},
 * and a refused event changes nothing but a counter. Growing and a first event of a process, device or type may
 * allocate. Where the ledger cannot grow, {@link #growthFailure()} says why.
 */
public final class OneWriterLedger implements AutoCloseable
{
    /** Most bytes, over the device or in each bank, that one process, device and type may hold: 64 TiB. */
    public static final long MAX_TOTAL = Accounting.MAX_TOTAL;

    /** One slot in so many is kept for nodes where the ledger cannot grow. */
    private static final int KEPT_SHARE = 256;

    private final Generations generations;
    private final Accounting accounting;
    private final OneWriterTotals totals;
    private final BucketScanner scanner = new BucketScanner();
    private final TotalsReader totalsReader = new TotalsReader();
    private final LedgerRecord shown = new LedgerRecord();
    private final double load;
    private volatile LedgerMemory current;
    private BucketTable table;
    private RecordWriter writer;
    private UncheckedIOException growthFailure;
    private long capacity;
    private long size;

    /**
     * An empty ledger, in memory or in a mapped file.
     *
     * @param context settings.
     * @throws IllegalArgumentException     if the settings ask for more than a ledger can hold.
     * @throws java.io.UncheckedIOException if the file cannot be made.
     */
    public OneWriterLedger(final LedgerContext context)
    {
        final LedgerMemory memory = context.open(HeaderDescriptor.MODE_ONE_WRITER);
        generations = new Generations(context.directory());
        load = context.load();
        totals = new OneWriterTotals(memory.totals(), memory.geometry().totalsBlocks());
        accounting = new Accounting(totals, new LiveRanges(context.overlaps()));
        use(memory, newWriter(memory.table()));
    }

    /**
     * Records an allocation. A key that is live gets one more reference, and all its fields are replaced.
     *
     * @param key          ledger key.
     * @param bytes        size over the whole device, zero or more.
     * @param bytesPerBank size in each bank, 0 where unknown.
     * @param cores        packed core range.
     * @param tag          tag id.
     * @param timeNanos    time of the event.
     * @param sequence     journal sequence of the event.
     * @return references after it, one or more; or {@link LedgerStatus#INVALID} or {@link LedgerStatus#FULL}.
     */
    public long allocate(
        final long key, final long bytes, final long bytesPerBank, final int cores, final int tag,
        final long timeNanos, final long sequence)
    {
        return put(key, 1, bytes, bytesPerBank, cores, tag, timeNanos, sequence);
    }

    /**
     * Records data that was written: replaces what the key held, and adds no reference to it.
     *
     * @param key          ledger key.
     * @param bytes        size over the whole device, zero or more.
     * @param bytesPerBank size in each bank, 0 where unknown.
     * @param cores        packed core range.
     * @param tag          tag id.
     * @param timeNanos    time of the event.
     * @param sequence     journal sequence of the event.
     * @return references after it, 1 unless the key was allocated more than once; or {@link LedgerStatus#INVALID} or
     * {@link LedgerStatus#FULL}.
     */
    public long write(
        final long key, final long bytes, final long bytesPerBank, final int cores, final int tag,
        final long timeNanos, final long sequence)
    {
        return put(key, 0, bytes, bytesPerBank, cores, tag, timeNanos, sequence);
    }

    /**
     * Records a free: drops one reference, and with the last one the record.
     *
     * @param key ledger key.
     * @return references left, zero or more; {@link LedgerStatus#UNKNOWN} if the key is not live, which is counted and
     * changes no total; {@link LedgerStatus#INVALID}; or {@link LedgerStatus#FULL} if the key is not live and there is
     * no room for totals of its process and device.
     */
    public long free(final long key)
    {
        writer.seek(key);
        accounting.makeRoom();
        long references = writer.drop();
        if (LedgerStatus.FULL == references)
        {
            accounting.settle();
            writer.seek(key);
            references = writer.drop();
        }
        if (0 == references)
        {
            size--;
            accounting.takenAway(writer.slot());
        }
        else if (references > 0)
        {
            accounting.referenceFreed(key);
        }
        return LedgerStatus.UNKNOWN == references ? freeUnknown(key) : references;
    }

    /**
     * Applies the events of a batch in order, as if each had been given by itself; {@link LedgerBatch#result} says
     * what each came to. The batch keeps its events until it is cleared.
     *
     * @param batch the events.
     */
    public void apply(final LedgerBatch batch)
    {
        batch.touch(table);
        batch.apply(this);
    }

    /**
     * Frees every buffer of a process, device and type, whatever its references. The first call for a type whose
     * buffers belong to the whole device visits the table; all others cost in proportion to what they remove.
     *
     * @param slot     process slot.
     * @param device   device number.
     * @param typeCode {@link BufferType#code()}.
     * @return records removed, each counted as a free; or {@link LedgerStatus#INVALID}.
     */
    public long freeAll(final int slot, final int device, final int typeCode)
    {
        if (!LedgerKey.isValid(slot, device, typeCode, 0))
        {
            return LedgerStatus.INVALID;
        }
        final int cell = totals.cell(slot, device, typeCode);
        if (cell < 0)
        {
            return 0;
        }
        accounting.settle();
        final KeyRoster roster = accounting.roster(cell);
        final long before = size;
        if (null != roster)
        {
            for (int i = 0; i < roster.size(); i++)
            {
                remove(roster.get(i), 1);
            }
            roster.clear();
        }
        else if (0 != totals.get(cell, OneWriterTotals.BUFFERS))
        {
            freeAllByScan(LedgerKey.pack(slot, device, typeCode, 0), cell);
            accounting.openRoster(cell);
        }
        return before - size;
    }

    /**
     * Gives up everything that a process holds, as when it ended. Nothing is counted as a free, and the totals stay
     * readable as history, with nothing live in them, until {@link #retire(int)}.
     *
     * @param slot process slot.
     * @param each is shown each record before it is removed; it must not change the ledger.
     * @return records removed.
     */
    public long release(final int slot, final LedgerRecordConsumer each)
    {
        accounting.settle();
        final long before = size;
        final long after = before - totals.buffersOf(slot);
        for (int place = 0; place < table.slots() && size > after; place++)
        {
            if (LedgerKey.slot(table.key(place)) == slot && table.isLive(place))
            {
                table.read(place, shown);
                each.onRecord(shown);
                remove(shown.key(), 0);
            }
        }
        return before - size;
    }

    /**
     * Forgets the totals of a process, so that its slot can be given to another.
     *
     * @param slot process slot.
     * @throws IllegalStateException if the process still holds records: release them first.
     */
    public void retire(final int slot)
    {
        accounting.settle();
        final long live = totals.buffersOf(slot);
        if (0 != live)
        {
            throw new IllegalStateException("slot=" + slot + " still holds " + live +
                " buffers: release the process before its slot is retired");
        }
        accounting.retire(slot);
    }

    /**
     * Finds the record of a live buffer.
     *
     * @param key  ledger key.
     * @param into takes the record; undefined where there is none.
     * @return true if the key is live.
     */
    public boolean find(final long key, final LedgerRecord into)
    {
        return table.find(key, into);
    }

    /**
     * Shows every live record.
     *
     * @param consumer is shown each; it must not change the ledger.
     */
    public void forEach(final LedgerRecordConsumer consumer)
    {
        scanner.forEach(table, consumer);
    }

    /**
     * Shows the totals of every process, device and type and of every chip and type that counted anything.
     *
     * @param consumer is shown each; it must not change the ledger.
     */
    public void forEachTotals(final LedgerTotalsConsumer consumer)
    {
        publishTotals();
        totalsReader.forEach(current.totals(), consumer);
    }

    /**
     * How many records are live.
     *
     * @return count.
     */
    public long size()
    {
        return size;
    }

    /**
     * How many records fit before the ledger grows.
     *
     * @return capacity of the current generation.
     */
    public long capacity()
    {
        return capacity;
    }

    /**
     * Why the last attempt to grow the ledger's file failed, such as a file system without space. The ledger goes on
     * at a higher load, tries again when it is an eighth fuller, and answers {@link LedgerStatus#FULL} at last.
     *
     * @return the failure, or null if there was none or a later attempt succeeded.
     */
    public UncheckedIOException growthFailure()
    {
        return growthFailure;
    }

    /**
     * Puts a record back as a snapshot held it: references, time and sequence included. Changes live totals, but no
     * peak and no counter; see {@link #restoreTotals(LedgerTotals)}.
     *
     * @param record the record.
     * @throws IllegalArgumentException if its fields are out of range or its key is live already.
     * @throws IllegalStateException    if the ledger cannot grow.
     */
    public void restore(final LedgerRecord record)
    {
        accounting.settle();
        final long key = record.key();
        final long blocks = admit(key, record.bytes(), record.bytesPerBank());
        if (Accounting.UNBOUND == blocks)
        {
            throw cannotGrow();
        }
        if (blocks < 0 || record.references() < 1 || table.contains(key))
        {
            throw new IllegalArgumentException("record cannot be restored, it is out of range or live already: " +
                record);
        }
        if (size == capacity && !growRecords())
        {
            throw cannotGrow();
        }
        writer.seek(key);
        final long references = writer.put(record.references(), record.bytes(), record.bytesPerBank(),
            record.cores(), record.tag(), record.timeNanos(), record.sequence());
        if (references < 0)
        {
            throw new IllegalArgumentException("record cannot be restored, " + LedgerStatus.toString(references) +
                ": " + record);
        }
        size++;
        accounting.restored(blocks, record);
    }

    /**
     * Puts peaks and counters back as a snapshot held them; live values are left to the records. Process totals bind
     * their device to its chip, so restore them before the records, or bind devices first.
     *
     * @param from totals of a process or a group, as {@link #forEachTotals(LedgerTotalsConsumer)} showed them.
     * @throws UncheckedIOException if the ledger cannot grow.
     */
    public void restoreTotals(final LedgerTotals from)
    {
        accounting.settle();
        if (!from.isGroup())
        {
            bindDevice(from.slot(), from.device(), from.chipId());
        }
        else if (!hasRoomForTotals())
        {
            throw growthFailure;
        }
        totals.restore(from);
    }

    /**
     * Says which chip a device number of a process stands for. What the process already counts there moves to the
     * chip's totals.
     *
     * @param slot   process slot.
     * @param device device number.
     * @param chipId 64-bit chip id, 0 for unknown: totals over processes are then grouped by device number.
     * @throws IllegalArgumentException if slot or device is out of its range.
     * @throws UncheckedIOException     if the ledger cannot grow.
     */
    public void bindDevice(final int slot, final int device, final long chipId)
    {
        if (!LedgerKey.isValid(slot, device, 0, 0))
        {
            throw new IllegalArgumentException("slot=" + slot + " must be 0 to " + LedgerKey.MAX_SLOT + " and device=" +
                device + " 0 to " + LedgerKey.MAX_DEVICE);
        }
        accounting.settle();
        if (!hasRoomForTotals())
        {
            throw growthFailure;
        }
        totals.bind(slot, device, chipId);
    }

    /**
     * Tells readers up to which journal sequence everything is applied, and shows them the totals of that moment.
     * Readers see records at once, but totals only as of the last call: call it after each batch of events.
     *
     * @param sequence journal sequence.
     */
    public void applied(final long sequence)
    {
        publishTotals();
        HeaderDescriptor.sequenceRelease(current.header(), sequence);
    }

    /**
     * Tells readers in other processes that the writer is alive.
     *
     * @param nowNanos {@code System.nanoTime()}.
     */
    public void heartbeat(final long nowNanos)
    {
        HeaderDescriptor.heartbeatRelease(current.header(), nowNanos);
    }

    /**
     * A reader for one other thread; close it when it is done with.
     *
     * @return a reader that follows this ledger when it grows.
     * @throws UncheckedIOException if the ledger's file cannot be mapped once more.
     */
    public LedgerReader newReader()
    {
        return generations.newReader(() -> current);
    }

    /**
     * Ends writing and lets go of the file; only readers may go on. A second call does nothing.
     */
    @Override
    public void close()
    {
        if (null != table)
        {
            publishTotals();
            HeaderDescriptor.stateRelease(current.header(), HeaderDescriptor.STATE_CLOSED);
            table = null;
            writer = null;
            generations.letGo(current);
        }
    }

    /* With the totals of this moment. */
    LedgerMemory memory()
    {
        publishTotals();
        return current;
    }

    int freeSlots()
    {
        return writer.buckets().freeSlots();
    }

    LiveRanges ranges()
    {
        return accounting.ranges();
    }

    private static RecordWriter newWriter(final BucketTable table)
    {
        return new RecordWriter(table, new FreeSlots(SlotPool.ofUnused(table.slots()), table.slots()), false);
    }

    private void use(final LedgerMemory memory, final RecordWriter newWriter)
    {
        table = memory.table();
        writer = newWriter;
        accounting.use(table, writer);
        capacity = memory.geometry().capacity();
        current = memory;
    }

    private void publishTotals()
    {
        accounting.settle();
        totals.publish();
    }

    /* As Accounting.admit, having given totals to the process and device of the event if they had none and could. */
    private long admit(final long key, final long bytes, final long bytesPerBank)
    {
        final long blocks = accounting.admit(key, bytes, bytesPerBank);
        if (Accounting.UNBOUND != blocks)
        {
            return blocks;
        }
        accounting.settle();
        if (!hasRoomForTotals())
        {
            return blocks;
        }
        totals.bind(LedgerKey.slot(key), LedgerKey.device(key), 0);
        writer.seek(key);
        return accounting.admit(key, bytes, bytesPerBank);
    }

    long put(
        final long key, final int added, final long bytes, final long bytesPerBank, final int cores, final int tag,
        final long timeNanos, final long sequence)
    {
        writer.seek(key);
        final long blocks = admit(key, bytes, bytesPerBank);
        if (blocks < 0)
        {
            return refusal(blocks);
        }
        if (size == capacity && !table.contains(key))
        {
            if (!growRecords())
            {
                return LedgerStatus.FULL;
            }
            writer.seek(key);
        }
        accounting.makeRoom();
        long references = writer.put(added, bytes, bytesPerBank, cores, tag, timeNanos, sequence);
        if (LedgerStatus.FULL == references)
        {
            accounting.settle();
            writer.seek(key);
            references = writer.put(added, bytes, bytesPerBank, cores, tag, timeNanos, sequence);
        }
        if (references < 0)
        {
            return references;
        }
        if (writer.existed())
        {
            accounting.replaced(blocks, key, added, bytes, bytesPerBank, sequence);
        }
        else
        {
            size++;
            accounting.put(writer.slot(), blocks, key, bytes, bytesPerBank);
        }
        return references;
    }

    /* Takes a record away whatever its references, if it is live. */
    private void remove(final long key, final int frees)
    {
        writer.seek(key);
        if (0 == writer.remove())
        {
            size--;
            accounting.removed(writer.slot(), frees);
        }
    }

    private long freeUnknown(final long key)
    {
        final long blocks = admit(key, 0, 0);
        if (blocks < 0)
        {
            return refusal(blocks);
        }
        accounting.unknownFreed(blocks, key);
        return LedgerStatus.UNKNOWN;
    }

    private static long refusal(final long blocks)
    {
        return Accounting.UNBOUND == blocks ? LedgerStatus.FULL : LedgerStatus.INVALID;
    }

    private void freeAllByScan(final long groupKey, final int cell)
    {
        for (int slot = 0; slot < table.slots() && 0 != totals.get(cell, OneWriterTotals.BUFFERS); slot++)
        {
            final long key = table.key(slot);
            if (LedgerKey.group(key) == groupKey && table.isLive(slot))
            {
                remove(key, 1);
            }
        }
    }

    /*
     * Twice the capacity or, where no new generation can be made, more of the slots that there are; false if they are
     * in use up to the highest load.
     */
    private boolean growRecords()
    {
        try
        {
            final long next = Math.min(capacity * 2, LedgerGeometry.mostCapacity(load));
            if (next <= capacity)
            {
                throw new UncheckedIOException(new IOException("capacity=" + capacity +
                    " is the most that a ledger with load=" + load + " holds: release processes that have ended"));
            }
            grow(next, current.geometry().totalsBlocks());
            growthFailure = null;
        }
        catch (final UncheckedIOException e)
        {
            growthFailure = e;
            final long spare = table.slots() - Postings.CAPACITY - capacity;
            capacity += Math.max(0, (spare + 1) / 2 - capacity / KEPT_SHARE);
        }
        return size < capacity;
    }

    /* Whether there are totals for one more process and device; if not, twice the blocks cannot be had. */
    private boolean hasRoomForTotals()
    {
        if (totals.hasRoom())
        {
            return true;
        }
        try
        {
            grow(capacity, current.geometry().totalsBlocks() * 2);
            growthFailure = null;
            return true;
        }
        catch (final UncheckedIOException e)
        {
            growthFailure = e;
            return false;
        }
    }

    private IllegalStateException cannotGrow()
    {
        return new IllegalStateException("the ledger cannot grow beyond capacity=" + capacity, growthFailure);
    }

    private void grow(final long newCapacity, final int totalsBlocks)
    {
        accounting.settle();
        final LedgerMemory old = current;
        final LedgerMemory next = generations.make(old, LedgerGeometry.of(newCapacity, load, LedgerContext.HELD_BY_ONE,
            old.geometry().segmentSlots(), totalsBlocks));
        final RecordWriter nextWriter = newWriter(next.table());
        Generations.copy(old.table(), next.table(), nextWriter.buckets());
        totals.copyTo(next.totals());
        generations.finish(next);
        totals.moveTo(next.totals(), totalsBlocks);
        use(next, nextWriter);
        generations.supersede(old);
    }
}
