package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.ipc.fold.EventName;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RecorderTest
{
    private static final long DEADLINE_NANOS = 20_000_000_000L;

    @TempDir
    private Path parent;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void shouldBringEventsOfAReporterInTheSameProcessIntoTheFold() throws IOException
    {
        final Path path = parent.resolve("tracker");
        try (Recorder recorder = launch(path); AllocationReporter reporter = reporter(path))
        {
            final int tag = reporter.tag("a tag that takes more than one part because it is longer than 32 bytes");
            reporter.allocate(0, BufferType.L1, BufferId.of(0x1000), 4096, 64, CoreRange.ALL, tag);
            reporter.allocate(0, BufferType.DRAM, BufferId.of(0x1000), 8192);
            reporter.allocate(0, BufferType.L1, BufferId.of(0x2000), 100);
            reporter.free(0, BufferType.L1, BufferId.of(0x2000));
            reporter.free(0, BufferType.L1, BufferId.of(0x3000));
            reporter.write(0, BufferType.KERNEL, 5, 3, 0x8000, 512, 0);
            awaitEvents(recorder, path, 9);

            try (FoldTailer tailer = FoldTailer.openNewest(directory(path), null))
            {
                final LedgerFold fold = tailer.catchUp().fold();
                assertEquals(3, fold.ledger().size());
                final TrackedProcess process = fold.processes().all().get(0);
                assertTrue(process.isAlive());
                assertEquals(ProcessHandle.current().pid(), process.pid());
                assertFalse(process.isIncomplete());
            }
        }
        assertEquals(List.of(), warnings);
        try (FoldTailer tailer = FoldTailer.openNewest(directory(path), null))
        {
            final LedgerFold fold = tailer.catchUp().fold();
            assertEquals(0, fold.ledger().size());
            assertEquals(2, fold.processes().all().get(0).leaks().buffers());
            assertEquals(1, fold.processes().all().get(0).leaks().otherBuffers());
        }
    }

    @Test
    void shouldShowEachEventWithWhatBecameOfItsBuffer() throws IOException
    {
        final Path path = parent.resolve("tracker");
        try (Recorder recorder = launch(path))
        {
            try (AllocationReporter reporter = reporter(path))
            {
                reporter.allocate(0, BufferType.L1, 0x1000, 4096);
                reporter.allocate(0, BufferType.L1, 0x1000, 4096);
                reporter.free(0, BufferType.L1, 0x1000);
                reporter.free(0, BufferType.L1, 0x1000);
                reporter.free(0, BufferType.L1, 0x1000);
                reporter.allocate(1, BufferType.CB, 0x1000, 640);
                reporter.freeAll(1, BufferType.CB);
                reporter.allocate(1, BufferType.TRACE, 0x40, 77);
                reporter.mark(reporter.tag("end"));
            }
            awaitEvents(recorder, path, 13);
        }
        final List<String> seen = new ArrayList<>();
        try (FoldTailer tailer = FoldTailer.openOldest(directory(path), event -> seen.add(
            event.sequence() + " " + event.name().label() + " " + event.bytes() + " " + event.references())))
        {
            final LedgerFold fold = tailer.catchUp().fold();
            assertEquals(0, fold.ledger().size());
            final TrackedProcess process = fold.processes().all().get(0);
            assertFalse(process.isAlive());
            assertTrue(process.endedCleanly());
            assertEquals(1, process.leaks().buffers());
            assertEquals(77, process.leaks().bytes());
        }
        assertEquals(
            List.of(
                "1 process-start 0 0", "3 allocate 4096 1", "4 allocate 4096 2", "5 free 4096 1", "6 free 4096 0",
                "7 unknown-free 0 0", "8 allocate 640 1", "9 free-all 0 1", "10 allocate 77 1", "12 mark 0 0",
                "13 process-end 77 1"),
            seen);
    }

    @Test
    void shouldGoOnWhereAClosedRecorderStopped() throws IOException
    {
        final Path path = parent.resolve("tracker");
        try (AllocationReporter reporter = reporter(path))
        {
            for (int round = 0; round < 3; round++)
            {
                reporter.allocate(0, BufferType.DRAM, BufferId.of(round), 10);
                try (Recorder recorder = launch(path))
                {
                    reporter.allocate(0, BufferType.DRAM, BufferId.of(100 + round), 10);
                    awaitEvents(recorder, path, 2 + 2 * (round + 1));
                }
            }
            final List<EventName> names = new ArrayList<>();
            try (FoldTailer tailer = FoldTailer.openOldest(directory(path), event -> names.add(event.name())))
            {
                assertEquals(6, tailer.catchUp().fold().ledger().size());
            }
            assertEquals(7, names.size());
        }
    }

    @Test
    void shouldRefuseASecondRecorderAndLeaveTheFirstAtWork() throws IOException
    {
        final Path path = parent.resolve("tracker");
        try (Recorder recorder = launch(path); AllocationReporter reporter = reporter(path))
        {
            final IOException refusal = assertThrows(IOException.class, () -> launch(path));
            assertTrue(refusal.getMessage().contains("recorder.lock"), refusal.getMessage());
            reporter.allocate(0, BufferType.DRAM, 1, 10);
            awaitEvents(recorder, path, 3);
        }
    }

    @Test
    void shouldRefuseForeignRingsByNameAndServeOthers() throws IOException
    {
        final Path path = parent.resolve("tracker");
        directory(path).create();
        Files.write(path.resolve("rings/1-2-3.ring"), new byte[300 * 4096]);
        Files.write(path.resolve("rings/2-2-3.ring"), new byte[10]);
        try (Recorder recorder = launch(path); AllocationReporter reporter = reporter(path))
        {
            reporter.allocate(0, BufferType.DRAM, 1, 10);
            awaitEvents(recorder, path, 3);
            assertEquals(2, recorder.status().ringErrors());
        }
        assertEquals(2, warnings.size());
        assertTrue(warnings.get(0).contains("1-2-3.ring is foreign"), warnings.get(0));
        assertTrue(warnings.get(1).contains("2-2-3.ring is truncated"), warnings.get(1));
    }

    @Test
    void shouldNotOpenTheRingOfAReporterOfItsOwnProcess() throws IOException
    {
        final Path path = parent.resolve("tracker");
        try (AllocationReporter reporter = reporter(path))
        {
            try (Recorder recorder = launch(path))
            {
                reporter.allocate(0, BufferType.DRAM, 1, 10);
                awaitEvents(recorder, path, 3);
            }
            final Path ring = ((RingReporter)reporter).ring();
            assertEquals(1, descriptorsOf(Files.getAttribute(ring, "unix:ino")));
        }
    }

    private static int descriptorsOf(final Object inode) throws IOException
    {
        int count = 0;
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd")))
        {
            for (final Path descriptor : descriptors)
            {
                if (Files.exists(descriptor) && inode.equals(Files.getAttribute(descriptor, "unix:ino")))
                {
                    count++;
                }
            }
        }
        return count;
    }

    private Recorder launch(final Path path) throws IOException
    {
        return Recorder.launch(path, new RecorderContext().warnings(warnings::add));
    }

    private static AllocationReporter reporter(final Path path) throws IOException
    {
        return RingReporter.create(new ReporterContext().directory(path).ringBytes(256 * 1024));
    }

    private static TrackerDirectory directory(final Path path)
    {
        return TrackerDirectory.of(path);
    }

    private static void awaitEvents(final Recorder recorder, final Path path, final long sequence)
    {
        final long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (recorder.status().ledgerSequence() < sequence)
        {
            assertNull(recorder.failure());
            assertTrue(System.nanoTime() < deadline,
                () -> path + " is at " + recorder.status().ledgerSequence() + " and not at " + sequence);
            Thread.onSpinWait();
        }
        assertNotNull(recorder.status());
    }
}
