/**
 * The ledger beside its rivals: churn, search and batches over live sets of many sizes, with the limit that memory
 * sets in the same run.
 */
package io.github.ttalloc.benchmarks.ledger;
