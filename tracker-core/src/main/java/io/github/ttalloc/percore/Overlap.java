package io.github.ttalloc.percore;

/**
 * Two buffers, or a buffer and a write, that take the same addresses of a core. Two writes do not overlap: the later
 * one replaces what it meets. Nor does a circular buffer of no bytes, which lies in a tensor on purpose.
 *
 * @param firstKey  ledger key of the one that begins lower.
 * @param secondKey ledger key of the other.
 * @param from      first address that both take, on the first of the cores.
 * @param to        address after the last that both take there.
 * @param x         LOGICAL x of the first of the cores, row by row.
 * @param y         its LOGICAL y.
 * @param cores     on how many cores they meet.
 */
public record Overlap(long firstKey, long secondKey, long from, long to, int x, int y, int cores)
{
    /**
     * How much both take on the first of the cores.
     *
     * @return bytes, at least 1.
     */
    public long bytes()
    {
        return to - from;
    }

    Overlap onOneMore()
    {
        return new Overlap(firstKey, secondKey, from, to, x, y, cores + 1);
    }
}
