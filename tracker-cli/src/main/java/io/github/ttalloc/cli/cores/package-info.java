/**
 * The command {@code cores}: what is in the L1 of each core.
 */
package io.github.ttalloc.cli.cores;
