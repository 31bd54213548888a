package io.github.ttalloc.ledger;

/**
 * Events to be applied together, in order: a ledger that is larger than the caches takes them in far less time than
 * one by one, because it asks memory for all of them at once. For one thread; reused from batch to batch.
 */
public final class LedgerBatch
{
    /** Events that a batch holds unless told otherwise. */
    public static final int DEFAULT_CAPACITY = 64;

    private static final long ALLOCATE = 1;
    private static final long WRITE = 2;
    private static final long FREE = 3;

    private static final int KEY = 0;
    private static final int BYTES = 1;
    private static final int BYTES_PER_BANK = 2;
    private static final int TIME = 3;
    private static final int SEQUENCE = 4;
    private static final int CORES_AND_TAG = 5;
    private static final int KIND = 6;
    private static final int RESULT = 7;
    private static final int EVENT_SHIFT = 3;

    /* An event takes the eight words that are named above, so one cache line or two. */
    private final long[] events;
    private final int[] places;
    private final int capacity;
    private int size;
    private long touched;

    /**
     * An empty batch of the default capacity.
     */
    public LedgerBatch()
    {
        this(DEFAULT_CAPACITY);
    }

    /**
     * An empty batch.
     *
     * @param capacity events that it holds, one or more.
     * @throws IllegalArgumentException if it is less than one.
     */
    public LedgerBatch(final int capacity)
    {
        if (capacity < 1)
        {
            throw new IllegalArgumentException("capacity=" + capacity + " must be 1 or more");
        }
        this.capacity = capacity;
        events = new long[capacity << EVENT_SHIFT];
        places = new int[capacity];
    }

    /**
     * How many events are in the batch.
     *
     * @return count.
     */
    public int size()
    {
        return size;
    }

    /**
     * Whether the batch must be applied before another event is added.
     *
     * @return true if no event fits.
     */
    public boolean isFull()
    {
        return size == capacity;
    }

    /**
     * Takes every event out.
     */
    public void clear()
    {
        size = 0;
    }

    /**
     * Adds an allocation; see {@link OneWriterLedger#allocate}. The batch must not be full.
     *
     * @param key          ledger key.
     * @param size         size over the whole device.
     * @param sizePerBank  size in each bank, 0 where unknown.
     * @param coreRange    packed core range.
     * @param tag          tag id.
     * @param timeNanos    time of the event.
     * @param sequence     journal sequence of the event.
     */
    public void allocate(
        final long key, final long size, final long sizePerBank, final int coreRange, final int tag,
        final long timeNanos, final long sequence)
    {
        add(ALLOCATE, key, size, sizePerBank, coreRange, tag, timeNanos, sequence);
    }

    /**
     * Adds data that was written; see {@link OneWriterLedger#write}. The batch must not be full.
     *
     * @param key          ledger key.
     * @param size         size over the whole device.
     * @param sizePerBank  size in each bank, 0 where unknown.
     * @param coreRange    packed core range.
     * @param tag          tag id.
     * @param timeNanos    time of the event.
     * @param sequence     journal sequence of the event.
     */
    public void write(
        final long key, final long size, final long sizePerBank, final int coreRange, final int tag,
        final long timeNanos, final long sequence)
    {
        add(WRITE, key, size, sizePerBank, coreRange, tag, timeNanos, sequence);
    }

    /**
     * Adds a free; see {@link OneWriterLedger#free}. The batch must not be full.
     *
     * @param key ledger key.
     */
    public void free(final long key)
    {
        final int at = size << EVENT_SHIFT;
        events[at + KEY] = key;
        events[at + KIND] = FREE;
        size++;
    }

    /**
     * What an event of the batch came to when the batch was applied.
     *
     * @param index number of the event in the batch, from 0.
     * @return what the ledger's own method would have returned.
     */
    public long result(final int index)
    {
        return events[(index << EVENT_SHIFT) + RESULT];
    }

    /* Asks memory for every line of the index. What is loaded is kept, so that no load can be left out. */
    void touch(final BucketTable table)
    {
        final int count = size;
        for (int i = 0; i < count; i++)
        {
            places[i] = table.bucket(BucketTable.mix(events[(i << EVENT_SHIFT) + KEY]));
        }
        long sum = touched;
        for (int i = 0; i < count; i++)
        {
            sum += table.word(places[i]);
        }
        touched = sum;
    }

    /* Asks memory for the records that are likely to be freed, once the index is touched. */
    void touchRecords(final BucketTable table)
    {
        int found = 0;
        for (int i = 0; i < size; i++)
        {
            final int at = i << EVENT_SHIFT;
            final int slot = table.likelySlot(places[i], events[at + KEY]);
            places[found] = slot;
            found += FREE == events[at + KIND] && table.isSlot(slot) ? 1 : 0;
        }
        long sum = touched;
        for (int i = 0; i < found; i++)
        {
            sum += table.key(places[i]);
        }
        touched = sum;
    }

    void apply(final OneWriterLedger ledger)
    {
        for (int at = 0; at < size << EVENT_SHIFT; at += 1 << EVENT_SHIFT)
        {
            final long kind = events[at + KIND];
            events[at + RESULT] = FREE == kind ? ledger.free(events[at + KEY]) :
                ledger.put(events[at + KEY], ALLOCATE == kind ? 1 : 0, events[at + BYTES], events[at + BYTES_PER_BANK],
                    cores(at), tag(at), events[at + TIME], events[at + SEQUENCE]);
        }
    }

    void apply(final LedgerWriter writer)
    {
        for (int at = 0; at < size << EVENT_SHIFT; at += 1 << EVENT_SHIFT)
        {
            final long kind = events[at + KIND];
            events[at + RESULT] = FREE == kind ? writer.free(events[at + KEY]) :
                writer.put(events[at + KEY], ALLOCATE == kind ? 1 : 0, events[at + BYTES], events[at + BYTES_PER_BANK],
                    cores(at), tag(at), events[at + TIME], events[at + SEQUENCE]);
        }
    }

    private int cores(final int at)
    {
        return (int)(events[at + CORES_AND_TAG] >>> Integer.SIZE);
    }

    private int tag(final int at)
    {
        return (int)events[at + CORES_AND_TAG];
    }

    private void add(
        final long kind, final long key, final long bytes, final long bytesPerBank, final int coreRange,
        final int tag, final long timeNanos, final long sequence)
    {
        final int at = size << EVENT_SHIFT;
        events[at + KEY] = key;
        events[at + BYTES] = bytes;
        events[at + BYTES_PER_BANK] = bytesPerBank;
        events[at + TIME] = timeNanos;
        events[at + SEQUENCE] = sequence;
        events[at + CORES_AND_TAG] = (long)coreRange << Integer.SIZE | tag & 0xFFFF_FFFFL;
        events[at + KIND] = kind;
        size++;
    }
}
