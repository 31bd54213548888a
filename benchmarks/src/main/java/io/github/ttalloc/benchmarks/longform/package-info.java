/**
 * The long form: every rival and every scale, as JSON, a table and a plot.
 */
package io.github.ttalloc.benchmarks.longform;
