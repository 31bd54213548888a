package io.github.ttalloc.ipc.direct;

import io.github.ttalloc.client.LocalRings;
import io.github.ttalloc.client.ReportStatus;
import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingDescriptor;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import io.github.ttalloc.ipc.journal.BatchDescriptor;
import io.github.ttalloc.ipc.journal.JournalTailer;
import io.github.ttalloc.ipc.recorder.Recorder;
import io.github.ttalloc.ipc.recorder.RecorderContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DirectReporterTest
{
    private static final long DEADLINE_NANOS = 30_000_000_000L;

    @TempDir
    private Path parent;

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private Path path;

    @BeforeEach
    void name()
    {
        path = parent.resolve("tracker");
    }

    @Test
    void shouldHaveEachEventOnTheQueueWhenItsReportReturns() throws IOException
    {
        final List<Long> positions = new ArrayList<>();
        try (DirectReporter reporter = reporter(); JournalTailer tailer = JournalTailer.openDirect(directory()))
        {
            for (int i = 0; i < 100; i++)
            {
                final long position = reporter.allocate(0, BufferType.DRAM, 64L * i, 1);
                assertTrue(tailer.poll(batch ->
                {
                    assertEquals(BatchDescriptor.SOURCE_DIRECT, batch.source());
                    positions.add(batch.position());
                }));
                assertEquals(position, positions.get(i));
                assertFalse(tailer.poll(batch -> positions.add(-1L)));
            }
        }
    }

    @Test
    void shouldBeJournaledExactlyOnceByRecordersThatComeAndGo() throws IOException
    {
        final TrackedProcess process;
        try (DirectReporter reporter = reporter())
        {
            long next = report(reporter, 0);
            for (int round = 0; round < 3; round++)
            {
                try (Recorder recorder = launch())
                {
                    next = report(reporter, next);
                    final long wanted = 2 + next;
                    await(recorder, wanted);
                    assertEquals(0, recorder.status().lostEvents());
                }
                next = report(reporter, next);
            }
        }
        try (Recorder recorder = launch())
        {
            await(recorder, 2 + 7 * 50 + 1);
            assertEquals(0, recorder.status().rings());
        }
        try (FoldTailer tailer = FoldTailer.openOldest(directory(), null).catchUp())
        {
            assertEquals(1, tailer.fold().processes().all().size());
            process = tailer.fold().processes().all().get(0);
            assertEquals(7 * 50, process.events());
            assertEquals(7 * 50, process.leaks().buffers());
            assertTrue(process.endedCleanly());
            assertFalse(process.isIncomplete());
        }
        assertEquals(List.of(), warnings);
    }

    @Test
    void shouldJournalTagsBeforeWhatCarriesThem() throws IOException
    {
        try (Recorder recorder = launch(); DirectReporter reporter = reporter())
        {
            reporter.mark(reporter.tag("a name"));
            await(recorder, 4);
        }
        final List<String> tags = new ArrayList<>();
        try (FoldTailer tailer = FoldTailer.openOldest(directory(), event -> tags.add(event.tag())))
        {
            tailer.catchUp();
        }
        assertTrue(tags.contains("a name"), tags::toString);
    }

    @Test
    void shouldReportNothingOnceItIsClosed() throws IOException
    {
        final DirectReporter reporter = reporter();
        assertTrue(reporter.isEnabled());
        reporter.close();
        reporter.close();
        assertFalse(reporter.isEnabled());
        assertEquals(ReportStatus.CLOSED, reporter.free(0, BufferType.DRAM, 64));
    }

    @Test
    void shouldCloseItsRingWhenItCannotReadIt() throws IOException, InterruptedException
    {
        final AtomicBoolean isDone = new AtomicBoolean();
        final Thread damager = new Thread(() -> damageNewRings(isDone));
        damager.start();
        try
        {
            final String refusal = awaitRefusal();
            assertTrue(refusal.contains(".ring is damaged: head="), refusal);
        }
        finally
        {
            isDone.set(true);
            damager.join();
        }
        for (final Path ring : filesIn(directory().rings()))
        {
            assertNull(LocalRings.find(ring), ring::toString);
            for (final Path descriptor : filesIn(Path.of("/proc/self/fd")))
            {
                assertFalse(isOpen(descriptor, ring), ring::toString);
            }
        }
    }

    /** Other threads close descriptors meanwhile. */
    private static boolean isOpen(final Path descriptor, final Path ring) throws IOException
    {
        try
        {
            return Files.isSameFile(descriptor, ring);
        }
        catch (final NoSuchFileException ex)
        {
            return false;
        }
    }

    /** Opens reporters until one finds its ring damaged: why it refused. */
    private String awaitRefusal()
    {
        final long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (System.nanoTime() < deadline)
        {
            try (DirectReporter reporter = reporter())
            {
                assertTrue(reporter.isEnabled());
            }
            catch (final IOException ex)
            {
                return ex.getMessage();
            }
        }
        return "every ring was whole";
    }

    /** Sets the tail of each ring to where it cannot be, again and again while it is being made. */
    private void damageNewRings(final AtomicBoolean isDone)
    {
        final long tail =
            RingDescriptor.DATA_OFFSET + RingDescriptor.MIN_CAPACITY + RingDescriptor.TRAILER_TAIL_OFFSET;
        while (!isDone.get())
        {
            try
            {
                for (final Path ring : filesIn(directory().rings()))
                {
                    damageUnnamed(ring, tail);
                }
            }
            catch (final IOException ex)
            {
                Thread.onSpinWait();
            }
        }
    }

    private static void damageUnnamed(final Path ring, final long tail) throws IOException
    {
        if (!ring.toString().endsWith(".ring"))
        {
            try (FileChannel channel = FileChannel.open(ring, StandardOpenOption.WRITE))
            {
                while (Files.exists(ring))
                {
                    channel.write(ByteBuffer.allocate(Long.BYTES).putLong(0, -1), tail);
                }
            }
        }
    }

    private static List<Path> filesIn(final Path folder) throws IOException
    {
        try (Stream<Path> files = Files.list(folder))
        {
            return files.toList();
        }
    }

    private static long report(final DirectReporter reporter, final long from)
    {
        for (long i = from; i < from + 50; i++)
        {
            assertTrue(reporter.allocate(0, BufferType.DRAM, 64 * i, 1) >= 0);
        }
        return from + 50;
    }

    private DirectReporter reporter() throws IOException
    {
        return DirectReporter.create(new ReporterContext().directory(path).processName("direct"));
    }

    private Recorder launch() throws IOException
    {
        return Recorder.launch(path, new RecorderContext().warnings(warnings::add));
    }

    private TrackerDirectory directory()
    {
        return TrackerDirectory.of(path);
    }

    private void await(final Recorder recorder, final long sequence)
    {
        final long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (recorder.status().ledgerSequence() < sequence)
        {
            assertEquals(null, recorder.failure());
            assertTrue(System.nanoTime() < deadline, () -> "journal at " + recorder.status().journalSequence() +
                ", ledger at " + recorder.status().ledgerSequence() + " " + warnings);
            Thread.onSpinWait();
        }
        assertEquals(sequence, recorder.status().ledgerSequence());
    }
}
