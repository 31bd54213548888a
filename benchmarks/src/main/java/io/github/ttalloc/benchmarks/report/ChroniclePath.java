package io.github.ttalloc.benchmarks.report;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

import java.nio.file.Path;

/**
 * An append of the same payload to a Chronicle queue, which other processes may share.
 */
final class ChroniclePath implements ReportPath
{
    private final SingleChronicleQueue queue;
    private final ExcerptAppender appender;

    ChroniclePath(final Path directory)
    {
        queue = SingleChronicleQueueBuilder.binary(directory).rollCycle(RollCycles.FIVE_MINUTELY).build();
        appender = queue.createAppender();
        appender.singleThreadedCheckDisabled(true);
    }

    @Override
    public long report(final long bufferId)
    {
        try (DocumentContext document = appender.writingDocument())
        {
            final Bytes<?> bytes = document.wire().bytes();
            bytes.writeLong(2);
            bytes.writeLong(System.nanoTime());
            bytes.writeLong(bufferId);
            bytes.writeLong(4096);
            bytes.writeLong(64);
            bytes.writeLong(0);
            bytes.writeLong(0);
        }
        return bufferId;
    }

    @Override
    public void close()
    {
        appender.close();
        queue.close();
    }
}
