package io.github.ttalloc.cli;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Recorded data beside the project, for tests that are skipped where it is absent. */
public final class Captures
{
    private Captures()
    {
    }

    /** A file of it. */
    public static Path file(final String name)
    {
        Path root = Path.of("").toAbsolutePath();
        while (null != root.getParent() && Files.exists(root.getParent().resolve("pom.xml")))
        {
            root = root.getParent();
        }
        final Path file = root.resolveSibling("shared").resolve("captures").resolve(name);
        assumeTrue(Files.exists(file), "the capture is absent: " + file);
        return file;
    }
}
