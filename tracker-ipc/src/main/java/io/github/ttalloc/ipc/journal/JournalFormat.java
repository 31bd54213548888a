package io.github.ttalloc.ipc.journal;

import io.github.ttalloc.client.TrackerDirectory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The file that says in which version a journal is written, so that a journal of another one is refused by name before
 * anything in it is touched.
 */
final class JournalFormat
{
    static final String FILE_NAME = "format";

    private static final String CURRENT = "ttalloc journal " + BatchDescriptor.VERSION;
    private static final int MAX_LENGTH = 256;

    private JournalFormat()
    {
    }

    /** Makes the directory of a journal and its format file where they are absent, and checks them. */
    static void create(final TrackerDirectory directory) throws IOException
    {
        final Path journal = directory.journal();
        final Path format = journal.resolve(FILE_NAME);
        directory.makeDirectory(journal);
        if (!Files.exists(format))
        {
            if (!isEmpty(journal))
            {
                throw notOurs(journal);
            }
            Files.createFile(format, directory.fileMode());
            Files.writeString(format, CURRENT + "\n");
        }
        check(directory);
    }

    /** Checks that there is a journal that this library reads. */
    static void check(final TrackerDirectory directory) throws IOException
    {
        final Path journal = directory.journal();
        final Path format = journal.resolve(FILE_NAME);
        final String text;
        try
        {
            text = Files.size(format) > MAX_LENGTH ? "" : Files.readString(format, StandardCharsets.ISO_8859_1).trim();
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
        if (!CURRENT.equals(text))
        {
            throw new JournalException("journal " + journal + " is of another version: its file " + FILE_NAME +
                " says '" + text.lines().findFirst().orElse("") + "' and this program reads '" + CURRENT +
                "': use the program that wrote it, or move the journal away");
        }
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
