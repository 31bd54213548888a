/**
 * From the rings to the ledger: how much gets through, how soon, and how fast a journal is folded anew.
 */
package io.github.ttalloc.benchmarks.transport;
