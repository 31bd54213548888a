package io.github.ttalloc.tests.program;

import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.recorder.RecorderStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ServeTest
{
    private static final int RING_BYTES = 256 * 1024;

    @TempDir
    private Path scratch;

    @Test
    void shouldPrintEventsAndTheDumpAndStopCleanly() throws IOException, InterruptedException
    {
        final Path directory = scratch.resolve("tracker");
        try (Program serve = Program.start(scratch, "serve", "--dir", directory))
        {
            serve.awaitErrors("recording in " + directory);
            final AllocationReporter reporter = RingReporter.create(
                new ReporterContext().directory(directory).ringBytes(RING_BYTES).processName("served"));
            reporter.allocate(0, BufferType.L1, 0x1A0000, 4096);
            final String pid = "[PID " + ProcessHandle.current().pid() + "] ";
            serve.awaitOutput("✓ " + pid + "Allocated 4096 bytes of L1 on device 0 (buffer_id=0x1a0000)\n");

            serve.signal("USR1");
            serve.awaitOutput("REMAINING ALLOCATED BUFFERS");
            serve.awaitOutput("L1: 1 buffer");
            reporter.free(0, BufferType.L1, 0x1A0000);
            serve.awaitOutput("✗ " + pid + "Freed buffer 0x1a0000 on device 0 (4096 bytes, FINAL)\n");
            reporter.close();
            serve.awaitOutput("ended cleanly");

            serve.signal("TERM");
            serve.awaitExit(0);
            assertTrue(serve.out().contains("Stopped after event"), serve.out());
        }
    }

    @Test
    void shouldRefuseASecondRecorderInOneLine() throws IOException, InterruptedException
    {
        final Path directory = scratch.resolve("tracker");
        try (Program first = Program.start(scratch, "serve", "--quiet", "--dir", directory))
        {
            first.awaitErrors("recording in");
            final Program second = Program.run(scratch, 1, "serve", "--dir", directory);
            assertEquals(1, second.err().lines().count(), second.err());
            assertTrue(second.err().contains("(pid " + first.pid() + ")"), second.err());
            assertEquals("", second.out());
            try (AllocationReporter reporter =
                RingReporter.create(new ReporterContext().directory(directory).ringBytes(RING_BYTES)))
            {
                reporter.allocate(0, BufferType.L1, 0x1000, 4096);
            }
            first.signal("INT");
            first.awaitExit(0);
            assertTrue(first.out().contains("Stopped after event 4 "), first.out());
            assertFalse(first.out().contains("[PID"), first.out());
        }
    }

    @Test
    void shouldRecordAndStopWhileNobodyReadsItsErrors() throws IOException, InterruptedException
    {
        final Path path = scratch.resolve("tracker");
        final TrackerDirectory directory = TrackerDirectory.of(path).create();
        Files.writeString(directory.rings().resolve("1-1-1.ring"), "damaged");
        final List<String> command = new ArrayList<>(List.of("sh", "-c",
            "dd if=/dev/zero of=/proc/self/fd/3 oflag=nonblock bs=4096 3>&2 2>/dev/null; exec \"$@\"", "sh"));
        command.addAll(Program.command("serve", "--quiet", "--dir", path));
        final Process serve = new ProcessBuilder(command)
            .redirectOutput(scratch.resolve("out.txt").toFile()).start();
        try (AllocationReporter reporter =
            RingReporter.create(new ReporterContext().directory(path).ringBytes(RING_BYTES)))
        {
            awaitEvents(directory, serve, 2);
            assertTrue(reporter.allocate(0, BufferType.L1, 0x1000, 4096) >= 0);
            awaitEvents(directory, serve, 3);
            assertEquals(1, RecorderStatus.openReadOnly(directory).ringErrors());
            serve.destroy();
            assertTrue(serve.waitFor(30, TimeUnit.SECONDS), "it does not stop");
            assertEquals(0, serve.exitValue());
            assertEquals(3, RecorderStatus.openReadOnly(directory).snapshotSequence());
        }
        finally
        {
            serve.destroyForcibly();
        }
    }

    private static void awaitEvents(final TrackerDirectory directory, final Process serve, final long events)
        throws IOException
    {
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        RecorderStatus status = null;
        while (null == status || !status.isAlive() || status.journalSequence() < events)
        {
            assertTrue(System.nanoTime() < deadline && serve.isAlive(), "it does not record " + events + " events");
            LockSupport.parkNanos(2_000_000L);
            status = RecorderStatus.openReadOnly(directory);
        }
    }

    @Test
    void shouldRecordWhatWasReportedBeforeItStarted() throws IOException, InterruptedException
    {
        final Path directory = scratch.resolve("tracker");
        try (AllocationReporter reporter =
            RingReporter.create(new ReporterContext().directory(directory).ringBytes(RING_BYTES)))
        {
            reporter.allocate(3, BufferType.DRAM, 0x40, 777);
            try (Program serve = Program.start(scratch, "serve", "--dir", directory))
            {
                serve.awaitOutput("Allocated 777 bytes of DRAM on device 3 (buffer_id=0x40)");
                final Program dump = Program.run(scratch, 0, "dump", "--json", "--dir", directory);
                assertTrue(dump.out().contains("\"bytes\":777"), dump.out());
                serve.signal("TERM");
                serve.awaitExit(0);
            }
        }
    }
}
