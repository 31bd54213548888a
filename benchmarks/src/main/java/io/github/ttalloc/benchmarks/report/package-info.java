/**
 * What a report costs the process that makes it.
 */
package io.github.ttalloc.benchmarks.report;
