package io.github.ttalloc.ipc.journal;

import net.openhft.chronicle.queue.ExcerptTailer;
import net.openhft.chronicle.queue.TailerDirection;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.wire.DocumentContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/**
 * A place in a queue that is read. What the queue throws while it goes to a document or reads one, declared or not, is
 * thrown as what it means for the journal: a {@link JournalException} where a file is truncated or damaged, a
 * {@link NoSpaceException} where the file system has no page to spare or no file can be opened. Not thread-safe.
 */
final class JournalCursor implements AutoCloseable
{
    private final SingleChronicleQueue queue;
    private final ExcerptTailer tailer;

    JournalCursor(final SingleChronicleQueue queue)
    {
        this.queue = queue;
        this.tailer = queue.createTailer();
        this.tailer.singleThreadedCheckDisabled(true);
    }

    /** Reads the next document, to be closed; it may not be present. */
    @SuppressWarnings("IllegalCatch")
    DocumentContext next()
    {
        try
        {
            return tailer.readingDocument();
        }
        catch (final Exception | StackOverflowError ex)
        {
            throw damaged(ex);
        }
    }

    /** Goes to the oldest document. */
    void toStart()
    {
        tailer.toStart();
    }

    /** Goes to the end, to read in a direction from there. */
    @SuppressWarnings("IllegalCatch")
    void toEnd(final TailerDirection direction)
    {
        try
        {
            tailer.direction(direction).toEnd();
        }
        catch (final Exception | InternalError | StackOverflowError ex)
        {
            throw damaged(ex);
        }
    }

    /** Goes to a document: whether it is held. */
    @SuppressWarnings("IllegalCatch")
    boolean moveTo(final long index)
    {
        try
        {
            return tailer.moveToIndex(index);
        }
        catch (final Exception | InternalError | StackOverflowError ex)
        {
            throw damaged(ex);
        }
    }

    /** Chronicle index of the document that is read next. */
    long index()
    {
        return tailer.index();
    }

    /** The cycle that is read. */
    int cycle()
    {
        return tailer.cycle();
    }

    /**
     * What an error means: it says which journal it is, and what to do. That of a page that cannot be had may be thrown
     * at any later point.
     */
    RuntimeException damaged(final Throwable cause)
    {
        if (cause instanceof InternalError fault && usableBytes() < BatchDescriptor.MAX_LENGTH)
        {
            return new NoSpaceException("journal " + queue.fileAbsolutePath() + " cannot be read on, as its file " +
                "system has no page to spare (" + cause.getMessage() + "): free some space there", fault);
        }
        return JournalException.damaged(queue.file().toPath(), cause);
    }

    @Override
    public void close()
    {
        LateFaults.forget();
        tailer.close();
    }

    private long usableBytes()
    {
        try
        {
            return Files.getFileStore(queue.file().toPath()).getUsableSpace();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
