package io.github.ttalloc.benchmarks.report;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A claim in a publication of Aeron over shared memory, with a thread that polls its subscription. What finds no room,
 * because a term is just being rotated, is tried again.
 */
final class AeronPath implements ReportPath
{
    private static final int STREAM = 7;
    private static final int EVENT_LENGTH = 56;
    private static final int FRAGMENTS = 1024;
    private static final long PARK_NANOS = 50_000;

    private final MediaDriver driver;
    private final Aeron aeron;
    private final Publication publication;
    private final Subscription subscription;
    private final Thread drain;
    private final BufferClaim claim = new BufferClaim();
    private final UnsafeBuffer copy = new UnsafeBuffer(new byte[EVENT_LENGTH]);
    private volatile boolean isClosing;

    AeronPath(final Path directory)
    {
        driver = MediaDriver.launchEmbedded(new MediaDriver.Context()
            .aeronDirectoryName(directory.resolve("aeron").toString())
            .threadingMode(ThreadingMode.SHARED));
        aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName()));
        subscription = aeron.addSubscription(CommonContext.IPC_CHANNEL, STREAM);
        publication = aeron.addPublication(CommonContext.IPC_CHANNEL, STREAM);
        drain = new Thread(this::drain, "drain");
        drain.setDaemon(true);
        drain.start();
        while (!publication.isConnected() || !subscription.isConnected())
        {
            Thread.onSpinWait();
        }
    }

    @Override
    public long report(final long bufferId)
    {
        long position = publication.tryClaim(EVENT_LENGTH, claim);
        while (position < 0)
        {
            Thread.onSpinWait();
            position = publication.tryClaim(EVENT_LENGTH, claim);
        }
        final MutableDirectBuffer buffer = claim.buffer();
        final int index = claim.offset();
        buffer.putLong(index, 2);
        buffer.putLong(index + 8, System.nanoTime());
        buffer.putLong(index + 16, bufferId);
        buffer.putLong(index + 24, 4096);
        buffer.putLong(index + 32, 64);
        buffer.putLong(index + 40, 0);
        buffer.putLong(index + 48, 0);
        claim.commit();
        return position;
    }

    @Override
    public void awaitRead()
    {
        while (subscription.imageAtIndex(0).position() < publication.position())
        {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close()
    {
        isClosing = true;
        try
        {
            drain.join();
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
        aeron.close();
        driver.close();
    }

    private void drain()
    {
        final FragmentHandler reading =
            (buffer, offset, length, header) -> copy.putBytes(0, buffer, offset, length);
        while (!isClosing)
        {
            final int fragments = subscription.poll(reading, FRAGMENTS);
            if (0 == fragments)
            {
                LockSupport.parkNanos(PARK_NANOS);
            }
        }
    }
}
