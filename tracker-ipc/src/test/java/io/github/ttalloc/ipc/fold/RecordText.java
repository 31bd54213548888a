package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerRecord;

/**
 * A live record as the model writes it down.
 */
final class RecordText
{
    private RecordText()
    {
    }

    static String of(final LedgerRecord record)
    {
        final long key = record.key();
        return LedgerKey.slot(key) + " holds " + LedgerKey.device(key) + " " + BufferType.of(LedgerKey.typeCode(key)) +
            " " + BufferId.toString(LedgerKey.bufferId(key)) + " " + record.bytes() + " x" + record.references();
    }
}
