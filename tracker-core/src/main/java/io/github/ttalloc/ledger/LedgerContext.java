package io.github.ttalloc.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * The settings that a ledger is built with. Not threadsafe; a ledger takes what is set when it is built and keeps no
 * reference.
 */
public final class LedgerContext
{
    /** Records that a ledger holds unless told otherwise; one with one writer grows beyond. */
    public static final long DEFAULT_CAPACITY = 1 << 16;

    /** Share of the index that is in use when the stated capacity is reached, unless told otherwise. */
    public static final double DEFAULT_LOAD = 0.4;

    /** Lowest load. */
    public static final double MIN_LOAD = 0.05;

    /** Highest load: the rest of the index keeps most buckets from spilling over. */
    public static final double MAX_LOAD = 0.8;

    /** Writers of a ledger with many writers that may be open at once, unless told otherwise. */
    public static final int DEFAULT_WRITERS = 32;

    /** Most writers of a ledger with many writers. */
    public static final int MAX_WRITERS = 4096;

    /** Blocks of totals, 1,280 bytes each, unless told otherwise; see {@link #totalsBlocks(int)}. */
    public static final int DEFAULT_TOTALS_BLOCKS = 256;

    /** Blocks of totals for each writer of a ledger with many writers, where that comes to more. */
    public static final int DEFAULT_TOTALS_BLOCKS_OF_WRITER = 8;

    /** Slots that the only writer may hold back: those not yet counted, and one for a replacement. */
    static final int HELD_BY_ONE = Postings.CAPACITY + 1;

    private long capacity = DEFAULT_CAPACITY;
    private int writers = DEFAULT_WRITERS;
    private double load = DEFAULT_LOAD;
    private int totalsBlocks;
    private int segmentSlots = LedgerGeometry.DEFAULT_SEGMENT_SLOTS;
    private boolean overlaps = true;
    private Path directory;

    /**
     * Settings with every default.
     */
    public LedgerContext()
    {
    }

    /**
     * How many records the ledger holds at least.
     *
     * @return capacity, {@link #DEFAULT_CAPACITY} unless set.
     */
    public long capacity()
    {
        return capacity;
    }

    /**
     * Sets how many records the ledger holds at least.
     *
     * @param value capacity, one or more.
     * @return this.
     * @throws IllegalArgumentException if it is less than one.
     */
    public LedgerContext capacity(final long value)
    {
        if (value < 1)
        {
            throw new IllegalArgumentException("capacity=" + value + " must be 1 or more");
        }
        capacity = value;
        return this;
    }

    /**
     * The writers of a ledger with many writers that may be open at once.
     *
     * @return count, {@link #DEFAULT_WRITERS} unless set.
     */
    public int writers()
    {
        return writers;
    }

    /**
     * Sets how many writers of a ledger with many writers may be open at once. Each holds back a few slots, about 5 KiB
     * of memory.
     *
     * @param value count, 1 to {@link #MAX_WRITERS}.
     * @return this.
     * @throws IllegalArgumentException if it is out of its range.
     */
    public LedgerContext writers(final int value)
    {
        if (value < 1 || value > MAX_WRITERS)
        {
            throw new IllegalArgumentException("writers=" + value + " must be 1 to " + MAX_WRITERS);
        }
        writers = value;
        return this;
    }

    /**
     * The share of the index in use when the capacity is reached.
     *
     * @return load, {@link #DEFAULT_LOAD} unless set.
     */
    public double load()
    {
        return load;
    }

    /**
     * Sets the share of the index in use when the capacity is reached: a record costs 78 bytes, and 21 divided by it.
     *
     * @param value load, {@link #MIN_LOAD} to {@link #MAX_LOAD}.
     * @return this.
     * @throws IllegalArgumentException if it is out of its range.
     */
    public LedgerContext load(final double value)
    {
        if (!(value >= MIN_LOAD && value <= MAX_LOAD))
        {
            throw new IllegalArgumentException("load=" + value + " must be " + MIN_LOAD + " to " + MAX_LOAD);
        }
        load = value;
        return this;
    }

    /**
     * The blocks of totals that were set.
     *
     * @return count; 0 unless set: {@link #DEFAULT_TOTALS_BLOCKS} then, or {@link #DEFAULT_TOTALS_BLOCKS_OF_WRITER} for
     * each of many writers if that is more.
     */
    public int totalsBlocks()
    {
        return totalsBlocks;
    }

    /**
     * Sets the blocks of totals. In a ledger with one writer, each process and device takes one and each chip another,
     * and it gets more by itself. In one with many writers, each writer takes one for each process and device that it
     * reports or frees something of, chips take none, and an event that finds none left is {@link LedgerStatus#FULL}.
     *
     * @param value count, 2 or more.
     * @return this.
     * @throws IllegalArgumentException if it is out of its range.
     */
    public LedgerContext totalsBlocks(final int value)
    {
        if (value < 2 || value > LedgerGeometry.MAX_TOTALS_BLOCKS)
        {
            throw new IllegalArgumentException("totalsBlocks=" + value + " must be 2 to " +
                LedgerGeometry.MAX_TOTALS_BLOCKS);
        }
        totalsBlocks = value;
        return this;
    }

    /**
     * Whether a ledger with one writer counts overlapping allocations.
     *
     * @return true unless set otherwise.
     */
    public boolean overlaps()
    {
        return overlaps;
    }

    /**
     * Sets whether a ledger with one writer counts overlapping allocations, which takes an index of address ranges.
     *
     * @param value false for no index.
     * @return this.
     */
    public LedgerContext overlaps(final boolean value)
    {
        overlaps = value;
        return this;
    }

    /**
     * The directory of the ledger's mapped file.
     *
     * @return directory, or null for a ledger in memory.
     */
    public Path directory()
    {
        return directory;
    }

    /**
     * Sets the directory of the ledger's mapped file, {@code ledger-<generation>.dat}, which other processes may read
     * meanwhile. A ledger starts empty: files that are there already are superseded and removed. One ledger at a time
     * writes to a directory, which its owner has to see to.
     *
     * @param value an existing directory, or null for a ledger in memory.
     * @return this.
     */
    public LedgerContext directory(final Path value)
    {
        directory = value;
        return this;
    }

    LedgerContext segmentSlots(final int value)
    {
        segmentSlots = value;
        return this;
    }

    /* The first generation of a ledger. */
    LedgerMemory open(final int mode)
    {
        final int heldBack = HeaderDescriptor.MODE_ONE_WRITER == mode ? HELD_BY_ONE :
            writers * LedgerWriter.HELD_BACK;
        final LedgerGeometry geometry = LedgerGeometry.of(capacity, load, heldBack, segmentSlots, blocksFor(mode));
        if (null == directory)
        {
            return LedgerMemory.allocate(geometry, mode, 1);
        }
        try
        {
            final long generation = LedgerFiles.newest(directory) + 1;
            final LedgerMemory memory = LedgerFiles.create(directory, geometry, mode, generation);
            LedgerFiles.finish(directory, memory);
            LedgerFiles.supersedeOlderThan(directory, generation);
            return memory;
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException("no ledger can be made in directory=" + directory + ": " + e, e);
        }
    }

    private int blocksFor(final int mode)
    {
        if (0 != totalsBlocks)
        {
            return totalsBlocks;
        }
        return HeaderDescriptor.MODE_ONE_WRITER == mode ? DEFAULT_TOTALS_BLOCKS :
            Math.max(DEFAULT_TOTALS_BLOCKS, writers * DEFAULT_TOTALS_BLOCKS_OF_WRITER);
    }

    /**
     * The settings for messages.
     *
     * @return names and values.
     */
    @Override
    public String toString()
    {
        return "capacity=" + capacity + " load=" + load + " writers=" + writers + " totalsBlocks=" + totalsBlocks +
            " overlaps=" + overlaps + " directory=" + directory;
    }
}
