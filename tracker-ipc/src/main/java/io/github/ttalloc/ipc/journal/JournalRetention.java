package io.github.ttalloc.ipc.journal;

import io.github.ttalloc.client.TrackerDirectory;
import net.openhft.chronicle.queue.RollCycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.TimeUnit;

/**
 * Deletes old cycles of a journal once they pass a number of bytes or, counted from their end, an age, and never one
 * that a snapshot still needs. Not thread-safe: belongs to the recorder.
 */
public final class JournalRetention
{
    private final JournalContext context;
    private final RollCycle rollCycle;
    private final JournalCycles cycles;

    /**
     * The retention of a journal.
     *
     * @param directory of the tracker.
     * @param context   with the bounds.
     * @throws IOException if the journal cannot be read.
     */
    public JournalRetention(final TrackerDirectory directory, final JournalContext context) throws IOException
    {
        this.context = context;
        this.rollCycle = JournalFormat.check(directory, directory.journal());
        this.cycles = new JournalCycles(directory.journal(), rollCycle);
    }

    /**
     * Deletes what is too much or too old.
     *
     * @param neededIndex Chronicle index of the oldest batch after which a reader may want to go on.
     * @return how many files were deleted.
     * @throws IOException if one cannot be deleted.
     */
    public int apply(final long neededIndex) throws IOException
    {
        final int neededCycle = rollCycle.toCycle(neededIndex);
        final NavigableMap<Integer, Path> found = cycles.find();
        long bytes = 0;
        for (final Path file : found.values())
        {
            bytes += Files.size(file);
        }
        final long oldestMillis =
            context.clock().currentTimeMillis() - TimeUnit.SECONDS.toMillis(context.maxAgeSeconds());
        int deleted = 0;
        for (final Map.Entry<Integer, Path> cycle : found.headMap(neededCycle, false).entrySet())
        {
            final boolean isOld = cycles.startMillis(cycle.getKey() + 1) < oldestMillis;
            if (!isOld && bytes <= context.maxBytes())
            {
                break;
            }
            bytes -= Files.size(cycle.getValue());
            Files.delete(cycle.getValue());
            deleted++;
        }
        return deleted;
    }
}
