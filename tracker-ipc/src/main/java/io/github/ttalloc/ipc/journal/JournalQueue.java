package io.github.ttalloc.ipc.journal;

import net.openhft.chronicle.queue.RollCycles;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;

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

    private static final long LISTING_REFRESH_MILLIS = 1_000;

    private JournalQueue()
    {
    }

    static SingleChronicleQueueBuilder direct(final Path queue, final RollCycles rollCycle)
    {
        return builder(queue, rollCycle).timeoutMS(DIRECT_TIMEOUT_MILLIS);
    }

    static SingleChronicleQueueBuilder builder(final Path journal, final RollCycles rollCycle)
    {
        return SingleChronicleQueueBuilder.binary(journal)
            .rollCycle(rollCycle)
            .blockSize(BLOCK_BYTES)
            .timeoutMS(TIMEOUT_MILLIS)
            .forceDirectoryListingRefreshIntervalMs(LISTING_REFRESH_MILLIS);
    }
}
