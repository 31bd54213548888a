package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.ledger.OneWriterLedger;

/**
 * A ledger that has no room for a buffer and cannot grow. Its fold is in the middle of a batch and of no more use; once
 * there is space, a new one of the same journal is.
 */
public final class LedgerFullException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    LedgerFullException(final OneWriterLedger ledger)
    {
        super("the ledger holds " + ledger.size() + " buffers and cannot grow: " +
            (null == ledger.growthFailure() ? "it has its largest size" : ledger.growthFailure().getMessage()),
            ledger.growthFailure());
    }
}
