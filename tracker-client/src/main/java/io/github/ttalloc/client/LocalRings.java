package io.github.ttalloc.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rings that reporters of this very process hold. A POSIX lock falls when its process closes <em>any</em>
 * descriptor of the file, so a recorder in the same process must take such a ring from here and never open its file.
 * Safe for any number of threads.
 */
public final class LocalRings
{
    private static final Map<Object, LocalRing> RINGS = new ConcurrentHashMap<>();

    private LocalRings()
    {
    }

    /**
     * A ring of this process.
     *
     * @param mapping the whole ring file.
     * @param isOpen  false once its reporter was closed.
     */
    public record LocalRing(ByteBuffer mapping, boolean isOpen)
    {
    }

    /**
     * The ring of this process that a file is, without opening the file.
     *
     * @param file path of a ring.
     * @return the ring, or null if no reporter of this process made it.
     * @throws IOException if the file is gone or cannot be looked at.
     */
    public static LocalRing find(final Path file) throws IOException
    {
        return RINGS.isEmpty() ? null : RINGS.get(identity(file));
    }

    /**
     * Forgets a ring that was drained to its last event after its reporter was closed.
     *
     * @param file path of the ring.
     * @throws IOException if the file is gone or cannot be looked at.
     */
    public static void forget(final Path file) throws IOException
    {
        RINGS.remove(identity(file));
    }

    static void opened(final Object identity, final ByteBuffer mapping)
    {
        RINGS.put(identity, new LocalRing(mapping, true));
    }

    static void closed(final Object identity)
    {
        RINGS.computeIfPresent(identity, (key, ring) -> new LocalRing(ring.mapping(), false));
    }

    static Object identity(final Path file) throws IOException
    {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }
}
