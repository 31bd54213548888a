package io.github.ttalloc.ipc.journal;

import io.github.ttalloc.client.TrackerDirectory;
import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.StoreFileListener;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.queue.impl.table.SingleTableStore;
import net.openhft.chronicle.wire.Wires;
import org.agrona.CloseHelper;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * How every process opens the queue of a journal.
 */
final class JournalQueue
{
    /** Files grow by this many bytes at a time; every process must map them alike. */
    private static final long BLOCK_BYTES = 4L << 20;

    /** How long an opener waits for a header or a lock that a dead process left behind. */
    private static final long TIMEOUT_MILLIS = 1_000;

    /** The same for a reporter, which waits half as long again for the lock of another at the most. */
    private static final long DIRECT_TIMEOUT_MILLIS = 200;

    private static final String METADATA_NAME = "metadata" + SingleTableStore.SUFFIX;

    private static final long LISTING_REFRESH_MILLIS = 1_000;

    private JournalQueue()
    {
    }

    /** Closes a queue, which touches pages that may be gone; what it throws is no news to whoever gives it up. */
    static void close(final SingleChronicleQueue queue)
    {
        try
        {
            LateFaults.forget();
            CloseHelper.quietClose(queue);
        }
        finally
        {
            LateFaults.forget();
        }
    }

    /** The journal, to append to. */
    static SingleChronicleQueue journal(
        final TrackerDirectory directory, final RollCycles rollCycle, final JournalClock clock) throws IOException
    {
        return shared(directory, directory.journal(), builder(directory.journal(), rollCycle).timeProvider(clock));
    }

    /** The queue of the direct reporters, to append to. */
    static SingleChronicleQueue direct(
        final TrackerDirectory directory, final RollCycles rollCycle, final JournalClock clock) throws IOException
    {
        return shared(directory, directory.direct(),
            builder(directory.direct(), rollCycle).timeProvider(clock).timeoutMS(DIRECT_TIMEOUT_MILLIS));
    }

    static SingleChronicleQueueBuilder builder(final Path journal, final RollCycles rollCycle)
    {
        return SingleChronicleQueueBuilder.binary(journal)
            .rollCycle(rollCycle)
            .blockSize(BLOCK_BYTES)
            .timeoutMS(TIMEOUT_MILLIS)
            .forceDirectoryListingRefreshIntervalMs(LISTING_REFRESH_MILLIS);
    }

    /**
     * Whether the queue has been made, so that it can be opened to read: whoever opens one whose maker was stopped
     * half-way waits for it for seconds. One that cannot be read counts as made, for who opens it learns why.
     */
    static boolean isMade(final Path queue)
    {
        if (!Files.isDirectory(queue, LinkOption.NOFOLLOW_LINKS))
        {
            return false;
        }
        final ByteBuffer header = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        final Path file = queue.resolve(METADATA_NAME);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
        {
            return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        }
        try (FileChannel metadata = FileChannel.open(file))
        {
            metadata.read(header, 0);
            return Wires.isReady(header.getInt(0));
        }
        catch (final NoSuchFileException ex)
        {
            return false;
        }
        catch (final IOException ex)
        {
            return true;
        }
    }

    private static SingleChronicleQueue shared(
        final TrackerDirectory directory, final Path path, final SingleChronicleQueueBuilder builder) throws IOException
    {
        final SingleChronicleQueue queue = builder.storeFileListener(new Sharing(directory)).build();
        directory.share(path.resolve(METADATA_NAME));
        return queue;
    }

    /**
     * Lets the group into the files of each cycle.
     *
     * @param directory of the tracker.
     */
    private record Sharing(TrackerDirectory directory) implements StoreFileListener
    {
        @Override
        public void onAcquired(final int cycle, final File file)
        {
            try
            {
                directory.share(file.toPath());
            }
            catch (final IOException ex)
            {
                throw new UncheckedIOException(ex);
            }
        }

        @Override
        public void onReleased(final int cycle, final File file)
        {
        }
    }
}
