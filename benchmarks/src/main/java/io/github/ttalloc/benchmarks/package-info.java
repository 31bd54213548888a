/**
 * Benchmarks of the hot paths, each beside its rivals, and the program that runs them.
 */
package io.github.ttalloc.benchmarks;
