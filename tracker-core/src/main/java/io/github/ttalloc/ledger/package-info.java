/**
 * The off-heap ledger of what is allocated now: one record per buffer, totals derived from the records, and views
 * over both. Usable in one process with nothing else of this library.
 */
package io.github.ttalloc.ledger;
