package io.github.ttalloc.cli.option;

import io.github.ttalloc.client.TrackerDirectory;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The option that names the tracker directory. Every command mixes it in, or inherits it from the one it belongs to.
 */
public final class TrackerOptions
{
    @Option(
        names = "--dir", paramLabel = "DIR", scope = ScopeType.INHERIT,
        description = "The tracker directory; by default $TT_ALLOC_DIR, else /dev/shm/ttalloc-<uid>.")
    private Path path;

    /**
     * No directory named yet; the command line does that.
     */
    public TrackerOptions()
    {
    }

    /**
     * Whether the command line names a directory.
     *
     * @return false for the default.
     */
    public boolean isNamed()
    {
        return null != path && !path.toString().isEmpty();
    }

    /**
     * The path of the directory, whether or not it is there.
     *
     * @return the path that was named, else the default.
     * @throws IOException if the user id cannot be read.
     */
    public Path path() throws IOException
    {
        return isNamed() ? path : TrackerDirectory.defaultPath();
    }

    /**
     * The directory, which must be there.
     *
     * @return the directory, checked.
     * @throws IOException if it is absent or must not be used; the message says why and what to do.
     */
    public TrackerDirectory open() throws IOException
    {
        return TrackerDirectory.of(path()).check();
    }
}
