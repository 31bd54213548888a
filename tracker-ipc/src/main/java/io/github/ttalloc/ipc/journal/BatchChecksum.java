package io.github.ttalloc.ipc.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Computes the checksum of batches in one buffer. Not thread-safe.
 */
final class BatchChecksum
{
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer bytes;

    /** Of batches that begin where the buffer does. */
    BatchChecksum(final ByteBuffer buffer)
    {
        bytes = buffer.duplicate();
    }

    int of(final int length)
    {
        crc.reset();
        crc.update(bytes.limit(BatchDescriptor.CHECKSUM_OFFSET).position(0));
        crc.update(bytes.limit(length).position(BatchDescriptor.WALL_TIME_OFFSET));
        return (int)crc.getValue();
    }
}
