package io.github.ttalloc.tests.program;

import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.device.BufferType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

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
