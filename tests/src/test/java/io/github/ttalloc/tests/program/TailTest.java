package io.github.ttalloc.tests.program;

import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.journal.JournalContext;
import io.github.ttalloc.ipc.recorder.Recorder;
import io.github.ttalloc.ipc.recorder.RecorderContext;
import net.openhft.chronicle.core.time.SetTimeProvider;
import net.openhft.chronicle.queue.RollCycles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TailTest
{
    private static final int RING_BYTES = 1 << 20;
    private static final long DEADLINE_SECONDS = 60;
    private static final int MORE_THAN_A_PIPE_HOLDS = 10_000;

    @TempDir
    private Path scratch;

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void shouldFollowPastTheEndOfAJournalFileUntilASignal(final String signal)
        throws IOException, InterruptedException
    {
        final Path directory = scratch.resolve("tracker");
        final SetTimeProvider clock = new SetTimeProvider(1_700_000_000_000_000_000L);
        final RecorderContext context = new RecorderContext()
            .journal(new JournalContext().rollCycle(RollCycles.FIVE_MINUTELY).clock(clock));
        try (Recorder recorder = Recorder.launch(directory, context); AllocationReporter reporter = reporter(directory))
        {
            reporter.allocate(0, BufferType.L1, 0x1000, 1);
            try (Program tail = Program.start(scratch, "tail", "--follow", "--dir", directory))
            {
                tail.awaitOutput("Allocated 1 bytes of L1");
                for (int file = 2; file < 5; file++)
                {
                    clock.advanceMillis(TimeUnit.MINUTES.toMillis(6));
                    reporter.allocate(0, BufferType.L1, 0x1000L * file, file);
                    tail.awaitOutput("Allocated " + file + " bytes of L1");
                }
                tail.signal(signal);
                tail.awaitExit(0);
                assertEquals(5, tail.out().lines().count(), tail.out());
                assertEquals("", tail.err());
            }
            assertEquals(null, recorder.failure());
        }
        try (var files = Files.newDirectoryStream(directory.resolve("journal"), "*.cq4"))
        {
            int count = 0;
            for (final Path file : files)
            {
                count += Files.isRegularFile(file) ? 1 : 0;
            }
            assertEquals(4, count);
        }
    }

    @Test
    void shouldEndQuietlyWhenTheReaderHasGone() throws IOException, InterruptedException
    {
        final Path directory = record(MORE_THAN_A_PIPE_HOLDS);
        final Path err = scratch.resolve("err");
        final Process tail =
            new ProcessBuilder(Program.command("tail", "--from-start", "--dir", directory)).redirectError(err.toFile())
                .start();
        try (BufferedReader reader =
            new BufferedReader(new InputStreamReader(tail.getInputStream(), StandardCharsets.UTF_8)))
        {
            assertTrue(reader.readLine().startsWith("▶ [PID "));
        }
        assertTrue(tail.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS), "tail does not end");
        assertEquals("", withoutWarnings(err));
        assertEquals(0, tail.exitValue());
    }

    @Test
    void shouldSayInOneLineThatTheOutputCannotBeWritten() throws IOException, InterruptedException
    {
        final Path directory = record(1);
        final Path err = scratch.resolve("err");
        final Process tail = new ProcessBuilder(Program.command("tail", "--dir", directory))
            .redirectOutput(new File("/dev/full"))
            .redirectError(err.toFile())
            .start();
        assertTrue(tail.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS), "tail does not end");
        assertEquals("ttalloc: standard output cannot be written: No space left on device\n", withoutWarnings(err));
        assertEquals(1, tail.exitValue());
    }

    private Path record(final int events) throws IOException
    {
        final Path directory = scratch.resolve("tracker");
        try (Recorder recorder = Recorder.launch(directory, new RecorderContext());
            AllocationReporter reporter = reporter(directory))
        {
            for (int i = 0; i < events; i++)
            {
                reporter.allocate(0, BufferType.L1, 0x1000, 1);
            }
            assertEquals(null, recorder.failure());
        }
        return directory;
    }

    private static AllocationReporter reporter(final Path directory) throws IOException
    {
        return RingReporter.create(
            new ReporterContext().directory(directory).ringBytes(RING_BYTES).waitingForRecorder(true));
    }

    private static String withoutWarnings(final Path err) throws IOException
    {
        final StringBuilder text = new StringBuilder();
        Files.readString(err).lines().filter(line -> !line.startsWith("WARNING: "))
            .forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }
}
