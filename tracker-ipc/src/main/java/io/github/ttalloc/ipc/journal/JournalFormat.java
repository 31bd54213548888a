package io.github.ttalloc.ipc.journal;

import io.github.ttalloc.client.TrackerDirectory;
import net.openhft.chronicle.queue.RollCycles;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * The file that says in which version a journal is written, so that a journal of another one is refused by name before
 * anything in it is touched.
 */
final class JournalFormat
{
    static final String FILE_NAME = "format";
    static final String BESIDE_NAME = FILE_NAME + ".new";

    private static final String CURRENT = "ttalloc journal " + BatchDescriptor.VERSION;
    private static final String ROLL_CYCLE = "roll cycle ";
    private static final int MAX_LENGTH = 256;

    private JournalFormat()
    {
    }

    /** Makes the directory of a journal and its format file where they are absent: the roll cycle of the journal. */
    static RollCycles create(final TrackerDirectory directory, final Path journal, final RollCycles rollCycle)
        throws IOException
    {
        final Path format = journal.resolve(FILE_NAME);
        directory.makeDirectory(journal);
        if (!Files.exists(format))
        {
            final Path beside = journal.resolve(BESIDE_NAME);
            Files.deleteIfExists(beside);
            if (!isEmpty(journal))
            {
                throw notOurs(journal);
            }
            directory.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE).close();
            Files.writeString(beside, CURRENT + "\n" + ROLL_CYCLE + rollCycle.name() + "\n");
            Files.move(beside, format, StandardCopyOption.ATOMIC_MOVE);
        }
        return check(directory, journal);
    }

    /** Checks that there is a journal that this library reads: the roll cycle of the journal. */
    static RollCycles check(final TrackerDirectory directory, final Path journal) throws IOException
    {
        final Path format = journal.resolve(FILE_NAME);
        final List<String> lines;
        try
        {
            directory.checkFiles(journal);
            lines = Files.size(format) > MAX_LENGTH ? List.of() :
                Files.readString(format, StandardCharsets.ISO_8859_1).lines().toList();
        }
        catch (final NoSuchFileException ex)
        {
            if (Files.isDirectory(journal) && !isEmpty(journal))
            {
                throw notOurs(journal);
            }
            throw new JournalException("no journal in " + directory.path() + ": start 'ttalloc serve --dir " +
                directory.path() + "' or name another directory with --dir", ex);
        }
        if (lines.isEmpty() || !CURRENT.equals(lines.get(0)))
        {
            throw new JournalException("journal " + journal + " is of another version: its file " + FILE_NAME +
                " says '" + (lines.isEmpty() ? "" : lines.get(0)) + "' and this program reads '" + CURRENT +
                "': use the program that wrote it, or move the journal away");
        }
        return Arrays.stream(RollCycles.values())
            .filter(cycle -> lines.contains(ROLL_CYCLE + cycle.name()))
            .findFirst()
            .orElseThrow(() -> new JournalException("journal " + journal + " is damaged: its file " + FILE_NAME +
                " names no roll cycle: move the journal away"));
    }

    private static JournalException notOurs(final Path journal)
    {
        return new JournalException("journal " + journal + " was not written by ttalloc (it has no file " + FILE_NAME +
            "): name another directory with --dir, or move it away");
    }

    private static boolean isEmpty(final Path journal) throws IOException
    {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(journal))
        {
            return !files.iterator().hasNext();
        }
    }
}
