/**
 * The guard: the short form of the benchmarks that decide, each against one rival, and what they are held to.
 */
package io.github.ttalloc.benchmarks.guard;
