package io.github.ttalloc.benchmarks.process;

import org.agrona.IoUtil;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * An empty directory in shared memory, for as long as a benchmark needs it. Not thread-safe.
 */
public final class ScratchDirectory implements AutoCloseable
{
    /** Rights of a directory that a tracker accepts. */
    public static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path path;

    private ScratchDirectory(final Path path)
    {
        this.path = path;
    }

    /**
     * A new directory.
     *
     * @return the directory; closing it removes it with all that is in it.
     * @throws IOException if it cannot be made.
     */
    public static ScratchDirectory create() throws IOException
    {
        return new ScratchDirectory(Files.createTempDirectory(
            Path.of("/dev/shm"), "ttalloc-benchmark-", OWNER_ONLY));
    }

    /**
     * Where it is.
     *
     * @return its path.
     */
    public Path path()
    {
        return path;
    }

    @Override
    public void close()
    {
        IoUtil.delete(path.toFile(), true);
    }
}
