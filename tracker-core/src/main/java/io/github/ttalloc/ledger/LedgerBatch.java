package io.github.ttalloc.ledger;

/**
 * Events to be applied together, in order: a ledger that is larger than the caches takes them in far less time than
 * one by one, because it asks memory for all of them at once. For one thread; reused from batch to batch.
 */
public final class LedgerBatch
{
    /** Events that a batch holds unless told otherwise. */
    public static final int DEFAULT_CAPACITY = 64;

    static final byte ALLOCATE = 1;
    static final byte WRITE = 2;
    static final byte FREE = 3;

    private final byte[] kinds;
    private final long[] keys;
    private final long[] bytes;
    private final long[] bytesPerBank;
    private final int[] cores;
    private final int[] tags;
    private final long[] times;
    private final long[] sequences;
    private final long[] results;
    private final int[] buckets;
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
        kinds = new byte[capacity];
        keys = new long[capacity];
        bytes = new long[capacity];
        bytesPerBank = new long[capacity];
        cores = new int[capacity];
        tags = new int[capacity];
        times = new long[capacity];
        sequences = new long[capacity];
        results = new long[capacity];
        buckets = new int[capacity];
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
        return size == kinds.length;
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
        kinds[size] = FREE;
        keys[size++] = key;
    }

    /**
     * What an event of the batch came to when the batch was applied.
     *
     * @param index number of the event in the batch, from 0.
     * @return what the ledger's own method would have returned.
     */
    public long result(final int index)
    {
        return results[index];
    }

    /* Asks memory for every line of the index. What is loaded is kept, so that no load can be left out. */
    void touch(final BucketTable table)
    {
        final int count = size;
        for (int i = 0; i < count; i++)
        {
            buckets[i] = table.bucket(BucketTable.mix(keys[i]));
        }
        long sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += table.wordAcquire(buckets[i]);
        }
        touched += sum;
    }

    /* Asks memory for the records that are likely to be freed, once the index is touched. */
    void touchRecords(final BucketTable table)
    {
        int found = 0;
        for (int i = 0; i < size; i++)
        {
            final int slot = table.likelySlot(buckets[i], keys[i]);
            buckets[found] = slot;
            found += FREE == kinds[i] && table.isSlot(slot) ? 1 : 0;
        }
        long sum = 0;
        for (int i = 0; i < found; i++)
        {
            sum += table.key(buckets[i]);
        }
        touched += sum;
    }

    void apply(final OneWriterLedger ledger)
    {
        for (int i = 0; i < size; i++)
        {
            results[i] = switch (kinds[i])
            {
                case ALLOCATE -> ledger.allocate(
                    keys[i], bytes[i], bytesPerBank[i], cores[i], tags[i], times[i], sequences[i]);
                case WRITE -> ledger.write(
                    keys[i], bytes[i], bytesPerBank[i], cores[i], tags[i], times[i], sequences[i]);
                default -> ledger.free(keys[i]);
            };
        }
    }

    void apply(final LedgerWriter writer)
    {
        for (int i = 0; i < size; i++)
        {
            results[i] = switch (kinds[i])
            {
                case ALLOCATE -> writer.allocate(
                    keys[i], bytes[i], bytesPerBank[i], cores[i], tags[i], times[i], sequences[i]);
                case WRITE -> writer.write(
                    keys[i], bytes[i], bytesPerBank[i], cores[i], tags[i], times[i], sequences[i]);
                default -> writer.free(keys[i]);
            };
        }
    }

    private void add(
        final byte kind, final long key, final long eventBytes, final long eventBytesPerBank, final int coreRange,
        final int tag, final long timeNanos, final long sequence)
    {
        final int at = size;
        kinds[at] = kind;
        keys[at] = key;
        bytes[at] = eventBytes;
        bytesPerBank[at] = eventBytesPerBank;
        cores[at] = coreRange;
        tags[at] = tag;
        times[at] = timeNanos;
        sequences[at] = sequence;
        size = at + 1;
    }
}
