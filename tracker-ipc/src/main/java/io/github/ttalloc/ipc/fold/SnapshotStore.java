package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.journal.JournalException;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * The snapshots of a directory: each is all of a fold at a sequence, in a file of that name. A snapshot is written
 * beside its name and renamed, so one that has its name is whole. Safe for one writer and any number of reading
 * processes.
 */
public final class SnapshotStore
{
    private static final String BESIDE_SUFFIX = ".new";
    private static final int STREAM_BUFFER_LENGTH = 1 << 16;

    private final TrackerDirectory directory;

    /**
     * The snapshots of a directory.
     *
     * @param directory of the tracker.
     */
    public SnapshotStore(final TrackerDirectory directory)
    {
        this.directory = directory;
    }

    /**
     * Writes a snapshot.
     *
     * @param fold of which all is written.
     * @throws IOException if it cannot be written; the snapshots that there are stay as they are.
     */
    public void write(final LedgerFold fold) throws IOException
    {
        directory.makeDirectory(directory.snapshots());
        final Path name = directory.snapshots().resolve(Long.toString(fold.sequence()));
        final Path beside = directory.snapshots().resolve(fold.sequence() + BESIDE_SUFFIX);
        Files.deleteIfExists(beside);
        try (FileChannel channel = directory.open(
            beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            OutputStream stream =
                new BufferedOutputStream(Channels.newOutputStream(channel), STREAM_BUFFER_LENGTH))
        {
            SnapshotWriter.write(fold, stream);
        }
        catch (final IOException ex)
        {
            Files.deleteIfExists(beside);
            throw ex;
        }
        Files.move(beside, name, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * The sequences at which there is a snapshot.
     *
     * @return newest first.
     * @throws IOException if the directory cannot be read.
     */
    public List<Long> sequences() throws IOException
    {
        final List<Long> sequences = new ArrayList<>();
        if (Files.isDirectory(directory.snapshots()))
        {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.snapshots(), "[0-9]*"))
            {
                for (final Path file : files)
                {
                    final String name = file.getFileName().toString();
                    if (name.matches("[0-9]{1,18}"))
                    {
                        sequences.add(Long.valueOf(name));
                    }
                }
            }
        }
        sequences.sort(Comparator.reverseOrder());
        return sequences;
    }

    /**
     * Reads a snapshot.
     *
     * @param sequence of the snapshot.
     * @param listener of the fold, or null.
     * @return the fold as it was.
     * @throws IOException if the snapshot is gone, damaged or of another version; the message names it.
     */
    public LedgerFold read(final long sequence, final FoldListener listener) throws IOException
    {
        return read(sequence, listener, null);
    }

    /**
     * With its ledger in files of a directory, or in memory for none. Throws {@link UncheckedIOException} if there is
     * no space for these files: that says nothing of the snapshot.
     */
    LedgerFold read(final long sequence, final FoldListener listener, final Path ledgerDirectory) throws IOException
    {
        final Path file = directory.snapshots().resolve(Long.toString(sequence));
        try (FileChannel channel = open(sequence))
        {
            SnapshotReader.check(stream(channel), channel.size());
            channel.position(0);
            return SnapshotReader.read(stream(channel), listener, ledgerDirectory);
        }
        catch (final UncheckedIOException ex)
        {
            throw ex;
        }
        catch (final IOException | RuntimeException ex)
        {
            throw new IOException("snapshot " + file + " cannot be used: " + ex.getMessage(), ex);
        }
    }

    /**
     * Deletes all but the newest snapshots of a journal: older ones, later ones, which are of a journal that is gone,
     * and those that were never finished.
     *
     * @param newest sequence of the newest.
     * @param kept   how many to keep.
     * @throws IOException if one cannot be deleted.
     */
    public void prune(final long newest, final int kept) throws IOException
    {
        int found = 0;
        for (final long sequence : sequences())
        {
            if (sequence > newest || ++found > kept)
            {
                Files.deleteIfExists(directory.snapshots().resolve(Long.toString(sequence)));
            }
        }
        try (DirectoryStream<Path> unfinished =
            Files.newDirectoryStream(directory.snapshots(), "[0-9]*" + BESIDE_SUFFIX))
        {
            for (final Path file : unfinished)
            {
                Files.deleteIfExists(file);
            }
        }
    }

    /**
     * Checks that the journal does not end before a snapshot that can be used.
     *
     * @param journalEnd sequence of the last event of the journal; 0 for none.
     * @throws IOException      if the directory cannot be read.
     * @throws JournalException if it does: says which journal it is, and what to do.
     */
    public void checkEnd(final long journalEnd) throws IOException
    {
        for (final long sequence : sequences())
        {
            if (sequence > journalEnd && null != journalIndex(sequence))
            {
                checkEnd(sequence, journalEnd);
            }
        }
    }

    /**
     * Where the journal goes on after the newest snapshots.
     *
     * @param newest sequence of the newest.
     * @param count  how many there may be at the most.
     * @return Chronicle indexes of the last batch of each, the oldest first; none for one that cannot be used.
     * @throws IOException if the directory cannot be read.
     */
    public long[] newestIndexes(final long newest, final int count) throws IOException
    {
        return sequences().stream()
            .filter(sequence -> sequence <= newest)
            .map(this::journalIndex)
            .filter(Objects::nonNull)
            .limit(count)
            .sorted()
            .mapToLong(Long::longValue)
            .toArray();
    }

    /** Null if the snapshot cannot be used. */
    private Long journalIndex(final long sequence)
    {
        try (FileChannel channel = open(sequence))
        {
            SnapshotReader.check(stream(channel), channel.size());
            channel.position(0);
            return SnapshotReader.journalIndex(stream(channel));
        }
        catch (final IOException ex)
        {
            return null;
        }
    }

    private FileChannel open(final long sequence) throws IOException
    {
        final Path file = directory.snapshots().resolve(Long.toString(sequence));
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
        {
            throw new IOException("it is no file");
        }
        return FileChannel.open(file);
    }

    /**
     * Checks that the journal does not end before a snapshot.
     *
     * @param sequence   of the snapshot.
     * @param journalEnd sequence of the last event of the journal; 0 if that cannot be told.
     * @throws JournalException if it does: says which journal it is, and what to do.
     */
    void checkEnd(final long sequence, final long journalEnd)
    {
        if (journalEnd > 0 && sequence > journalEnd)
        {
            throw new JournalException("journal " + directory.journal() + " was truncated: it ends at event " +
                journalEnd + " and there is a snapshot of event " + sequence + ": move the directory " +
                directory.path() + " away, or delete " + directory.snapshots() + " to go on with what is left");
        }
    }

    private static BufferedInputStream stream(final FileChannel channel)
    {
        return new BufferedInputStream(Channels.newInputStream(channel), STREAM_BUFFER_LENGTH);
    }
}
