/**
 * What a Tenstorrent chip is: architectures, cores and their coordinates, L1 memory, banks, and the names that a
 * runtime gives to its buffers. Depends on nothing.
 */
package io.github.ttalloc.device;
