package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.ipc.journal.BatchBuilder;
import io.github.ttalloc.ipc.journal.JournalAppender;
import io.github.ttalloc.ipc.journal.NoSpaceException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.util.concurrent.locks.LockSupport;

/**
 * The journal as the recorder writes it: with one batch to fill, a look at the free space before each append, and a
 * thread to wake after it. Not thread-safe.
 */
final class Journal implements AutoCloseable
{
    /** The least margin that keeps an append from a fault: the largest batch, a new index, and what else is written. */
    static final long LEAST_MARGIN_BYTES = 256 << 10;

    private final JournalAppender appender;
    private final FileStore store;
    private final long spaceMarginBytes;
    private final RecorderStatus status;
    private final Thread follower;
    private final BatchBuilder batch = new BatchBuilder();

    /** Wakes the follower, if it is parked, after each append; null for none. */
    Journal(
        final JournalAppender appender,
        final FileStore store,
        final long spaceMarginBytes,
        final RecorderStatus status,
        final Thread follower)
    {
        this.appender = appender;
        this.store = store;
        this.spaceMarginBytes = spaceMarginBytes;
        this.status = status;
        this.follower = follower;
    }

    BatchBuilder batch()
    {
        return batch;
    }

    /** Appends a batch for good, or throws and has appended nothing. */
    void append(final BatchBuilder filled)
    {
        checkSpace();
        try
        {
            status.journalSequence(appender.append(filled));
        }
        catch (final InternalError ex)
        {
            throw new NoSpaceException("a page of the journal could not be had: " + ex.getMessage(), ex);
        }
        LockSupport.unpark(follower);
    }

    void checkSpace()
    {
        final long usable;
        try
        {
            usable = store.getUsableSpace();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        if (usable < spaceMarginBytes)
        {
            throw new NoSpaceException(
                usable + " bytes are free and the margin is " + spaceMarginBytes + " bytes");
        }
        appender.reserve();
    }

    /** Whether there is space, and a file can be opened: so a batch can be appended again, and others be read. */
    boolean isUsable()
    {
        try
        {
            checkSpace();
            appender.checkNewFile();
            return true;
        }
        catch (final NoSpaceException ex)
        {
            return false;
        }
    }

    @Override
    public void close()
    {
        appender.close();
    }
}
