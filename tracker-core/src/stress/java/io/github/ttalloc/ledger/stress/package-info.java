/**
 * Stress tests of the ledger's memory orders by jcstress; run by the profile {@code stress}.
 */
package io.github.ttalloc.ledger.stress;
