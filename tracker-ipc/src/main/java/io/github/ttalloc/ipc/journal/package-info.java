/**
 * The journal: a Chronicle queue of batches of events, which one recorder appends and any number of processes tail.
 */
package io.github.ttalloc.ipc.journal;
