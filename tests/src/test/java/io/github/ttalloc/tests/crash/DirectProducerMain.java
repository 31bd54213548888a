package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.ipc.direct.DirectReporter;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;

/**
 * A producer process in direct mode: reports its script, and after each report writes down in a mapped file how many it
 * has made.
 */
final class DirectProducerMain
{
    private DirectProducerMain()
    {
    }

    public static void main(final String[] args) throws IOException
    {
        final Script script = new Script(Long.parseLong(args[1]));
        final long events = Long.parseLong(args[2]);
        final MappedByteBuffer progress = ProducerMain.mapProgress(Path.of(args[3]));
        try (DirectReporter reporter = DirectReporter.create(new ReporterContext()
            .directory(Path.of(args[0]))
            .processName("producer-" + args[1])
            .waitingForRecorder(true)))
        {
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
        }
    }
}
