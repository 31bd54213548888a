package io.github.ttalloc.ledger;

/**
 * The one word of a bucket that alone decides which records the bucket holds.
 * <pre>
 *   63   62                32 31                              0
 *  +----+--------------------+---------------------------------+
 *  | 0  |    version:31      | bitmap: bit i = entry i is live |
 *  +----+--------------------+---------------------------------+
 *  | 1  |    version:31      | slot number of the first node   |
 *  +----+--------------------+---------------------------------+
 * </pre>
 * Every change adds one to the version, so a word that is read twice with the same value did not change in between
 * (short of exactly 2^31 changes of this one bucket between the two reads).
 */
final class BucketWord
{
    private static final long EXTENDED = 1L << 63;
    private static final long VERSION_MASK = 0x7FFF_FFFF_0000_0000L;
    private static final long VERSION_ONE = 1L << 32;
    private static final long LOW_MASK = 0xFFFF_FFFFL;

    private BucketWord()
    {
    }

    static boolean isExtended(final long word)
    {
        return word < 0;
    }

    static int bitmap(final long word)
    {
        return (int)word;
    }

    static int firstNode(final long word)
    {
        return (int)word;
    }

    static boolean isEmpty(final long word)
    {
        return word >= 0 && 0 == (int)word;
    }

    static long toggled(final long word, final int bits)
    {
        return bumped(word) | ((int)word ^ bits) & LOW_MASK;
    }

    static long ofBitmap(final long word, final int bitmap)
    {
        return bumped(word) | bitmap & LOW_MASK;
    }

    static long ofNode(final long word, final int node)
    {
        return EXTENDED | bumped(word) | node;
    }

    private static long bumped(final long word)
    {
        return (word & VERSION_MASK) + VERSION_ONE & VERSION_MASK;
    }
}
