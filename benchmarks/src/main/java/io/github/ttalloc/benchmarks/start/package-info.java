/**
 * What tracking costs a process when it starts.
 */
package io.github.ttalloc.benchmarks.start;
