/**
 * What each core of a device holds, over the ledger: buffers that are allocated in lock-step, circular buffers and
 * writes put on their cores, with what is free there, what meets, and what is about to clash.
 */
package io.github.ttalloc.percore;
