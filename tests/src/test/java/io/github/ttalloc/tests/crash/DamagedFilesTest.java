package io.github.ttalloc.tests.crash;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Every file of a tracker directory truncated, with bits flipped, or replaced by one of somebody else.
 */
class DamagedFilesTest
{
    private static final int ROUNDS =
        Integer.getInteger("ttalloc.rounds", Boolean.getBoolean("ttalloc.deep") ? 400 : 8);

    @TempDir
    private Path parent;

    @Test
    void shouldRefuseAFileByNameOrGoOnAndNeverBeWrongUnsaid() throws IOException, InterruptedException
    {
        final long seed = Long.getLong("ttalloc.seed", System.nanoTime());
        try (Children children = new Children())
        {
            final Process rounds = children.run(
                Children.java(List.of(), DamagedFilesMain.class, parent, seed, ROUNDS), parent.resolve("errors"));
            final String said = new String(rounds.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, rounds.waitFor(), () -> "seed=" + seed + " (-Dttalloc.seed): " +
                said.substring(Math.max(0, said.lastIndexOf("round "))));
        }
    }
}
