package io.github.ttalloc.ledger;

/**
 * What a ledger call returns instead of throwing: every code is negative, every success is zero or more.
 */
public final class LedgerStatus
{
    /**
     * Nothing was recorded or freed: the ledger holds as many records as its stated capacity, or has no block of totals
     * left for the process and device of the event; see {@link LedgerContext#totalsBlocks(int)}.
     */
    public static final long FULL = -1;

    /** Nothing was freed: no live record has the key. */
    public static final long UNKNOWN = -2;

    /** Nothing was done: a type code, a size or a size per bank is out of its range, or a total would wrap. */
    public static final long INVALID = -3;

    private LedgerStatus()
    {
    }

    /**
     * The name of a code for messages.
     *
     * @param status what a ledger call returned.
     * @return its name, or the number of a success.
     */
    public static String toString(final long status)
    {
        if (FULL == status)
        {
            return "FULL";
        }
        if (UNKNOWN == status)
        {
            return "UNKNOWN";
        }
        return INVALID == status ? "INVALID" : Long.toString(status);
    }
}
