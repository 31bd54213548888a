/**
 * Reads ttnn-visualizer reports and tells a reporter what happened in them, operation by operation.
 */
package io.github.ttalloc.cli.replay;
