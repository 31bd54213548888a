package io.github.ttalloc.ipc.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

import static org.agrona.BufferUtil.address;

/**
 * Finds the end of a file of the journal without mapping it, so without a fault where the file system has no space for
 * a page: a mapped read of a page that was never written needs one. A document begins with four bytes, little-endian:
 * <pre>
 *   31         30     29                0
 *  +----------+------+-------------------+
 *  |Unfinished| Meta |      Length       |   all zero: nothing follows; both flags and no length: the file is full
 *  +----------+------+-------------------+
 * </pre>
 * and the next one begins at the next multiple of four. Not thread-safe.
 */
final class JournalEnd
{
    private static final int UNFINISHED = 1 << 31;
    private static final int META = 1 << 30;
    private static final int LENGTH_MASK = META - 1;
    private static final int ALIGNMENT = Integer.BYTES;

    private final FileChannel file;
    private final ByteBuffer header = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long position;
    private long batchPosition;
    private int batchLength;

    private JournalEnd(final FileChannel file)
    {
        this.file = file;
    }

    /** From a position on, at which a document begins. */
    static JournalEnd find(final FileChannel file, final long from) throws IOException
    {
        final JournalEnd end = new JournalEnd(file);
        end.position = from;
        int header = end.header();
        while (0 != header && 0 == (header & UNFINISHED))
        {
            final int length = header & LENGTH_MASK;
            if (0 == (header & META))
            {
                end.batchPosition = end.position + Integer.BYTES;
                end.batchLength = length;
            }
            end.position += Integer.BYTES + (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            header = end.header();
        }
        return end;
    }

    /** Where the next document begins. */
    long position()
    {
        return position;
    }

    /** Whether there is a batch before the end, whole or not. */
    boolean hasBatch()
    {
        return batchPosition > 0;
    }

    /** Sequence of the last event; 0 if there is none or the last batch is not whole. */
    long lastSequence() throws IOException
    {
        final ByteBuffer bytes = ByteBuffer.allocateDirect(Math.min(batchLength, BatchDescriptor.MAX_LENGTH));
        file.read(bytes, batchPosition);
        final JournalBatch batch = new JournalBatch().copy(address(bytes), bytes.capacity(), 0);
        return null == batch.fault() ? batch.lastSequence() : 0;
    }

    private int header() throws IOException
    {
        return Integer.BYTES == file.read(header.clear(), position) ? header.getInt(0) : 0;
    }
}
