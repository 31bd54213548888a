package io.github.ttalloc.cli.replay;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The recorded decode beside the project, for tests that are skipped where it is absent. */
final class Capture
{
    private Capture()
    {
    }

    /** The archive of the decode. */
    static Path decode()
    {
        Path root = Path.of("").toAbsolutePath();
        while (null != root.getParent() && Files.exists(root.getParent().resolve("pom.xml")))
        {
            root = root.getParent();
        }
        final Path archive = root.resolveSibling("shared").resolve("captures/n150-llm-decode-cold.tar.gz");
        assumeTrue(Files.exists(archive), "the capture is absent: " + archive);
        return archive;
    }
}
