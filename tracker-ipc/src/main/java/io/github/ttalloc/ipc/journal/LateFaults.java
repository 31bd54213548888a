package io.github.ttalloc.ipc.journal;

/**
 * Errors of mapped pages that cannot be had, as their file was truncated or the file system has none for them. Some
 * JVMs (HotSpot 17 is one) note such an error and throw it at any later point of the thread, so also between the taking
 * of a lock and the block that gives it back, which then nobody ever does. It is thrown no later than at the next call
 * from compiled code into the JVM that looks for it; the making of an array of arrays is one. Whoever has touched pages
 * that may be gone calls for the error before going on to what must not be cut short. Safe for any number of threads.
 */
public final class LateFaults
{
    private static volatile byte[][] made = new byte[1][1];

    private LateFaults()
    {
    }

    /**
     * Throws the error that is due in this thread; allocates some tens of bytes.
     *
     * @throws InternalError if there is one.
     */
    public static void raise()
    {
        final int length = made.length;
        made = new byte[length][length];
    }

    /**
     * Forgets the error that is due in this thread: where what it is about is being given up.
     */
    public static void forget()
    {
        try
        {
            raise();
        }
        catch (final InternalError ex)
        {
            return;
        }
    }
}
