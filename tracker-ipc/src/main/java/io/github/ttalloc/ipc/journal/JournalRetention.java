package io.github.ttalloc.ipc.journal;

import io.github.ttalloc.client.TrackerDirectory;
import net.openhft.chronicle.queue.RollCycle;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Deletes old cycles of a journal once they pass a number of bytes or an age, and never one that a snapshot still
 * needs. Not thread-safe: belongs to the recorder.
 */
public final class JournalRetention
{
    private static final String SUFFIX = ".cq4";
    private static final long MILLIS_PER_SECOND = 1_000;

    private final Path journal;
    private final JournalContext context;
    private final RollCycle rollCycle;
    private final DateTimeFormatter names;

    /**
     * The retention of a journal.
     *
     * @param directory of the tracker.
     * @param context   with the bounds.
     * @throws IOException if the journal cannot be read.
     */
    public JournalRetention(final TrackerDirectory directory, final JournalContext context) throws IOException
    {
        this.journal = directory.journal();
        this.context = context;
        this.rollCycle = JournalFormat.check(directory);
        this.names = DateTimeFormatter.ofPattern(rollCycle.format()).withZone(ZoneOffset.UTC);
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
        final String neededName = nameOf(rollCycle.toCycle(neededIndex));
        final List<Path> cycles = cycles();
        long bytes = 0;
        for (final Path cycle : cycles)
        {
            bytes += Files.size(cycle);
        }
        final long oldestMillis = System.currentTimeMillis() - context.maxAgeSeconds() * MILLIS_PER_SECOND;
        int deleted = 0;
        for (final Path cycle : cycles)
        {
            final boolean isNeeded = cycle.getFileName().toString().compareTo(neededName) >= 0;
            final boolean isOld = Files.getLastModifiedTime(cycle).toMillis() < oldestMillis;
            if (isNeeded || !isOld && bytes <= context.maxBytes())
            {
                break;
            }
            bytes -= Files.size(cycle);
            Files.delete(cycle);
            deleted++;
        }
        return deleted;
    }

    private String nameOf(final int cycle)
    {
        return names.format(Instant.ofEpochMilli((long)cycle * rollCycle.lengthInMillis())) + SUFFIX;
    }

    private List<Path> cycles() throws IOException
    {
        final List<Path> cycles = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(journal, "*" + SUFFIX))
        {
            files.forEach(cycles::add);
        }
        Collections.sort(cycles);
        return cycles;
    }
}
