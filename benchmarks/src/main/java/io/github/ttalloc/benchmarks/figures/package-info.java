/**
 * Figures of a run: how they are made by benchmarks in processes of their own, kept as JSON, and shown.
 */
package io.github.ttalloc.benchmarks.figures;
