package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A producer that reports at a moderate pace until its standard input ends, and keeps in a mapped file the longest time
 * that a report has taken since whoever looks last wrote zero there.
 */
final class SurvivorMain
{
    private static final long PACE_NANOS = 20_000;

    private SurvivorMain()
    {
    }

    public static void main(final String[] args) throws IOException
    {
        final MappedByteBuffer longest = ProducerMain.mapProgress(Path.of(args[1]));
        final Script script = new Script(Long.parseLong(args[2]));
        try (AllocationReporter reporter = RingReporter.create(new ReporterContext()
            .directory(Path.of(args[0]))
            .ringBytes(ProducerMain.RING_BYTES)
            .processName("producer-" + args[2])))
        {
            System.out.println("READY");
            while (0 == System.in.available())
            {
                final long start = System.nanoTime();
                final long status = script.next().report(reporter);
                final long nanos = System.nanoTime() - start;
                if (status < 0)
                {
                    throw new IOException("status " + status);
                }
                if (nanos > longest.getLong(0))
                {
                    longest.putLong(0, nanos);
                }
                LockSupport.parkNanos(PACE_NANOS);
            }
        }
    }
}
