package io.github.ttalloc.percore;

import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerRecord;

/**
 * The addresses that one record takes on a core.
 *
 * @param key      of the record.
 * @param type     what it takes.
 * @param from     first address.
 * @param to       address after the last; equal to the first for a record of no bytes.
 * @param sequence journal sequence of the record: of two writes the later one counts.
 */
record Span(long key, BufferType type, long from, long to, long sequence)
{
    private static final long LAST_END = 1L << Long.SIZE - 2;

    static Span of(final LedgerRecord record, final BufferType type, final long bytes)
    {
        final long from = BufferId.address(LedgerKey.bufferId(record.key()));
        return new Span(record.key(), type, from, from + Math.min(bytes, LAST_END - from), record.sequence());
    }

    boolean isEmpty()
    {
        return from == to;
    }

    boolean isWrite()
    {
        return isWrite(type);
    }

    static boolean isWrite(final BufferType type)
    {
        return BufferType.KERNEL == type || BufferType.FIRMWARE == type || BufferType.LAUNCH == type;
    }
}
