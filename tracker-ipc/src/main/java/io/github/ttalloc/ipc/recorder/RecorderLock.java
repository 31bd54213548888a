package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.TrackerDirectory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The right to record in a directory: a POSIX lock on {@code recorder.lock}, which falls with its process. Safe for any
 * number of threads.
 */
final class RecorderLock implements AutoCloseable
{
    private static final int MAX_PID_LENGTH = 20;

    /** Files locked by this process: opening and closing one of them again would drop its lock. */
    private static final Set<Object> HELD_HERE = new HashSet<>();

    /** Files locked by another class loader of this process, which to close would drop that lock, too. */
    private static final Map<Object, FileChannel> LEFT_OPEN = new HashMap<>();

    private final FileChannel channel;
    private final Object identity;

    private RecorderLock(final FileChannel channel, final Object identity)
    {
        this.channel = channel;
        this.identity = identity;
    }

    static RecorderLock acquire(final TrackerDirectory directory) throws IOException
    {
        synchronized (HELD_HERE)
        {
            final Path path = directory.recorderLock();
            if (HELD_HERE.contains(identityOrNull(path)))
            {
                throw alreadyRecording(directory, ProcessHandle.current().pid() + ", this process");
            }
            final FileChannel left = LEFT_OPEN.remove(identityOrNull(path));
            final FileChannel channel = null != left ? left : directory.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try
            {
                if (null == channel.tryLock())
                {
                    throw alreadyRecording(directory, readPid(channel));
                }
                channel.truncate(0);
                channel.write(ByteBuffer.wrap(
                    Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)), 0);
                final Object identity = identityOrNull(path);
                HELD_HERE.add(identity);
                return new RecorderLock(channel, identity);
            }
            catch (final OverlappingFileLockException ex)
            {
                LEFT_OPEN.put(identityOrNull(path), channel);
                throw alreadyRecording(directory, ProcessHandle.current().pid() + ", this process");
            }
            catch (final IOException | RuntimeException ex)
            {
                channel.close();
                throw ex;
            }
        }
    }

    @Override
    public void close() throws IOException
    {
        synchronized (HELD_HERE)
        {
            HELD_HERE.remove(identity);
            channel.close();
        }
    }

    private static RecorderAtWorkException alreadyRecording(final TrackerDirectory directory, final String holder)
    {
        return new RecorderAtWorkException("a recorder (pid " + holder + ") already serves " + directory.path() +
            " and holds " + directory.recorderLock() + ": stop it, or name another directory with --dir");
    }

    private static String readPid(final FileChannel channel) throws IOException
    {
        final ByteBuffer pid = ByteBuffer.allocate(MAX_PID_LENGTH);
        channel.read(pid, 0);
        final String text = new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII);
        return text.matches("[0-9]+") ? text : "unknown";
    }

    private static Object identityOrNull(final Path path) throws IOException
    {
        try
        {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
        }
        catch (final NoSuchFileException ex)
        {
            return null;
        }
    }
}
