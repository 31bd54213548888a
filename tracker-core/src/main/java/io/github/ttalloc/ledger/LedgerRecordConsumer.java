package io.github.ttalloc.ledger;

/**
 * Is shown records one after the other.
 */
@FunctionalInterface
public interface LedgerRecordConsumer
{
    /**
     * Is shown one record.
     *
     * @param record the record; it is reused for the next one, so take copies of what is to be kept.
     */
    void onRecord(LedgerRecord record);
}
