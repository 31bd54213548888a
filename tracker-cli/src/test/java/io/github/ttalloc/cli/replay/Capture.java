package io.github.ttalloc.cli.replay;

import io.github.ttalloc.cli.Captures;

import java.nio.file.Path;

/** The recorded decode beside the project, for tests that are skipped where it is absent. */
final class Capture
{
    private Capture()
    {
    }

    /** The archive of the decode. */
    static Path decode()
    {
        return Captures.file("n150-llm-decode-cold.tar.gz");
    }
}
