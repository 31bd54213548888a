package io.github.ttalloc.benchmarks.report;

import io.github.ttalloc.client.EventDescriptor;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;

import java.nio.file.Path;

/**
 * An append of the same payload to a Chronicle queue.
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
            bytes.writeLong(1);
            bytes.writeLong(System.nanoTime());
            bytes.writeLong(bufferId);
            bytes.writeLong(4096);
            bytes.writeLong(64);
            bytes.writeLong(0);
            bytes.writeLong(EventDescriptor.EVENT_LENGTH);
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
