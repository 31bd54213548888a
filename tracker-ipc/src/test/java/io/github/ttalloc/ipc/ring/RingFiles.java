package io.github.ttalloc.ipc.ring;

import io.github.ttalloc.client.LocalRings;
import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingDescriptor;
import io.github.ttalloc.client.RingReporter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Rings of producers that are gone, and rings that are not as they should be.
 */
public final class RingFiles
{
    /** The smallest ring. */
    public static final int CAPACITY = RingDescriptor.MIN_CAPACITY;

    private RingFiles()
    {
    }

    /** A reporter of this process with the smallest ring. */
    public static RingReporter reporter(final Path directory) throws IOException
    {
        return RingReporter.create(new ReporterContext().directory(directory).ringBytes(CAPACITY));
    }

    /** The memory of a reporter's ring. */
    public static ByteBuffer memory(final RingReporter reporter) throws IOException
    {
        return LocalRings.find(reporter.ring()).mapping().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A copy of a reporter's ring, to be changed at will. */
    public static ByteBuffer image(final RingReporter reporter) throws IOException
    {
        final ByteBuffer memory = memory(reporter);
        return ByteBuffer.allocate(memory.capacity()).order(ByteOrder.LITTLE_ENDIAN).put(0, memory, 0,
            memory.capacity());
    }

    /** Offset of the first word of a record. */
    public static int record(final long position)
    {
        return RingDescriptor.DATA_OFFSET + (int)(position % CAPACITY);
    }

    /** Offset of a word of the trailer. */
    public static int trailer(final int offset)
    {
        return RingDescriptor.DATA_OFFSET + CAPACITY + offset;
    }

    /** Writes a ring file that nobody locks, as that of a producer that died: complete before it has its name. */
    public static Path write(final ByteBuffer image, final Path file) throws IOException
    {
        final Path beside = file.resolveSibling(file.getFileName() + ".new");
        final byte[] bytes = new byte[image.capacity()];
        image.get(0, bytes);
        Files.write(beside, bytes);
        return Files.move(beside, file);
    }
}
