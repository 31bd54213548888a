package io.github.ttalloc.ledger;

/**
 * Is shown totals one after the other.
 */
@FunctionalInterface
public interface LedgerTotalsConsumer
{
    /**
     * Is shown the totals of one process, device and type, or of one device and type over all processes.
     *
     * @param totals the totals; the object is reused for the next ones.
     */
    void onTotals(LedgerTotals totals);
}
