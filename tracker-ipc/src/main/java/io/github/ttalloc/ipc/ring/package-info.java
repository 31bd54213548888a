/**
 * The recorder's side of a ring: draining what a producer committed, and finding out that the producer is gone.
 */
package io.github.ttalloc.ipc.ring;
