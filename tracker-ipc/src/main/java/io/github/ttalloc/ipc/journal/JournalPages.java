package io.github.ttalloc.ipc.journal;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.core.OS;
import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueStore;
import org.agrona.CloseHelper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * Sees to it that the pages which the next append touches are there. A store into a mapped page that the file system
 * has no space for is dropped, and its error may come when the batch counts as appended; a write call says so at once.
 * So the pages ahead of the end are read and written back as they are, which gives holes their pages. Readers find
 * every page up to the end, too. Not thread-safe: belongs to the one appender of a journal.
 */
final class JournalPages implements AutoCloseable
{
    /** What one append may touch: the largest batch, and the two levels of an index. */
    private static final long NEEDED_BYTES = 256 << 10;

    private static final int PAGE_LENGTH = 4096;
    private static final int CHUNK_LENGTH = 64 << 10;
    private static final String TRIAL_NAME = "next.trial";

    private final JournalCycles cycles;
    private final Path trialFile;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_LENGTH);
    private int cycle = Integer.MIN_VALUE;
    private FileChannel file;
    private long end;
    private long reserved;
    /** What was read, as the JVM leaves out reads of which nothing is kept. */
    @SuppressWarnings("unused")
    private byte touched;

    JournalPages(final Path journal, final RollCycle rollCycle)
    {
        this.cycles = new JournalCycles(journal, rollCycle);
        this.trialFile = journal.resolve(TRIAL_NAME);
    }

    /**
     * Takes the newest file that there is, with whatever an earlier recorder has left in it. Every append to a file but
     * the first was made when all its pages were there from the beginning on, so one that is too long for a single
     * append has all of them.
     */
    void openNewest(final SingleChronicleQueue queue) throws IOException
    {
        final Map.Entry<Integer, Path> newest = cycles.find().lastEntry();
        if (null != newest)
        {
            cycle = newest.getKey();
            open(newest.getValue());
            end = JournalEnd.find(file, lastPosition(queue)).position();
            reserved = end > 2 * NEEDED_BYTES ? end / CHUNK_LENGTH * CHUNK_LENGTH : 0;
        }
    }

    /** Takes note of an append: in which cycle it was, and where its document ends in the file. */
    void appended(final int atCycle, final long atEnd)
    {
        end = atEnd;
        if (atCycle != cycle)
        {
            cycle = atCycle;
            reserved = 0;
            CloseHelper.quietClose(file);
            file = null;
        }
    }

    /**
     * Reserves what the next append needs; if that begins a new file, that one can be had.
     *
     * @param nextCycle of that append.
     * @throws NoSpaceException if there is no space for it, or the file cannot be opened; nothing was changed then.
     */
    void reserve(final int nextCycle)
    {
        if (nextCycle != cycle)
        {
            checkNewFile();
            return;
        }
        if (reserved >= end + NEEDED_BYTES)
        {
            return;
        }
        try
        {
            if (null == file)
            {
                openCurrent();
            }
            while (reserved < end + 2 * NEEDED_BYTES)
            {
                final int length = file.read(chunk.clear(), reserved);
                chunk.position(Math.max(0, length));
                while (chunk.hasRemaining())
                {
                    chunk.put((byte)0);
                }
                writeBack();
                reserved += CHUNK_LENGTH;
            }
        }
        catch (final IOException ex)
        {
            if (reserved < end + NEEDED_BYTES)
            {
                throw new NoSpaceException("the journal cannot have its next " + CHUNK_LENGTH + " bytes: " +
                    ex.getMessage());
            }
        }
    }

    /**
     * Has the pages mapped that are about to be written. Where a page of a file is read first, Linux maps those around
     * it too that are there, 64 KiB at a time; where it is written first, that page alone. What is beyond the mapped
     * part of the file is left out: to ask for its address would map another part.
     *
     * @param body   of a document, to be written from its write position on.
     * @param length of what is written.
     */
    void mapIn(final Bytes<?> body, final long length)
    {
        final BytesStore<?, ?> mapped = body.bytesStore();
        final long start = body.writePosition();
        final long end = start + length;
        byte sum = read(mapped, end);
        for (long at = start + PAGE_LENGTH; at < end; at += CHUNK_LENGTH)
        {
            sum += read(mapped, at);
        }
        touched = sum;
    }

    private static byte read(final BytesStore<?, ?> mapped, final long at)
    {
        return null != mapped && mapped.inside(at) ? OS.memory().readByte(mapped.addressForRead(at)) : 0;
    }

    /**
     * Sees to it that a new file can be opened and that there are pages for it: for its first, a store that gets none
     * ends the JVM.
     *
     * @throws NoSpaceException if it cannot; nothing was changed then.
     */
    void checkNewFile()
    {
        try
        {
            Files.deleteIfExists(trialFile);
            try (FileChannel trial = FileChannel.open(trialFile,
                StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE))
            {
                for (long at = 0; at < 2 * NEEDED_BYTES; )
                {
                    at += trial.write(chunk.clear(), at);
                }
            }
        }
        catch (final IOException ex)
        {
            throw new NoSpaceException("the journal cannot have its next file: " + ex.getMessage());
        }
    }

    /** Sequence of the last event in the file; 0 for none. */
    long lastSequence() throws IOException
    {
        final Map.Entry<Integer, Path> newest = cycles.find().lastEntry();
        if (null == newest)
        {
            return 0;
        }
        try (FileChannel channel = FileChannel.open(newest.getValue(), StandardOpenOption.READ))
        {
            return JournalEnd.find(channel, 0).lastSequence();
        }
    }

    @Override
    public void close()
    {
        try
        {
            if (null != file)
            {
                file.close();
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private void openCurrent() throws IOException
    {
        final Path path = cycles.find().get(cycle);
        if (null == path)
        {
            throw new JournalException("the file of cycle " + cycle + " of the journal is gone, which was appended " +
                "to: files of a journal at work must not be deleted");
        }
        open(path);
    }

    private void open(final Path path) throws IOException
    {
        file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Where the head of the file says that its last document is; an earlier one if a recorder was killed. */
    private long lastPosition(final SingleChronicleQueue queue) throws IOException
    {
        final SingleChronicleQueueStore store = queue.storeForCycle(cycle, queue.epoch(), false, null);
        final long position = null == store ? 0 : store.writePosition();
        queue.closeStore(store);
        return position >= 0 && position < file.size() ? position : 0;
    }

    private void writeBack() throws IOException
    {
        chunk.flip();
        for (long at = reserved; chunk.hasRemaining(); )
        {
            at += file.write(chunk, at);
        }
    }
}
