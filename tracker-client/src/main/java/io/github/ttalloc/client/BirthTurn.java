package io.github.ttalloc.client;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The turn at making a ring in a directory: from before its file is there until it has its name. Without turns, rings
 * that are born at once count each other while their files are renamed, and so miss some or count them twice. A turn
 * that does not come, as its holder is stopped, is not waited for; that of a holder that was killed comes at once.
 * The threads of a process take their turns through one of their own, and wait together for that of another process.
 * Used and closed by one thread.
 */
final class BirthTurn implements AutoCloseable
{
    static final String LOCK_NAME = "births.lock";

    private static final long TURN_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
    /** The lock of the file is that of the process: it falls when any thread closes any descriptor of the file. */
    private static final ReentrantLock THREADS = new ReentrantLock();
    /** When a thread of this process last had the turn; belongs to the holder of {@link #THREADS}. */
    private static long lastTurnNanos = System.nanoTime();

    private final FileChannel channel;
    private final boolean isOurs;

    private BirthTurn(final FileChannel channel, final boolean isOurs)
    {
        this.channel = channel;
        this.isOurs = isOurs;
    }

    /** Waits for the turn, or until another process has kept it for 2 s. */
    static BirthTurn take(final TrackerDirectory directory) throws IOException
    {
        final long askedNanos = System.nanoTime();
        THREADS.lock();
        FileChannel channel = null;
        try
        {
            channel = directory.open(
                directory.path().resolve(LOCK_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            final long foreignSinceNanos = lastTurnNanos - askedNanos > 0 ? lastTurnNanos : askedNanos;
            return new BirthTurn(channel, isTaken(channel, foreignSinceNanos + TURN_NANOS));
        }
        catch (final IOException | RuntimeException | Error ex)
        {
            new BirthTurn(channel, false).close();
            throw ex;
        }
    }

    /** Whether it came. */
    boolean isOurs()
    {
        return isOurs;
    }

    @Override
    public void close() throws IOException
    {
        try
        {
            if (null != channel)
            {
                channel.close();
            }
        }
        finally
        {
            if (isOurs)
            {
                lastTurnNanos = System.nanoTime();
            }
            THREADS.unlock();
        }
    }

    private static boolean isTaken(final FileChannel channel, final long deadline) throws IOException
    {
        boolean isTaken = tryLock(channel);
        while (!isTaken && System.nanoTime() - deadline < 0)
        {
            LockSupport.parkNanos(POLL_NANOS);
            isTaken = tryLock(channel);
        }
        return isTaken;
    }

    /** A second class loader of this process may hold the lock, too. */
    private static boolean tryLock(final FileChannel channel) throws IOException
    {
        try
        {
            return null != channel.tryLock();
        }
        catch (final OverlappingFileLockException ex)
        {
            return false;
        }
    }
}
