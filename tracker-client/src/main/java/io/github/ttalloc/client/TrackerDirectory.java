package io.github.ttalloc.client;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/**
 * The directory that the processes of one tracker share, and the names in it.
 * <pre>
 *   rings/          one ring per producer process
 *   journal/        the Chronicle queue of all events
 *   direct/         the Chronicle queue that direct reporters share
 *   snapshots/      what was allocated at a sequence
 *   births.lock     taken in turns by producers that make a ring
 *   recorder.lock   held by the recorder
 *   recorder.dat    how the recorder is
 *   ledger-N.dat    what is allocated now, while a recorder runs
 * </pre>
 * Other users are kept out by the directory's mode. Immutable.
 */
public final class TrackerDirectory
{
    /** Environment variable that names the directory. */
    public static final String DIRECTORY_VARIABLE = "TT_ALLOC_DIR";

    /** Environment variable that, set to {@code 1}, lets the group of the directory in. */
    public static final String GROUP_VARIABLE = "TT_ALLOC_GROUP";

    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("------rwx");
    private static final Set<PosixFilePermission> GROUP_AND_OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private static final Set<PosixFilePermission> SHARED = PosixFilePermissions.fromString("rw-rw----");

    private final Path path;
    private final boolean openToGroup;

    private TrackerDirectory(final Path path, final boolean openToGroup)
    {
        this.path = path;
        this.openToGroup = openToGroup;
    }

    /**
     * A directory by its path; nothing is looked at yet. The group is let in if {@link #GROUP_VARIABLE} says so.
     *
     * @param path of the directory.
     * @return the directory.
     */
    public static TrackerDirectory of(final Path path)
    {
        return new TrackerDirectory(path, "1".equals(System.getenv(GROUP_VARIABLE)));
    }

    /**
     * The directory that this user's programs share unless told otherwise: {@link #DIRECTORY_VARIABLE}, else
     * {@code /dev/shm/ttalloc-<uid>}.
     *
     * @return its path.
     * @throws IOException if the user id cannot be read.
     */
    public static Path defaultPath() throws IOException
    {
        final String named = System.getenv(DIRECTORY_VARIABLE);
        return null == named || named.isEmpty() ?
            Path.of("/dev/shm/ttalloc-" + ProcessIdentity.userId()) : Path.of(named);
    }

    /**
     * Makes the directory where it is absent, and checks it.
     *
     * @return this.
     * @throws IOException if it cannot be made or must not be used; the message says why and what to do.
     */
    public TrackerDirectory create() throws IOException
    {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS))
        {
            final Path parent = path.toAbsolutePath().getParent();
            if (null != parent)
            {
                Files.createDirectories(parent);
            }
            makeDirectory(path);
        }
        check();
        makeDirectory(rings());
        return this;
    }

    /**
     * Checks that the directory is one that this user may trust: a directory, no link, this user's own, and closed to
     * others.
     *
     * @return this.
     * @throws IOException if it is not; the message says why and what to do.
     */
    public TrackerDirectory check() throws IOException
    {
        final Map<String, Object> attributes;
        try
        {
            attributes = Files.readAttributes(
                path, "unix:isDirectory,isSymbolicLink,uid,permissions", LinkOption.NOFOLLOW_LINKS);
        }
        catch (final NoSuchFileException ex)
        {
            throw new IOException("tracker directory " + path + " does not exist: start 'ttalloc serve --dir " + path +
                "' or name another with --dir or " + DIRECTORY_VARIABLE, ex);
        }
        if ((boolean)attributes.get("isSymbolicLink"))
        {
            throw new IOException("tracker directory " + path + " is a symbolic link: name the directory itself");
        }
        if (!(boolean)attributes.get("isDirectory"))
        {
            throw new IOException("tracker directory " + path + " is not a directory: name another with --dir");
        }
        final int owner = (int)attributes.get("uid");
        if (!openToGroup && owner != ProcessIdentity.userId())
        {
            throw new IOException("tracker directory " + path + " belongs to uid=" + owner + ", not to uid=" +
                ProcessIdentity.userId() + ": name your own with --dir, or set " + GROUP_VARIABLE + "=1 to share it");
        }
        @SuppressWarnings("unchecked")
        final Set<PosixFilePermission> permissions = (Set<PosixFilePermission>)attributes.get("permissions");
        final Set<PosixFilePermission> forbidden = openToGroup ? OTHERS : GROUP_AND_OTHERS;
        if (permissions.stream().anyMatch(forbidden::contains))
        {
            throw new IOException("tracker directory " + path + " has mode " +
                PosixFilePermissions.toString(permissions) + " and is open to others: run 'chmod " +
                (openToGroup ? "0770 " : "0700 ") + path + "'");
        }
        return this;
    }

    /**
     * Makes a directory of this tracker where it is absent, closed to others.
     *
     * @param directory inside this one, or this one.
     * @throws IOException if it cannot be made.
     */
    public void makeDirectory(final Path directory) throws IOException
    {
        if (!Files.isDirectory(directory))
        {
            try
            {
                Files.createDirectory(directory, mode("rwx"));
            }
            catch (final java.nio.file.FileAlreadyExistsException ex)
            {
                if (!Files.isDirectory(directory))
                {
                    throw ex;
                }
            }
            if (openToGroup)
            {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwx---"));
            }
        }
    }

    /**
     * Opens a file of this directory; one that this creates is closed to others, and open to the group if that is let
     * in, whatever the umask.
     *
     * @param file    inside this directory.
     * @param options how to open it.
     * @return the open file.
     * @throws IOException if it cannot be opened.
     */
    public FileChannel open(final Path file, final OpenOption... options) throws IOException
    {
        final FileChannel channel = FileChannel.open(file, Set.of(options), mode("rw-"));
        try
        {
            share(file);
            return channel;
        }
        catch (final IOException | RuntimeException ex)
        {
            channel.close();
            throw ex;
        }
    }

    /**
     * Lets the group into a file that somebody else's code has made, if the group is let in at all.
     *
     * @param file of this user, inside this directory.
     * @throws IOException if its mode cannot be changed.
     */
    public void share(final Path file) throws IOException
    {
        if (openToGroup && !Files.getPosixFilePermissions(file).containsAll(SHARED))
        {
            Files.setPosixFilePermissions(file, SHARED);
        }
    }

    /**
     * The directory itself.
     *
     * @return its path as it was given.
     */
    public Path path()
    {
        return path;
    }

    /**
     * Where producers put their rings.
     *
     * @return the path.
     */
    public Path rings()
    {
        return path.resolve("rings");
    }

    /**
     * The queue of all events.
     *
     * @return the path of its directory.
     */
    public Path journal()
    {
        return path.resolve("journal");
    }

    /**
     * The queue of the direct reporters.
     *
     * @return the path of its directory.
     */
    public Path direct()
    {
        return path.resolve("direct");
    }

    /**
     * Where snapshots are written.
     *
     * @return the path.
     */
    public Path snapshots()
    {
        return path.resolve("snapshots");
    }

    /**
     * The file whose lock the recorder holds.
     *
     * @return the path.
     */
    public Path recorderLock()
    {
        return path.resolve("recorder.lock");
    }

    /**
     * The file in which the recorder says how it is.
     *
     * @return the path.
     */
    public Path recorderStatus()
    {
        return path.resolve("recorder.dat");
    }

    private FileAttribute<Set<PosixFilePermission>> mode(final String rights)
    {
        return PosixFilePermissions.asFileAttribute(
            PosixFilePermissions.fromString(rights + (openToGroup ? rights : "---") + "---"));
    }
}
