package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.client.TrackerDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Births of rings while another process has the turn at them, and is stopped or killed.
 */
class BirthTurnTest
{
    private static final long EVENTS = 1_000;
    private static final long TURN_NANOS = 2_000_000_000L;
    private static final int BIRTHS = 6;
    private static final long SMALL_RING_BYTES = 256 << 10;

    @TempDir
    private Path parent;

    private Path path;
    private Path program;

    @BeforeEach
    void compile() throws IOException, InterruptedException
    {
        program = CProducer.asC();
        path = TrackerDirectory.of(parent.resolve("tracker")).create().path();
    }

    @Test
    void shouldNotWaitLongForAHolderThatIsStoppedAndStillKeepToTheQuota() throws IOException, InterruptedException
    {
        try (Children children = new Children())
        {
            final Process holder = children.run(List.of(program.toString(), "turn", path.toString()));
            final ProcessHandle child = childOf(holder);
            Children.signal(holder, "STOP");
            ProducerMain.mapProgress(parent.resolve("progress"));
            final long start = System.nanoTime();
            final Process inC = children.run(List.of(
                program.toString(), "one", path.toString(), "1", Long.toString(EVENTS),
                parent.resolve("progress").toString()));
            try (RingReporter reporter = RingReporter.create(context(1L << 30)))
            {
                assertTrue(System.nanoTime() - start >= TURN_NANOS);
                assertTrue(reporter.isEnabled());
            }
            Children.awaitExit(inC, 0);
            assertEquals(2, Await.rings(path));
            final IOException refusal =
                assertThrows(IOException.class, () -> RingReporter.create(context(2 * SMALL_RING_BYTES)));
            assertTrue(refusal.getMessage().endsWith("; another process holds births.lock"), refusal.getMessage());
            assertTrue(child.destroyForcibly());
        }
    }

    @Test
    void shouldWaitOnceForAHolderThatIsStoppedHoweverManyAreBornAtOnce() throws IOException, InterruptedException
    {
        try (Children children = new Children())
        {
            final Process holder = children.run(List.of(program.toString(), "turn", path.toString()));
            final ProcessHandle child = childOf(holder);
            Children.signal(holder, "STOP");
            final long start = System.nanoTime();
            final List<CompletableFuture<RingReporter>> births = new ArrayList<>();
            for (int birth = 0; birth < BIRTHS; birth++)
            {
                births.add(CompletableFuture.supplyAsync(this::create, command -> new Thread(command).start()));
            }
            births.forEach(birth -> birth.join().close());
            final long nanos = System.nanoTime() - start;
            assertTrue(child.destroyForcibly());
            assertTrue(nanos >= TURN_NANOS && nanos < BIRTHS * TURN_NANOS / 2, () -> BIRTHS + " took " + nanos + " ns");
        }
    }

    @Test
    void shouldNotWaitForAHolderThatWasKilledThoughItsChildLives() throws IOException, InterruptedException
    {
        try (Children children = new Children())
        {
            final Process holder = children.run(List.of(program.toString(), "turn", path.toString()));
            final ProcessHandle child = childOf(holder);
            Children.kill(holder);
            assertTrue(child.isAlive());
            final long start = System.nanoTime();
            RingReporter.create(context(1L << 30)).close();
            assertTrue(System.nanoTime() - start < TURN_NANOS);
            assertTrue(child.destroyForcibly());
        }
    }

    private RingReporter create()
    {
        try
        {
            return RingReporter.create(context(1L << 30));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private ReporterContext context(final long quotaBytes)
    {
        return new ReporterContext().directory(path).ringBytes(SMALL_RING_BYTES).ringQuotaBytes(quotaBytes);
    }

    private static ProcessHandle childOf(final Process holder) throws IOException
    {
        final String line = new BufferedReader(
            new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8)).readLine();
        assertTrue(line.startsWith("TURN "), line);
        return ProcessHandle.of(Long.parseLong(line.substring("TURN ".length()))).orElseThrow();
    }
}
