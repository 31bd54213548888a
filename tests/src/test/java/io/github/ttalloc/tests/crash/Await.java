package io.github.ttalloc.tests.crash;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Waits for what must come to pass, by polling and with a deadline.
 */
final class Await
{
    private static final long POLL_NANOS = 100_000L;
    private static final long DEADLINE_NANOS = 60_000_000_000L;

    private Await()
    {
    }

    /** What is waited for. */
    interface Condition
    {
        boolean holds() throws IOException;
    }

    static void until(final String what, final Condition condition)
    {
        final long deadline = System.nanoTime() + DEADLINE_NANOS;
        try
        {
            while (!condition.holds())
            {
                assertTrue(System.nanoTime() < deadline, () -> "waited " +
                    TimeUnit.NANOSECONDS.toSeconds(DEADLINE_NANOS) + " s for " + what);
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
        catch (final IOException ex)
        {
            throw new AssertionError(what, ex);
        }
    }

    static void time(final long nanos)
    {
        final long end = System.nanoTime() + nanos;
        until("the time to pass", () -> System.nanoTime() >= end);
    }

    static void noRings(final Path directory)
    {
        until("the rings to go", () -> 0 == rings(directory));
    }

    static long rings(final Path directory) throws IOException
    {
        long count = 0;
        try (DirectoryStream<Path> rings = Files.newDirectoryStream(directory.resolve("rings"), "*.ring"))
        {
            for (final Path ring : rings)
            {
                count += Files.exists(ring) ? 1 : 0;
            }
        }
        return count;
    }
}
