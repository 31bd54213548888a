package io.github.ttalloc.tests.crash;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The reporter in C within one process: its threads, its tags, and what keeps it from having a ring.
 */
class CReporterTest
{
    private static final long DEADLINE_SECONDS = 60;

    @TempDir
    private Path parent;

    private Path errors;

    @BeforeEach
    void nameErrors()
    {
        errors = parent.resolve("errors");
    }

    @Test
    void shouldLoseNothingWhereThereIsSpaceHoweverManyThreadsReport() throws IOException, InterruptedException
    {
        assertHolds("threads");
    }

    @Test
    void shouldFindSpaceThatCameWhileItsThreadWasStopped() throws IOException, InterruptedException
    {
        assertHolds("stale");
    }

    @Test
    void shouldSpendNoIdOnATextThatFoundNoSpace() throws IOException, InterruptedException
    {
        assertHolds("texts");
    }

    @Test
    void shouldLeaveTheLockOfTheTagsWhenAThreadIsCancelled() throws IOException, InterruptedException
    {
        assertHolds("cancelled");
    }

    @Test
    void shouldGiveNoTagWhileAnotherThreadKeepsTheLock() throws IOException, InterruptedException
    {
        assertHolds("held");
    }

    @Test
    void shouldSayThatNoFileMayBeAsLongAsTheRing() throws IOException, InterruptedException
    {
        final Path path = parent.resolve("tracker");
        final String producer = CProducer.asC().toString();
        try (Children children = new Children())
        {
            final Process many = children.run(
                List.of("sh", "-c", "ulimit -f 64; exec \"$@\"", "sh", producer, "many", path.toString(), "1"), errors);
            Children.awaitLine(many, "0 with and 1 without a ring");
            Children.awaitExit(many, 0);
        }
        final List<String> lines = Files.readAllLines(errors);
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(lines.get(0).startsWith("ttalloc: allocation tracking is off in this process: "), lines.get(0));
        assertTrue(lines.get(0).contains("(ulimit -f) or lower TT_ALLOC_RING_BYTES"), lines.get(0));
        assertTrue(lines.get(0).endsWith(" bytes, more than 32768"), lines.get(0));
        assertEquals(0, Await.rings(path));
    }

    private void assertHolds(final String check) throws IOException, InterruptedException
    {
        final String checks = CProducer.checks().toString();
        try (Children children = new Children())
        {
            final Process process = children.run(List.of(checks, check), errors);
            assertTrue(process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS), "the check did not end in time");
            assertEquals("", Files.readString(errors));
            Children.awaitExit(process, 0);
        }
    }
}
