package io.github.ttalloc.benchmarks.ledger;

/**
 * What every rival can do with a set of live keys: the least that a ledger must. Whether a rival may be used by
 * several threads, its class says.
 */
public interface LiveSet extends AutoCloseable
{
    /**
     * Puts a key in.
     *
     * @param key      a fresh key.
     * @param sequence a number to keep with it.
     */
    void allocate(long key, long sequence);

    /**
     * Takes a key out.
     *
     * @param key a live key.
     */
    void free(long key);

    /**
     * Looks a key up.
     *
     * @param key any key.
     * @return the number kept with it, or -1 if it is not live.
     */
    long find(long key);

    /**
     * Lets go of everything.
     */
    @Override
    default void close()
    {
    }
}
