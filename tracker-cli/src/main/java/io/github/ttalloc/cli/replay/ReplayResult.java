package io.github.ttalloc.cli.replay;

/**
 * What a replay came to.
 *
 * @param operations         operations replayed.
 * @param events             events reported: marks, allocations, frees.
 * @param impliedFrees       frees that the report does not state: a later allocation took the place, or the buffer was
 *                           gone at the end of an operation.
 * @param impliedAllocations allocations that the report does not state: the buffer was there when an operation ended.
 * @param skippedNodes       nodes of captured graphs that lack an address or a known type and were passed over.
 */
public record ReplayResult(
    long operations, long events, long impliedFrees, long impliedAllocations, long skippedNodes)
{
}
