package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A producer process: reports its script, and after each report writes down in a mapped file how many it has made. With
 * a fifth argument {@code unclosed} it ends without closing its reporter, with {@code lingering} it closes its reporter
 * when its standard input ends; {@code replaying} is the same for a replay.
 */
final class ProducerMain
{
    static final int RING_BYTES = 1 << 20;

    private ProducerMain()
    {
    }

    public static void main(final String[] args) throws IOException
    {
        final Path directory = Path.of(args[0]);
        final Script script = new Script(Long.parseLong(args[1]));
        final long events = Long.parseLong(args[2]);
        final MappedByteBuffer progress = mapProgress(Path.of(args[3]));
        final String end = args.length == 4 ? "" : args[4];
        final AllocationReporter reporter = RingReporter.create(new ReporterContext()
            .directory(directory)
            .ringBytes(RING_BYTES)
            .processName("producer-" + args[1])
            .replayed("replaying".equals(end))
            .waitingForRecorder(true));
        System.out.println("READY");
        for (long i = 1; i <= events; i++)
        {
            final long status = script.next().report(reporter);
            if (status < 0)
            {
                throw new IOException("event " + i + " got status " + status);
            }
            progress.putLong(0, i);
        }
        while (("lingering".equals(end) || "replaying".equals(end)) && System.in.read() >= 0)
        {
            Thread.onSpinWait();
        }
        if (!"unclosed".equals(end))
        {
            reporter.close();
        }
    }

    static MappedByteBuffer mapProgress(final Path file) throws IOException
    {
        try (FileChannel channel = FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE))
        {
            final MappedByteBuffer mapping = channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
            mapping.order(ByteOrder.nativeOrder());
            return mapping;
        }
    }
}
