package io.github.ttalloc.ipc.journal;

import net.openhft.chronicle.queue.RollCycle;
import net.openhft.chronicle.queue.impl.RollingResourcesCache;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The files of a journal, one for each cycle, as they are in its directory now. What the queue itself knows of them is
 * out of date once old ones were deleted. Immutable.
 */
final class JournalCycles
{
    private static final String SUFFIX = ".cq4";

    private final Path journal;
    private final RollCycle rollCycle;
    private final RollingResourcesCache names;

    JournalCycles(final Path journal, final RollCycle rollCycle)
    {
        this.journal = journal;
        this.rollCycle = rollCycle;
        this.names = new RollingResourcesCache(rollCycle, 0, File::new, File::getName);
    }

    /** The files by the number of their cycle. */
    NavigableMap<Integer, Path> find() throws IOException
    {
        final NavigableMap<Integer, Path> found = new TreeMap<>();
        if (Files.isDirectory(journal))
        {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(journal, "*" + SUFFIX))
            {
                for (final Path file : files)
                {
                    final String name = file.getFileName().toString();
                    found.put(names.parseCount(name.substring(0, name.length() - SUFFIX.length())), file);
                }
            }
        }
        return found;
    }

    /**
     * Checks that a queue knows of every file with a batch in it: where its metadata is damaged, it may pass over some.
     *
     * @throws JournalException if it does not.
     */
    void checkListed(final SingleChronicleQueue queue)
    {
        try
        {
            for (final Map.Entry<Integer, Path> file : find().entrySet())
            {
                if (isHidden(file.getKey(), queue) && hasBatch(file.getValue()) && isHidden(file.getKey(), queue))
                {
                    throw new JournalException("journal " + journal + " is damaged: its metadata hides the file " +
                        file.getValue().getFileName() + ": start a recorder ('ttalloc serve'), which lists it anew");
                }
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /** False if the directory of a journal cannot be opened, which is there and open to its user. */
    static boolean canOpenFiles(final Path journal)
    {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(journal))
        {
            return null != files.iterator();
        }
        catch (final NoSuchFileException | NotDirectoryException | AccessDeniedException ex)
        {
            return true;
        }
        catch (final IOException ex)
        {
            return false;
        }
    }

    private static boolean isHidden(final int cycle, final SingleChronicleQueue queue)
    {
        return cycle < queue.firstCycle() || cycle > queue.lastCycle();
    }

    private static boolean hasBatch(final Path file) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file))
        {
            return JournalEnd.find(channel, 0).hasBatch();
        }
        catch (final NoSuchFileException ex)
        {
            return false;
        }
    }

    /** When a cycle begins, milliseconds since the epoch. */
    long startMillis(final int cycle)
    {
        return (long)cycle * rollCycle.lengthInMillis();
    }
}
