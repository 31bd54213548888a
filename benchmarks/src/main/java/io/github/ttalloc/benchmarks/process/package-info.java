/**
 * Processes that a benchmark starts, and what happens when several of them report at once.
 */
package io.github.ttalloc.benchmarks.process;
