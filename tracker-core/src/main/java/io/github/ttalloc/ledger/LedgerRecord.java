package io.github.ttalloc.ledger;

import io.github.ttalloc.device.BufferId;

/**
 * A copy of one live buffer's record, reused from call to call. Belongs to one thread at a time; nothing in it changes
 * by itself.
 */
public final class LedgerRecord
{
    private long key;
    private long bytes;
    private long bytesPerBank;
    private long timeNanos;
    private long sequence;
    private int references;
    private int cores;
    private int tag;

    /**
     * A record with every field zero.
     */
    public LedgerRecord()
    {
    }

    /**
     * The identity of the buffer.
     *
     * @return a {@link LedgerKey}.
     */
    public long key()
    {
        return key;
    }

    /**
     * Size over the whole device.
     *
     * @return bytes, zero or more.
     */
    public long bytes()
    {
        return bytes;
    }

    /**
     * Size in each bank.
     *
     * @return bytes, zero where unknown.
     */
    public long bytesPerBank()
    {
        return bytesPerBank;
    }

    /**
     * How many allocations of the buffer are not freed yet.
     *
     * @return one or more.
     */
    public int references()
    {
        return references;
    }

    /**
     * The cores that the buffer takes.
     *
     * @return a packed {@link io.github.ttalloc.device.CoreRange}.
     */
    public int cores()
    {
        return cores;
    }

    /**
     * The id of the buffer's tag.
     *
     * @return zero where there is none.
     */
    public int tag()
    {
        return tag;
    }

    /**
     * When the buffer was allocated or written last.
     *
     * @return nanoseconds of {@code CLOCK_MONOTONIC}.
     */
    public long timeNanos()
    {
        return timeNanos;
    }

    /**
     * The journal sequence of the event that the record stands for.
     *
     * @return sequence as it was given.
     */
    public long sequence()
    {
        return sequence;
    }

    /**
     * Sets the identity.
     *
     * @param value a {@link LedgerKey}.
     * @return this.
     */
    public LedgerRecord key(final long value)
    {
        key = value;
        return this;
    }

    /**
     * Sets the size over the whole device.
     *
     * @param value bytes.
     * @return this.
     */
    public LedgerRecord bytes(final long value)
    {
        bytes = value;
        return this;
    }

    /**
     * Sets the size in each bank.
     *
     * @param value bytes, zero where unknown.
     * @return this.
     */
    public LedgerRecord bytesPerBank(final long value)
    {
        bytesPerBank = value;
        return this;
    }

    /**
     * Sets the number of references.
     *
     * @param value one or more.
     * @return this.
     */
    public LedgerRecord references(final int value)
    {
        references = value;
        return this;
    }

    /**
     * Sets the cores.
     *
     * @param value a packed {@link io.github.ttalloc.device.CoreRange}.
     * @return this.
     */
    public LedgerRecord cores(final int value)
    {
        cores = value;
        return this;
    }

    /**
     * Sets the tag.
     *
     * @param value tag id, zero for none.
     * @return this.
     */
    public LedgerRecord tag(final int value)
    {
        tag = value;
        return this;
    }

    /**
     * Sets the time.
     *
     * @param value nanoseconds of {@code CLOCK_MONOTONIC}.
     * @return this.
     */
    public LedgerRecord timeNanos(final long value)
    {
        timeNanos = value;
        return this;
    }

    /**
     * Sets the journal sequence.
     *
     * @param value sequence.
     * @return this.
     */
    public LedgerRecord sequence(final long value)
    {
        sequence = value;
        return this;
    }

    /**
     * Takes over every field of another record.
     *
     * @param other where the fields come from.
     * @return this.
     */
    public LedgerRecord set(final LedgerRecord other)
    {
        key = other.key;
        bytes = other.bytes;
        bytesPerBank = other.bytesPerBank;
        timeNanos = other.timeNanos;
        sequence = other.sequence;
        references = other.references;
        cores = other.cores;
        tag = other.tag;
        return this;
    }

    /**
     * The fields for messages.
     *
     * @return names and values.
     */
    @Override
    public String toString()
    {
        return "slot=" + LedgerKey.slot(key) + " device=" + LedgerKey.device(key) + " type=" +
            LedgerKey.typeCode(key) + " bufferId=" + BufferId.toString(LedgerKey.bufferId(key)) + " bytes=" + bytes +
            " bytesPerBank=" + bytesPerBank + " references=" + references + " cores=" + cores + " tag=" + tag +
            " timeNanos=" + timeNanos + " sequence=" + sequence;
    }
}
