package io.github.ttalloc.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rings that reporters of this very process hold, each with its lock: a reporter that is forgotten without having
 * been closed keeps it as long as the process lives. A POSIX lock falls when its process closes <em>any</em>
 * descriptor of the file, so a recorder in the same process must take such a ring from here and never open its file.
 * Safe for any number of threads.
 */
public final class LocalRings
{
    private static final Map<Object, LocalRing> RINGS = new ConcurrentHashMap<>();
    private static final String NATIVE_PREFIX = nativePrefix();

    private LocalRings()
    {
    }

    /**
     * A ring of this process. Safe for any number of threads.
     */
    public static final class LocalRing
    {
        private final Object identity;
        private final ByteBuffer mapping;
        private final FileLock lock;
        private volatile boolean isOpen = true;

        private LocalRing(final Object identity, final ByteBuffer mapping, final FileLock lock)
        {
            this.identity = identity;
            this.mapping = mapping;
            this.lock = lock;
        }

        /**
         * The memory of the ring.
         *
         * @return the whole ring file.
         */
        public ByteBuffer mapping()
        {
            return mapping;
        }

        /**
         * Whether its reporter may still report.
         *
         * @return false once its reporter was closed.
         */
        public boolean isOpen()
        {
            return isOpen;
        }

        /** Lets the lock of the file go with its channel, after which anybody may open it. */
        void close() throws IOException
        {
            try
            {
                lock.acquiredBy().close();
            }
            finally
            {
                isOpen = false;
                RINGS.remove(identity, this);
            }
        }
    }

    /**
     * The ring of this process that a file is, without opening the file.
     *
     * @param file path of a ring.
     * @return the ring, or null if no open reporter of this process holds it.
     * @throws IOException if the file is gone or cannot be looked at.
     */
    public static LocalRing find(final Path file) throws IOException
    {
        return RINGS.isEmpty() ? null : RINGS.get(identity(file));
    }

    /**
     * Whether a file is by its name the ring of a reporter of the C header in this very process. Its lock falls when
     * this process closes any descriptor of the file, and does not show here, as no process is kept out by its own.
     *
     * @param file path of a ring.
     * @return true if it is.
     */
    public static boolean isNative(final Path file)
    {
        return null != NATIVE_PREFIX && file.getFileName().toString().startsWith(NATIVE_PREFIX);
    }

    /** Takes note of a ring under any name of its file, before a recorder can see it. */
    static LocalRing opened(final Path file, final ByteBuffer mapping, final FileLock lock) throws IOException
    {
        final LocalRing ring = new LocalRing(identity(file), mapping, lock);
        RINGS.put(ring.identity, ring);
        return ring;
    }

    /** Null if the process cannot be looked at. */
    private static String nativePrefix()
    {
        try
        {
            final ProcessIdentity process = ProcessIdentity.self();
            return process.pid() + "-" + process.startTicks() + "-c";
        }
        catch (final IOException ex)
        {
            return null;
        }
    }

    private static Object identity(final Path file) throws IOException
    {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    }
}
