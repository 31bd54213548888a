package io.github.ttalloc.tests.program;

import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.recorder.Recorder;
import io.github.ttalloc.ipc.recorder.RecorderContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DemoTest
{
    @TempDir
    private Path scratch;

    @Test
    void shouldShowTheMainJobAndLeaveNothingBehind() throws IOException, InterruptedException
    {
        final Set<Path> before = demoDirectories();
        final Program demo = Program.run(scratch, 0, "demo");
        final String out = demo.out();
        assertTrue(out.contains(" (buffer_id=0x"), out);
        assertTrue(out.contains("SIGKILL"), out);
        assertTrue(out.contains("ended without closing, left"), out);
        assertTrue(out.contains("REMAINING ALLOCATED BUFFERS"), out);
        assertTrue(out.contains("Next: "), out);
        assertEquals("", demo.err());
        final Set<Path> after = demoDirectories();
        after.removeAll(before);
        assertEquals(Set.of(), after);
        assertEquals(0, processesAt(directoryIn(out)));
    }

    @Test
    void shouldRunInANamedDirectoryAndKeepWhatItHolds() throws IOException, InterruptedException
    {
        final Path directory = scratch.resolve("tracker");
        try (Recorder recorder = Recorder.launch(directory, new RecorderContext());
            AllocationReporter reporter = RingReporter.create(new ReporterContext().directory(directory)))
        {
            reporter.allocate(0, BufferType.DRAM, 0x77, 777);
            assertEquals(null, recorder.failure());
        }
        final Program demo = Program.run(scratch, 0, "demo", "--dir", directory);
        assertEquals("", demo.err());
        assertFalse(demo.out().contains("777 bytes"), demo.out());
        assertTrue(demo.out().contains("./ttalloc dump --dir " + directory), demo.out());
        final Program tail = Program.run(scratch, 0, "tail", "--from-start", "--dir", directory);
        assertTrue(tail.out().contains("Allocated 777 bytes of DRAM"), tail.out());
        assertTrue(tail.out().contains("decode-0"), tail.out());
        assertEquals("", tail.err());
    }

    @Test
    void shouldRefuseADirectoryThatARecorderHolds() throws IOException, InterruptedException
    {
        final Path directory = scratch.resolve("tracker");
        try (Recorder recorder = Recorder.launch(directory, new RecorderContext()))
        {
            final Program demo = Program.run(scratch, 1, "demo", "--dir", directory);
            assertEquals("", demo.out());
            assertEquals(1, demo.err().lines().count(), demo.err());
            assertTrue(demo.err().contains("(pid " + ProcessHandle.current().pid() + ")"), demo.err());
            assertTrue(demo.err().contains("--dir"), demo.err());
            assertEquals(null, recorder.failure());
        }
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    void shouldEndBySignalAndLeaveNothingBehind(final String signal, final int exitCode)
        throws IOException, InterruptedException
    {
        try (Program demo = Program.start(scratch, "demo"))
        {
            demo.awaitOutput("four processes start");
            final Path directory = directoryIn(demo.out());
            demo.signal(signal);
            demo.awaitExit(exitCode);
            assertEquals("", demo.err());
            assertEquals(0, processesAt(directory));
            assertFalse(Files.exists(directory), directory.toString());
        }
    }

    private static Path directoryIn(final String out)
    {
        final Matcher directory = Pattern.compile("/dev/shm/ttalloc-demo-[0-9]+").matcher(out);
        assertTrue(directory.find(), out);
        return Path.of(directory.group());
    }

    private static long processesAt(final Path directory)
    {
        return ProcessHandle.allProcesses()
            .filter(process -> process.info().commandLine().orElse("").contains(directory.toString()))
            .count();
    }

    private static Set<Path> demoDirectories() throws IOException
    {
        final Set<Path> found = new HashSet<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(Path.of("/dev/shm"), "ttalloc-demo-*"))
        {
            directories.forEach(found::add);
        }
        return found;
    }
}
