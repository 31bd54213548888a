package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * A copy of the totals of one process, device and type, or of one chip (or device number, where the chip is unknown)
 * and type over all processes; reused from call to call. Belongs to one thread at a time.
 */
public final class LedgerTotals
{
    private boolean group;
    private int slot;
    private int device;
    private int typeCode;
    private long chipId;
    private long bytes;
    private long buffers;
    private long bytesPerBank;
    private long allocations;
    private long frees;
    private long peakBytes;
    private long peakBytesSequence;
    private long peakBuffers;
    private long peakBuffersSequence;
    private long peakBytesPerBank;
    private long peakBytesPerBankSequence;
    private long unknownFrees;
    private long reallocations;
    private long doubleAllocations;
    private long overlaps;

    /**
     * Totals with every field zero.
     */
    public LedgerTotals()
    {
    }

    /**
     * Makes these the totals of one process, device and type; the values stay.
     *
     * @param slotValue   process slot.
     * @param deviceValue device number.
     * @param typeValue   {@link io.github.ttalloc.device.BufferType#code()}.
     * @param chipValue   64-bit chip id, 0 where unknown.
     * @return this.
     */
    public LedgerTotals ofProcess(
        final int slotValue, final int deviceValue, final int typeValue, final long chipValue)
    {
        group = false;
        slot = slotValue;
        device = deviceValue;
        typeCode = typeValue;
        chipId = chipValue;
        return this;
    }

    /**
     * Makes these the totals of one chip or device number and type over all processes; the values stay.
     *
     * @param deviceValue device number; where the chip is known, of whoever named it first.
     * @param typeValue   {@link io.github.ttalloc.device.BufferType#code()}.
     * @param chipValue   64-bit chip id, 0 for a group by device number.
     * @return this.
     */
    public LedgerTotals ofGroup(final int deviceValue, final int typeValue, final long chipValue)
    {
        group = true;
        slot = -1;
        device = deviceValue;
        typeCode = typeValue;
        chipId = chipValue;
        return this;
    }

    /**
     * Makes these the same as others, values included.
     *
     * @param other to copy.
     * @return this.
     */
    public LedgerTotals set(final LedgerTotals other)
    {
        group = other.group;
        slot = other.slot;
        device = other.device;
        typeCode = other.typeCode;
        chipId = other.chipId;
        clearValues();
        add(other);
        peakBytes = other.peakBytes;
        peakBytesSequence = other.peakBytesSequence;
        peakBuffers = other.peakBuffers;
        peakBuffersSequence = other.peakBuffersSequence;
        peakBytesPerBank = other.peakBytesPerBank;
        peakBytesPerBankSequence = other.peakBytesPerBankSequence;
        return this;
    }

    /**
     * Whether these are totals over all processes.
     *
     * @return false for those of one process.
     */
    public boolean isGroup()
    {
        return group;
    }

    /**
     * The process.
     *
     * @return process slot, -1 for a group.
     */
    public int slot()
    {
        return slot;
    }

    /**
     * The device number. A group by chip has the number that the first process of the chip gave it.
     *
     * @return device number.
     */
    public int device()
    {
        return device;
    }

    /**
     * The type of the buffers.
     *
     * @return {@link io.github.ttalloc.device.BufferType#code()}.
     */
    public int typeCode()
    {
        return typeCode;
    }

    /**
     * The chip.
     *
     * @return 64-bit chip id, 0 where unknown.
     */
    public long chipId()
    {
        return chipId;
    }

    /**
     * Live bytes over the whole device.
     *
     * @return bytes, never negative.
     */
    public long bytes()
    {
        return bytes;
    }

    /**
     * Live buffers.
     *
     * @return count, never negative.
     */
    public long buffers()
    {
        return buffers;
    }

    /**
     * Live bytes in each bank, as they were reported.
     *
     * @return bytes, never negative.
     */
    public long bytesPerBank()
    {
        return bytesPerBank;
    }

    /**
     * Allocations, each reference counted, writes that made a record too.
     *
     * @return count since the first event.
     */
    public long allocations()
    {
        return allocations;
    }

    /**
     * Frees that found their buffer.
     *
     * @return count since the first event.
     */
    public long frees()
    {
        return frees;
    }

    /**
     * Highest {@link #bytes()} reached.
     *
     * @return bytes, never less than {@link #bytes()}; zero in a ledger of many writers.
     */
    public long peakBytes()
    {
        return peakBytes;
    }

    /**
     * The sequence of the event that reached {@link #peakBytes()} first.
     *
     * @return journal sequence.
     */
    public long peakBytesSequence()
    {
        return peakBytesSequence;
    }

    /**
     * Highest {@link #buffers()} reached.
     *
     * @return count; zero in a ledger of many writers.
     */
    public long peakBuffers()
    {
        return peakBuffers;
    }

    /**
     * The sequence of the event that reached {@link #peakBuffers()} first.
     *
     * @return journal sequence.
     */
    public long peakBuffersSequence()
    {
        return peakBuffersSequence;
    }

    /**
     * Highest {@link #bytesPerBank()} reached.
     *
     * @return bytes; zero in a ledger of many writers.
     */
    public long peakBytesPerBank()
    {
        return peakBytesPerBank;
    }

    /**
     * The sequence of the event that reached {@link #peakBytesPerBank()} first.
     *
     * @return journal sequence.
     */
    public long peakBytesPerBankSequence()
    {
        return peakBytesPerBankSequence;
    }

    /**
     * Frees of a key that was not live.
     *
     * @return count since the first event.
     */
    public long unknownFrees()
    {
        return unknownFrees;
    }

    /**
     * Allocations of a key that was live.
     *
     * @return count since the first event.
     */
    public long reallocations()
    {
        return reallocations;
    }

    /**
     * Reallocations with another size.
     *
     * @return count since the first event.
     */
    public long doubleAllocations()
    {
        return doubleAllocations;
    }

    /**
     * Allocations whose range of addresses met another live buffer's.
     *
     * @return count since the first event.
     */
    public long overlaps()
    {
        return overlaps;
    }

    /**
     * Sets what {@link #bytes()} answers.
     *
     * @param value zero or more.
     * @return this.
     */
    public LedgerTotals bytes(final long value)
    {
        bytes = value;
        return this;
    }

    /**
     * Sets what {@link #buffers()} answers.
     *
     * @param value zero or more.
     * @return this.
     */
    public LedgerTotals buffers(final long value)
    {
        buffers = value;
        return this;
    }

    /**
     * Sets what {@link #bytesPerBank()} answers.
     *
     * @param value zero or more.
     * @return this.
     */
    public LedgerTotals bytesPerBank(final long value)
    {
        bytesPerBank = value;
        return this;
    }

    /**
     * Sets what {@link #allocations()} answers.
     *
     * @param value zero or more.
     * @return this.
     */
    public LedgerTotals allocations(final long value)
    {
        allocations = value;
        return this;
    }

    /**
     * Sets what {@link #frees()} answers.
     *
     * @param value zero or more.
     * @return this.
     */
    public LedgerTotals frees(final long value)
    {
        frees = value;
        return this;
    }

    /**
     * Sets what {@link #peakBytes()} answers.
     *
     * @param value zero or more.
     * @return this.
     */
    public LedgerTotals peakBytes(final long value)
    {
        peakBytes = value;
        return this;
    }

    /**
     * Sets what {@link #peakBytesSequence()} answers.
     *
     * @param value zero or more.
     * @return this.
     */
    public LedgerTotals peakBytesSequence(final long value)
    {
        peakBytesSequence = value;
        return this;
    }

    /**
     * Sets what {@link #peakBuffers()} answers.
     *
     * @param value zero or more.
     * @return this.
     */
    public LedgerTotals peakBuffers(final long value)
    {
        peakBuffers = value;
        return this;
    }

    /**
     * Sets what {@link #peakBuffersSequence()} answers.
     *
     * @param value zero or more.
     * @return this.
     */
    public LedgerTotals peakBuffersSequence(final long value)
    {
        peakBuffersSequence = value;
        return this;
    }

    /**
     * Sets what {@link #peakBytesPerBank()} answers.
     *
     * @param value zero or more.
     * @return this.
     */
    public LedgerTotals peakBytesPerBank(final long value)
    {
        peakBytesPerBank = value;
        return this;
    }

    /**
     * Sets what {@link #peakBytesPerBankSequence()} answers.
     *
     * @param value zero or more.
     * @return this.
     */
    public LedgerTotals peakBytesPerBankSequence(final long value)
    {
        peakBytesPerBankSequence = value;
        return this;
    }

    /**
     * Sets what {@link #unknownFrees()} answers.
     *
     * @param value zero or more.
     * @return this.
     */
    public LedgerTotals unknownFrees(final long value)
    {
        unknownFrees = value;
        return this;
    }

    /**
     * Sets what {@link #reallocations()} answers.
     *
     * @param value zero or more.
     * @return this.
     */
    public LedgerTotals reallocations(final long value)
    {
        reallocations = value;
        return this;
    }

    /**
     * Sets what {@link #doubleAllocations()} answers.
     *
     * @param value zero or more.
     * @return this.
     */
    public LedgerTotals doubleAllocations(final long value)
    {
        doubleAllocations = value;
        return this;
    }

    /**
     * Sets what {@link #overlaps()} answers.
     *
     * @param value zero or more.
     * @return this.
     */
    public LedgerTotals overlaps(final long value)
    {
        overlaps = value;
        return this;
    }

    /**
     * The identity and the values for messages.
     *
     * @return names and values.
     */
    @Override
    public String toString()
    {
        return (group ? "group" : "slot=" + slot) + " device=" + device + " chipId=" + Long.toHexString(chipId) +
            " type=" + typeCode + " bytes=" + bytes + " buffers=" + buffers + " bytesPerBank=" + bytesPerBank +
            " allocations=" + allocations + " frees=" + frees + " peakBytes=" + peakBytes + "@" + peakBytesSequence +
            " peakBuffers=" + peakBuffers + "@" + peakBuffersSequence + " peakBytesPerBank=" + peakBytesPerBank + "@" +
            peakBytesPerBankSequence + " unknownFrees=" + unknownFrees + " reallocations=" + reallocations +
            " doubleAllocations=" + doubleAllocations + " overlaps=" + overlaps;
    }

    boolean isAllZero()
    {
        return 0 == (bytes | buffers | bytesPerBank | allocations | frees | peakBytes | peakBuffers |
            peakBytesPerBank | unknownFrees | reallocations | doubleAllocations | overlaps);
    }

    /* Live values before their peaks: the writer stores in the other order, so a peak is never below its value. */
    void read(final UnsafeBuffer totals, final int cell)
    {
        bytes = totals.getLongAcquire(cell + TotalsDescriptor.BYTES_OFFSET);
        buffers = totals.getLongAcquire(cell + TotalsDescriptor.BUFFERS_OFFSET);
        bytesPerBank = totals.getLongAcquire(cell + TotalsDescriptor.BYTES_PER_BANK_OFFSET);
        allocations = totals.getLongAcquire(cell + TotalsDescriptor.ALLOCATIONS_OFFSET);
        frees = totals.getLongAcquire(cell + TotalsDescriptor.FREES_OFFSET);
        peakBytes = totals.getLongAcquire(cell + TotalsDescriptor.PEAK_BYTES_OFFSET);
        peakBytesSequence = totals.getLongAcquire(cell + TotalsDescriptor.PEAK_BYTES_SEQUENCE_OFFSET);
        peakBuffers = totals.getLongAcquire(cell + TotalsDescriptor.PEAK_BUFFERS_OFFSET);
        peakBuffersSequence = totals.getLongAcquire(cell + TotalsDescriptor.PEAK_BUFFERS_SEQUENCE_OFFSET);
        peakBytesPerBank = totals.getLongAcquire(cell + TotalsDescriptor.PEAK_BYTES_PER_BANK_OFFSET);
        peakBytesPerBankSequence = totals.getLongAcquire(cell + TotalsDescriptor.PEAK_BYTES_PER_BANK_SEQUENCE_OFFSET);
        unknownFrees = totals.getLongAcquire(cell + TotalsDescriptor.UNKNOWN_FREES_OFFSET);
        reallocations = totals.getLongAcquire(cell + TotalsDescriptor.REALLOCATIONS_OFFSET);
        doubleAllocations = totals.getLongAcquire(cell + TotalsDescriptor.DOUBLE_ALLOCATIONS_OFFSET);
        overlaps = totals.getLongAcquire(cell + TotalsDescriptor.OVERLAPS_OFFSET);
    }

    /* Peaks and counters, into words laid out like a cell. */
    void writeHistory(final long[] words, final int cell)
    {
        words[cell + TotalsDescriptor.ALLOCATIONS_OFFSET / Long.BYTES] = allocations;
        words[cell + TotalsDescriptor.FREES_OFFSET / Long.BYTES] = frees;
        words[cell + TotalsDescriptor.PEAK_BYTES_OFFSET / Long.BYTES] = peakBytes;
        words[cell + TotalsDescriptor.PEAK_BYTES_SEQUENCE_OFFSET / Long.BYTES] = peakBytesSequence;
        words[cell + TotalsDescriptor.PEAK_BUFFERS_OFFSET / Long.BYTES] = peakBuffers;
        words[cell + TotalsDescriptor.PEAK_BUFFERS_SEQUENCE_OFFSET / Long.BYTES] = peakBuffersSequence;
        words[cell + TotalsDescriptor.PEAK_BYTES_PER_BANK_OFFSET / Long.BYTES] = peakBytesPerBank;
        words[cell + TotalsDescriptor.PEAK_BYTES_PER_BANK_SEQUENCE_OFFSET / Long.BYTES] = peakBytesPerBankSequence;
        words[cell + TotalsDescriptor.UNKNOWN_FREES_OFFSET / Long.BYTES] = unknownFrees;
        words[cell + TotalsDescriptor.REALLOCATIONS_OFFSET / Long.BYTES] = reallocations;
        words[cell + TotalsDescriptor.DOUBLE_ALLOCATIONS_OFFSET / Long.BYTES] = doubleAllocations;
        words[cell + TotalsDescriptor.OVERLAPS_OFFSET / Long.BYTES] = overlaps;
    }

    void add(final LedgerTotals other)
    {
        bytes += other.bytes;
        buffers += other.buffers;
        bytesPerBank += other.bytesPerBank;
        allocations += other.allocations;
        frees += other.frees;
        unknownFrees += other.unknownFrees;
        reallocations += other.reallocations;
        doubleAllocations += other.doubleAllocations;
        overlaps += other.overlaps;
    }

    void clearValues()
    {
        bytes = 0;
        buffers = 0;
        bytesPerBank = 0;
        allocations = 0;
        frees = 0;
        peakBytes = 0;
        peakBytesSequence = 0;
        peakBuffers = 0;
        peakBuffersSequence = 0;
        peakBytesPerBank = 0;
        peakBytesPerBankSequence = 0;
        unknownFrees = 0;
        reallocations = 0;
        doubleAllocations = 0;
        overlaps = 0;
    }
}
