package io.github.ttalloc.ledger;

import io.github.ttalloc.device.BufferType;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A ledger that one thread writes: exact totals with peaks, and growth. Every method belongs to the writer's thread;
 * any number of other threads read through {@link #newReader()} and never wait.
 * <p>
 * Nothing on the way of an event allocates, locks or throws: refusals are the negative codes of {@link LedgerStatus},
 * and a refused event changes nothing but a counter. Growing and a first event of a process, device or type may
 * allocate.
 */
public final class OneWriterLedger implements AutoCloseable
{
    /** Most bytes, over the device or in each bank, that one process, device and type may hold: 64 TiB. */
    public static final long MAX_TOTAL = 1L << 46;

    /**
     * Events this small, as many as may wait to be counted, take no total beyond the limit that is below half of it;
     * larger ones are counted at once.
     */
    private static final long SURELY_ADMITTED = MAX_TOTAL / 2 / (2 * Postings.CAPACITY);

    /** One slot in so many is kept for nodes where the ledger cannot grow. */
    private static final int KEPT_SHARE = 256;

    private static final int FIRST_PER_CORE_TYPE = BufferType.CB.code();

    private final Generations generations;
    private final OneWriterTotals totals;
    private final LiveRanges ranges;
    private final KeyRosters rosters = new KeyRosters();
    private final BucketScanner scanner = new BucketScanner();
    private final Postings postings = new Postings();
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
        ranges = new LiveRanges(context.overlaps());
        load = context.load();
        totals = new OneWriterTotals(memory.totals(), memory.geometry().totalsBlocks());
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
     * changes no total; or {@link LedgerStatus#INVALID}.
     */
    public long free(final long key)
    {
        writer.seek(key);
        if (postings.isFull())
        {
            settle();
        }
        long references = writer.drop();
        if (LedgerStatus.FULL == references)
        {
            settle();
            writer.seek(key);
            references = writer.drop();
        }
        if (0 == references)
        {
            size--;
            postings.takeAway(writer.slot());
            return 0;
        }
        return references > 0 ? freeReference(key, references) : freeUnknown(key, references);
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
        settle();
        final int tree = OneWriterTotals.number(cell);
        final KeyRoster roster = rosters.get(tree);
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
            rosters.open(tree);
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
        settle();
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
        settle();
        final long live = totals.buffersOf(slot);
        if (0 != live)
        {
            throw new IllegalStateException("slot=" + slot + " still holds " + live +
                " buffers: release the process before its slot is retired");
        }
        for (int device = 0; device <= LedgerKey.MAX_DEVICE; device++)
        {
            for (int type = 0; type < BufferType.COUNT && totals.cell(slot, device, type) >= 0; type++)
            {
                rosters.drop(OneWriterTotals.number(totals.cell(slot, device, type)));
            }
        }
        totals.retire(slot);
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
        settle();
        final long key = record.key();
        final int cell = admit(key, record.bytes(), record.bytesPerBank());
        if (cell < 0 || record.references() < 1 || table.contains(key))
        {
            throw new IllegalArgumentException("record cannot be restored, it is out of range or live already: " +
                record);
        }
        if (size == capacity && !growRecords())
        {
            throw new IllegalStateException("the ledger cannot grow beyond capacity=" + capacity, growthFailure);
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
        totals.restoreRecord(cell, record.bytes(), record.bytesPerBank());
        totals.restoreRecord(totals.groupCell(key), record.bytes(), record.bytesPerBank());
        addToRoster(key, cell);
        ranges.add(OneWriterTotals.number(cell), key, record.bytesPerBank());
    }

    /**
     * Puts peaks and counters back as a snapshot held them; live values are left to the records. Process totals bind
     * their device to its chip, so restore them before the records, or bind devices first.
     *
     * @param from totals of a process or a group, as {@link #forEachTotals(LedgerTotalsConsumer)} showed them.
     */
    public void restoreTotals(final LedgerTotals from)
    {
        settle();
        if (!from.isGroup())
        {
            bindDevice(from.slot(), from.device(), from.chipId());
        }
        else
        {
            makeRoomForTotals();
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
     */
    public void bindDevice(final int slot, final int device, final long chipId)
    {
        if (!LedgerKey.isValid(slot, device, 0, 0))
        {
            throw new IllegalArgumentException("slot=" + slot + " must be 0 to " + LedgerKey.MAX_SLOT + " and device=" +
                device + " 0 to " + LedgerKey.MAX_DEVICE);
        }
        settle();
        makeRoomForTotals();
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

    RangeIndex ranges()
    {
        return ranges.index();
    }

    private static RecordWriter newWriter(final BucketTable table)
    {
        return new RecordWriter(table, new FreeSlots(SlotPool.ofUnused(table.slots()), table.slots()), false);
    }

    private void use(final LedgerMemory memory, final RecordWriter newWriter)
    {
        table = memory.table();
        writer = newWriter;
        capacity = memory.geometry().capacity();
        current = memory;
    }

    private void publishTotals()
    {
        settle();
        totals.publish();
    }

    /* Counts what was put and taken away since the last time, in the order of the events. */
    private void settle()
    {
        postings.touch(table);
        if (ranges.isOn())
        {
            seekRanges();
        }
        for (int i = 0; i < postings.size(); i++)
        {
            final int slot = postings.slot(i);
            final UnsafeBuffer segment = table.segment(slot);
            final int offset = table.offset(slot);
            final long key = SlotDescriptor.key(segment, offset);
            final long bytes = SlotDescriptor.bytes(segment, offset);
            final long bytesPerBank = SlotDescriptor.bytesPerBank(segment, offset);
            final int typeCode = LedgerKey.typeCode(key);
            final long blocks = totals.blocks(key);
            final int cell = OneWriterTotals.cell(blocks, typeCode);
            final int group = OneWriterTotals.groupCell(blocks, typeCode);
            if (postings.isPut(i))
            {
                final long sequence = SlotDescriptor.sequence(segment, offset);
                totals.change(cell, bytes, 1, bytesPerBank, 1, sequence);
                totals.change(group, bytes, 1, bytesPerBank, 1, sequence);
                addToRoster(key, cell);
                if (ranges.add(i, OneWriterTotals.number(cell), key, bytesPerBank))
                {
                    totals.count(cell, OneWriterTotals.OVERLAPS);
                    totals.count(group, OneWriterTotals.OVERLAPS);
                }
            }
            else
            {
                totals.shift(cell, -bytes, -1, -bytesPerBank, 1);
                totals.shift(group, -bytes, -1, -bytesPerBank, 1);
                ranges.remove(i, OneWriterTotals.number(cell), key, bytesPerBank);
                writer.giveBack(slot);
            }
        }
        postings.clear();
    }

    private void seekRanges()
    {
        ranges.beginSearch();
        for (int i = 0; i < postings.size(); i++)
        {
            final long key = table.key(postings.slot(i));
            ranges.willNeed(OneWriterTotals.number(totals.cell(key)), key);
        }
        ranges.endSearch();
    }

    /* The cell of totals that the event goes to, or a negative number if it is to be refused. */
    private int admit(final long key, final long bytes, final long bytesPerBank)
    {
        if (LedgerKey.typeCode(key) >= BufferType.COUNT || (bytes | bytesPerBank) < 0)
        {
            return OneWriterTotals.NO_CELL;
        }
        final int cell = totals.cell(key);
        if (cell < 0)
        {
            bindDevice(LedgerKey.slot(key), LedgerKey.device(key), 0);
            writer.seek(key);
            return admit(key, bytes, bytesPerBank);
        }
        if ((bytes | bytesPerBank) < SURELY_ADMITTED && !totals.hasReached(MAX_TOTAL / 2))
        {
            return cell;
        }
        settle();
        return bytes > MAX_TOTAL - totals.get(cell, OneWriterTotals.BYTES) ||
            bytesPerBank > MAX_TOTAL - totals.get(cell, OneWriterTotals.BYTES_PER_BANK) ?
            OneWriterTotals.NO_CELL : cell;
    }

    long put(
        final long key, final int added, final long bytes, final long bytesPerBank, final int cores, final int tag,
        final long timeNanos, final long sequence)
    {
        writer.seek(key);
        final int cell = admit(key, bytes, bytesPerBank);
        if (cell < 0)
        {
            return LedgerStatus.INVALID;
        }
        if (size == capacity && !table.contains(key))
        {
            if (!growRecords())
            {
                return LedgerStatus.FULL;
            }
            writer.seek(key);
        }
        if (postings.isFull())
        {
            settle();
        }
        long references = writer.put(added, bytes, bytesPerBank, cores, tag, timeNanos, sequence);
        if (LedgerStatus.FULL == references)
        {
            settle();
            writer.seek(key);
            references = writer.put(added, bytes, bytesPerBank, cores, tag, timeNanos, sequence);
        }
        if (writer.existed() || references < 0)
        {
            return references < 0 ? references :
                countReplacement(key, cell, added, bytes, bytesPerBank, sequence, references);
        }
        size++;
        postings.put(writer.slot());
        if ((bytes | bytesPerBank) >= SURELY_ADMITTED)
        {
            settle();
        }
        return references;
    }

    private long countReplacement(
        final long key, final int cell, final int added, final long bytes, final long bytesPerBank,
        final long sequence, final long references)
    {
        settle();
        final int group = totals.groupCell(key);
        final long moreBytes = bytes - writer.oldBytes();
        final long morePerBank = bytesPerBank - writer.oldBytesPerBank();
        totals.change(cell, moreBytes, 0, morePerBank, added, sequence);
        totals.change(group, moreBytes, 0, morePerBank, added, sequence);
        if (added > 0)
        {
            totals.count(cell, OneWriterTotals.REALLOCATIONS);
            totals.count(group, OneWriterTotals.REALLOCATIONS);
            if (0 != moreBytes)
            {
                totals.count(cell, OneWriterTotals.DOUBLE_ALLOCATIONS);
                totals.count(group, OneWriterTotals.DOUBLE_ALLOCATIONS);
            }
        }
        final int tree = OneWriterTotals.number(cell);
        ranges.remove(tree, key, writer.oldBytesPerBank());
        if (ranges.add(tree, key, bytesPerBank) && added > 0)
        {
            totals.count(cell, OneWriterTotals.OVERLAPS);
            totals.count(group, OneWriterTotals.OVERLAPS);
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
            final int slot = writer.slot();
            final UnsafeBuffer segment = table.segment(slot);
            final int offset = table.offset(slot);
            final int cell = totals.cell(key);
            final long bytes = SlotDescriptor.bytes(segment, offset);
            final long bytesPerBank = SlotDescriptor.bytesPerBank(segment, offset);
            totals.shift(cell, -bytes, -1, -bytesPerBank, frees);
            totals.shift(totals.groupCell(key), -bytes, -1, -bytesPerBank, frees);
            ranges.remove(OneWriterTotals.number(cell), key, bytesPerBank);
            writer.giveBack(slot);
        }
    }

    private long freeReference(final long key, final long references)
    {
        totals.count(totals.cell(key), OneWriterTotals.FREES);
        totals.count(totals.groupCell(key), OneWriterTotals.FREES);
        return references;
    }

    private long freeUnknown(final long key, final long status)
    {
        if (LedgerStatus.UNKNOWN != status)
        {
            return status;
        }
        final int cell = admit(key, 0, 0);
        if (cell < 0)
        {
            return LedgerStatus.INVALID;
        }
        totals.count(cell, OneWriterTotals.UNKNOWN_FREES);
        totals.count(totals.groupCell(key), OneWriterTotals.UNKNOWN_FREES);
        return LedgerStatus.UNKNOWN;
    }

    private void addToRoster(final long key, final int cell)
    {
        final int tree = OneWriterTotals.number(cell);
        final KeyRoster roster = FIRST_PER_CORE_TYPE <= LedgerKey.typeCode(key) ? rosters.open(tree) :
            rosters.get(tree);
        if (null != roster)
        {
            if (roster.isWorthTrimming(totals.get(cell, OneWriterTotals.BUFFERS)))
            {
                roster.trim(table);
            }
            roster.add(key);
        }
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

    private void makeRoomForTotals()
    {
        if (!totals.hasRoom())
        {
            grow(capacity, current.geometry().totalsBlocks() * 2);
        }
    }

    private void grow(final long newCapacity, final int totalsBlocks)
    {
        settle();
        final LedgerMemory old = current;
        final LedgerMemory next = generations.make(old, LedgerGeometry.of(newCapacity, load, LedgerContext.HELD_BY_ONE,
            old.geometry().segmentSlots(), totalsBlocks));
        final RecordWriter nextWriter = newWriter(next.table());
        Generations.copy(old.table(), next.table(), nextWriter.buckets());
        totals.moveTo(next.totals(), totalsBlocks);
        use(next, nextWriter);
        generations.supersede(old, next);
    }
}
