package io.github.ttalloc.client;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
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
 * Other users are kept out by the directory's mode. No link in it is followed: whom the group option lets in could
 * point one at a file of ours. Nor is a pipe opened, which could wait for ever for its other end. Immutable.
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

    TrackerDirectory(final Path path, final boolean openToGroup)
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
     * others. Where its group is let in, it may also be root's, or of a group that this process is in.
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
                path, "unix:isDirectory,isSymbolicLink,uid,gid,permissions", LinkOption.NOFOLLOW_LINKS);
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
        checkOwner((int)attributes.get("uid"), (int)attributes.get("gid"));
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
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS))
        {
            return;
        }
        try
        {
            Files.createDirectory(directory, mode("rwx"));
        }
        catch (final FileAlreadyExistsException ex)
        {
            checkFile(directory, ex);
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS))
            {
                throw ex;
            }
        }
        if (openToGroup)
        {
            permissions(directory).setPermissions(PosixFilePermissions.fromString("rwxrwx---"));
        }
    }

    /**
     * Opens a file of this directory; one that this creates is closed to others, and open to the group if that is let
     * in, whatever the umask.
     *
     * @param file    inside this directory.
     * @param options how to open it.
     * @return the open file.
     * @throws IOException if it cannot be opened, or is a link, a pipe, a socket or a device.
     */
    public FileChannel open(final Path file, final OpenOption... options) throws IOException
    {
        final Set<OpenOption> all = new HashSet<>(List.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        checkFile(file, null);
        final FileChannel channel;
        try
        {
            channel = FileChannel.open(file, all, mode("rw-"));
        }
        catch (final IOException ex)
        {
            checkFile(file, ex);
            throw ex;
        }
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
     * @throws IOException if its mode cannot be changed, or it is a link.
     */
    public void share(final Path file) throws IOException
    {
        if (openToGroup)
        {
            checkFile(file, null);
            final PosixFileAttributeView view = permissions(file);
            if (!view.readAttributes().permissions().containsAll(SHARED))
            {
                view.setPermissions(SHARED);
            }
        }
    }

    /**
     * Checks a directory whose files somebody else's code opens, whatever they are.
     *
     * @param directory inside this one.
     * @throws IOException if there is a link, a pipe, a socket or a device, or the directory cannot be listed.
     */
    public void checkFiles(final Path directory) throws IOException
    {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory))
        {
            for (final Path file : files)
            {
                checkFile(file, null);
            }
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

    private void checkOwner(final int owner, final int group) throws IOException
    {
        final int user = ProcessIdentity.userId();
        if (openToGroup)
        {
            if (owner != user && 0 != owner && !ProcessIdentity.groupIds().contains(group))
            {
                throw new IOException("tracker directory " + path + " belongs to uid=" + owner + " and gid=" + group +
                    ", and uid=" + user + " is not in that group: name another with --dir, or join the group");
            }
        }
        else if (owner != user)
        {
            throw new IOException("tracker directory " + path + " belongs to uid=" + owner + ", not to uid=" + user +
                ": name your own with --dir, or set " + GROUP_VARIABLE + "=1 to share it");
        }
    }

    private static void checkFile(final Path file, final IOException cause) throws IOException
    {
        final BasicFileAttributes attributes;
        try
        {
            attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        }
        catch (final NoSuchFileException ex)
        {
            return;
        }
        if (attributes.isSymbolicLink() || attributes.isOther())
        {
            throw new IOException(file + (attributes.isOther() ?
                " is a pipe, a socket or a device, which a tracker never opens" :
                " is a symbolic link, which a tracker never follows") +
                ": find out who put it there, and remove it", cause);
        }
    }

    private static PosixFileAttributeView permissions(final Path file)
    {
        return Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    private FileAttribute<Set<PosixFilePermission>> mode(final String rights)
    {
        return PosixFilePermissions.asFileAttribute(
            PosixFilePermissions.fromString(rights + (openToGroup ? rights : "---") + "---"));
    }
}
