package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingDescriptor;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.FoldText;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.fold.SnapshotStore;
import io.github.ttalloc.ipc.journal.JournalContext;
import io.github.ttalloc.ipc.ring.RingFiles;
import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A recorder with its two threads over a longer life.
 */
class RecorderLifeTest
{
    private static final long DEADLINE_NANOS = 30_000_000_000L;
    private static final long POLL_NANOS = 100_000L;

    @TempDir
    private Path parent;

    private final List<String> warnings = new CopyOnWriteArrayList<>();

    @Test
    void shouldServe64RingsAtOnce() throws IOException
    {
        final List<RingReporter> reporters = new ArrayList<>();
        try (Recorder recorder = Recorder.launch(path(), context()))
        {
            for (int i = 0; i < 64; i++)
            {
                reporters.add(RingFiles.reporter(path()));
            }
            for (int event = 0; event < 500; event++)
            {
                for (final RingReporter reporter : reporters)
                {
                    assertTrue(reporter.allocate(0, BufferType.DRAM, 64L * event, 1) >= 0);
                }
            }
            await(recorder, () -> 64 * 502 == recorder.status().ledgerSequence());
            assertEquals(64, recorder.status().rings());
            reporters.forEach(RingReporter::close);
            await(recorder, () -> 64 * 503 == recorder.status().ledgerSequence());
            assertEquals(0, recorder.status().rings());
            assertEquals(0, recorder.status().lostEvents());
        }
        assertEquals(List.of(), warnings);
        try (FoldTailer tailer = FoldTailer.openOldest(directory(), null))
        {
            final LedgerFold fold = tailer.catchUp().fold();
            assertEquals(64, fold.processes().ended().size());
            assertTrue(fold.processes().ended().stream().allMatch(process ->
                process.endedCleanly() && 500 == process.leaks().buffers() && !process.isIncomplete()));
        }
    }

    @Test
    void shouldDrainNothingAndWarnOnceWithoutSpaceAndLoseNothing() throws IOException
    {
        try (RingReporter reporter = RingFiles.reporter(path()))
        {
            reporter.allocate(0, BufferType.DRAM, 64, 5);
            try (Recorder recorder = Recorder.launch(path(), context().spaceMarginBytes(Long.MAX_VALUE)))
            {
                await(recorder, () -> recorder.status().isOutOfSpace());
                reporter.allocate(0, BufferType.DRAM, 128, 5);
                assertEquals(0, recorder.status().journalSequence());
                assertTrue(recorder.status().isAlive());
            }
            assertEquals(2, warnings.size(), warnings::toString);
            assertTrue(warnings.get(0).startsWith("no space for the journal"), warnings.get(0));
            assertTrue(warnings.get(1).startsWith("the last events stay in their rings"), warnings.get(1));
            try (Recorder recorder = Recorder.launch(path(), context()))
            {
                await(recorder, () -> 4 == recorder.status().ledgerSequence());
            }
            assertEquals(2, warnings.size(), warnings::toString);
        }
    }

    /** Its recorder is not closed where this fails: an agent whose file was deleted under it may never end. */
    @Test
    void shouldNotWaitForEverForARecorderThatDoesNotEnd() throws IOException
    {
        final StuckIdleStrategy stuck = new StuckIdleStrategy();
        final Recorder recorder = Recorder.launch(path(), context().idleStrategy(() -> stuck));
        assertFalse(recorder.closeWithin(100));
        await(recorder, () -> warnings.stream().anyMatch(line -> line.contains("has not ended after")));
        assertThrows(RecorderAtWorkException.class, () -> Recorder.launch(path(), context()));
        stuck.isReleased = true;
        await(recorder, this::canRecord);
    }

    private boolean canRecord()
    {
        try
        {
            Recorder.launch(path(), context()).close();
            return true;
        }
        catch (final RecorderAtWorkException ex)
        {
            return false;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    @Test
    void shouldDeleteTheCyclesThatNoSnapshotNeedsHoweverShortlyARecorderWorks() throws IOException
    {
        final AtomicLong millis = new AtomicLong(1_790_000_000_000L);
        final JournalContext journal = new JournalContext().clock(millis::get).maxBytes(0);
        try (RingReporter reporter = RingFiles.reporter(path()))
        {
            for (int round = 0; round < 8; round++)
            {
                millis.addAndGet(600_000);
                final long sequence = 3L + round;
                try (Recorder recorder = Recorder.launch(path(), context().journal(journal)))
                {
                    reporter.allocate(0, BufferType.DRAM, 64L * round, 1);
                    await(recorder, () -> sequence == recorder.status().ledgerSequence());
                }
            }
        }
        assertEquals(3, new SnapshotStore(directory()).sequences().size());
        assertTrue(cycles() <= 4, () -> cycles() + " cycles");
    }

    @Test
    void shouldKeepThreeSnapshotsAndDeleteTheCyclesThatNoneNeeds() throws IOException
    {
        final AtomicLong millis = new AtomicLong(1_790_000_000_000L);
        final JournalContext journal = new JournalContext().clock(millis::get).maxBytes(0);
        try (RingReporter reporter = RingFiles.reporter(path()))
        {
            final Recorder recorder =
                Recorder.launch(path(), context().journal(journal).snapshotEvents(40).snapshotSeconds(1_000_000));
            for (int round = 0; round < 12; round++)
            {
                millis.addAndGet(600_000);
                for (int i = 0; i < 50; i++)
                {
                    assertTrue(reporter.allocate(0, BufferType.DRAM, 64L * (50 * round + i), 1) >= 0);
                }
                final long sequence = 2 + 50 * (round + 1L);
                final int needed = Math.min(2, round);
                await(recorder, () ->
                {
                    assertTrue(cycles() >= needed, () -> cycles() + " cycles, and snapshots need " + needed);
                    return sequence == recorder.status().ledgerSequence() &&
                        sequence - recorder.status().snapshotSequence() < 40;
                });
            }
            recorder.close();
            final List<Long> snapshots = new SnapshotStore(directory()).sequences();
            assertEquals(3, snapshots.size(), snapshots::toString);
            assertEquals(602, snapshots.get(0));
            assertTrue(cycles() <= 4, () -> cycles() + " cycles");
            final List<Long> seen = new ArrayList<>();
            try (FoldTailer newest = FoldTailer.openNewest(directory(), null);
                FoldTailer oldest = FoldTailer.openOldest(directory(), event -> seen.add(event.sequence())))
            {
                assertEquals(600, newest.catchUp().fold().ledger().size());
                FoldText.assertSame(
                    FoldText.of(newest.fold()), FoldText.of(oldest.catchUp().fold()), () -> "newest and oldest");
            }
            assertEquals(snapshots.get(2) + 1, seen.get(0));
            assertEquals(602, seen.get(seen.size() - 1));
            try (Recorder next = Recorder.launch(path(), context().journal(journal)))
            {
                reporter.allocate(0, BufferType.L1, 64, 1);
                await(next, () -> 603 == next.status().ledgerSequence());
            }
        }
        assertEquals(List.of(), warnings);
    }

    @Test
    void shouldGoOnOverAClockThatStepsBackOverACycleEdge() throws IOException
    {
        final AtomicLong millis = new AtomicLong(1_790_000_100_000L);
        final JournalContext journal = new JournalContext().clock(millis::get);
        try (RingReporter reporter = RingFiles.reporter(path()))
        {
            try (Recorder recorder = Recorder.launch(path(), context().journal(journal)))
            {
                for (int i = 0; i < 10; i++)
                {
                    reporter.allocate(0, BufferType.DRAM, 64L * i, 1);
                    final long sequence = 3L + i;
                    await(recorder, () -> sequence == recorder.status().ledgerSequence());
                    millis.addAndGet(i % 2 == 0 ? 300_000 : -400_000);
                }
            }
            millis.addAndGet(-3_000_000);
            try (Recorder recorder = Recorder.launch(path(), context().journal(journal)))
            {
                reporter.allocate(0, BufferType.DRAM, 64L * 10, 1);
                await(recorder, () -> 13 == recorder.status().ledgerSequence());
            }
        }
        assertEquals(List.of(), warnings);
    }

    @Test
    void shouldComeToTheSameLedgerAfterAnyNumberOfRestarts() throws IOException
    {
        try (RingReporter first = RingFiles.reporter(path()); RingReporter second = RingFiles.reporter(path()))
        {
            for (int restart = 0; restart < 6; restart++)
            {
                final long before = 0 == restart ? 4 : JournalText.of(directory()).size();
                try (Recorder recorder = Recorder.launch(path(), context().snapshotEvents(1 + restart * 7L)))
                {
                    for (int i = 0; i < 20; i++)
                    {
                        first.allocate(0, BufferType.DRAM, 64L * (20 * restart + i), 1 + i);
                        second.free(0, BufferType.DRAM, i);
                    }
                    final long sequence = before + 40;
                    await(recorder, () -> sequence == recorder.status().ledgerSequence());
                }
                try (FoldTailer fresh = FoldTailer.openOldest(directory(), null);
                    LedgerFold snapshot = new SnapshotStore(directory()).read(
                        new SnapshotStore(directory()).sequences().get(0), null))
                {
                    FoldText.assertSame(FoldText.of(fresh.catchUp().fold()), FoldText.of(snapshot),
                        () -> "fresh and snapshot");
                }
            }
        }
    }

    @Test
    void shouldLetWaitingToolsWaitForItsDraining() throws IOException
    {
        try (Recorder recorder = Recorder.launch(path(), context());
            RingReporter tool = RingReporter.create(new ReporterContext().directory(path())
                .ringBytes(RingFiles.CAPACITY).waitingForRecorder(true)))
        {
            for (int i = 0; i < 100_000; i++)
            {
                assertTrue(tool.free(0, BufferType.DRAM, i) >= 0);
            }
            await(recorder, () -> 100_002 == recorder.status().ledgerSequence());
            assertEquals(0, recorder.status().lostEvents());
        }
    }

    @Test
    void shouldLoseNothingWhereAnInterruptedThreadClosesIt() throws IOException
    {
        final int events = 2_000;
        final Recorder recorder = Recorder.launch(path(), context());
        try (RingReporter reporter = RingFiles.reporter(path()))
        {
            final Path foreign = directory().rings().resolve("1-1-1.ring");
            final ByteBuffer image = RingFiles.image(reporter).putLong(
                RingDescriptor.PRODUCER_ID_OFFSET, 7).putInt(RingDescriptor.FLAGS_OFFSET, 0);
            await(recorder, () -> 2 == recorder.status().journalSequence());
            for (int i = 0; i < events; i++)
            {
                assertTrue(reporter.allocate(0, BufferType.DRAM, 64L * i, 1) >= 0);
            }
            RingFiles.write(image, foreign);
            Thread.currentThread().interrupt();
            recorder.close();
            assertTrue(Thread.interrupted(), "the interrupt is lost");
        }
        assertEquals(List.of(), warnings);
        final List<String> journal = JournalText.of(directory());
        assertTrue(journal.stream().noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("gap")),
            journal::toString);
        assertTrue(journal.size() >= events + 2, () -> "only " + journal.size() + " events");
        assertEquals(journal.size(), new SnapshotStore(directory()).sequences().get(0));
        assertEquals(0, recorder.status().ringErrors());
        assertNull(recorder.failure());
    }

    @Test
    void shouldSayWhichErrorKeptAStandbyFromRecordingAndTryAgain() throws IOException
    {
        final AtomicReference<Error> error = new AtomicReference<>();
        final Recorder first = Recorder.launch(path(), context());
        try (EmbeddedRecorder standby = EmbeddedRecorder.start(path(), () -> failing(error.get())))
        {
            assertFalse(standby.isRecording());
            error.set(new ExceptionInInitializerError("planted"));
            first.close();
            await(first, () -> error.get() == standby.failure());
            error.set(null);
            await(first, standby::isRecording);
        }
    }

    private RecorderContext failing(final Error error)
    {
        if (null != error)
        {
            throw error;
        }
        return context();
    }

    @Test
    void shouldSayHowItIsToWhoeverLooks() throws IOException
    {
        assertNull(RecorderStatus.openReadOnly(TrackerDirectory.of(path()).create()));
        final RecorderStatus seen;
        try (Recorder recorder = Recorder.launch(path(), context()); RingReporter reporter = RingFiles.reporter(path()))
        {
            reporter.mark(0);
            await(recorder, () -> 3 == recorder.status().ledgerSequence());
            seen = RecorderStatus.openReadOnly(directory());
            assertNotNull(seen);
            assertTrue(seen.isAlive());
            assertEquals(3, seen.journalSequence());
            assertEquals(3, seen.ledgerSequence());
            assertEquals(1, seen.rings());
            assertEquals(ProcessHandle.current().pid(), seen.pid());
        }
        assertFalse(seen.isAlive());
        Files.write(directory().recorderStatus(), new byte[4096]);
        assertNull(RecorderStatus.openReadOnly(directory()));
        Files.write(directory().recorderStatus(), new byte[7]);
        assertNull(RecorderStatus.openReadOnly(directory()));
    }

    @Test
    void shouldRefuseASecondRecorderOfTheSameProcessAndKeepTheLock() throws IOException
    {
        try (Recorder recorder = Recorder.launch(path(), context()))
        {
            for (int i = 0; i < 3; i++)
            {
                final IOException refusal =
                    assertThrows(IOException.class, () -> Recorder.launch(path(), context()));
                assertTrue(refusal.getMessage().contains("(pid " + ProcessHandle.current().pid() + ", this process)"),
                    refusal.getMessage());
            }
            final long inode = (long)Files.getAttribute(directory().recorderLock(), "unix:ino");
            assertEquals(1, Files.readAllLines(Path.of("/proc/locks")).stream()
                .filter(line -> line.contains(":" + inode + " ")).count());
            assertNull(recorder.failure());
        }
        Recorder.launch(path(), context()).close();
    }

    @Test
    void shouldLeaveNothingLockedWhenItCannotStart() throws IOException
    {
        directory().create();
        Files.createDirectory(directory().journal());
        Files.writeString(directory().journal().resolve("precious"), "of somebody else");
        assertThrows(RuntimeException.class, () -> Recorder.launch(path(), context()));
        Files.delete(directory().journal().resolve("precious"));
        Recorder.launch(path(), context()).close();
    }

    private Path path()
    {
        return parent.resolve("tracker");
    }

    private TrackerDirectory directory()
    {
        return TrackerDirectory.of(path());
    }

    private RecorderContext context()
    {
        return new RecorderContext().warnings(warnings::add);
    }

    private long cycles()
    {
        try (Stream<Path> files = Files.list(directory().journal()))
        {
            return files.filter(file -> file.toString().endsWith(".cq4")).count();
        }
        catch (final IOException ex)
        {
            throw new AssertionError(ex);
        }
    }

    private void await(final Recorder recorder, final BooleanSupplier condition)
    {
        final long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!condition.getAsBoolean())
        {
            assertNull(recorder.failure());
            assertTrue(System.nanoTime() < deadline, () -> "journal at " + recorder.status().journalSequence() +
                ", ledger at " + recorder.status().ledgerSequence() + ", " + warnings);
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** What a thread that never comes back looks like from outside. */
    private static final class StuckIdleStrategy implements IdleStrategy
    {
        private volatile boolean isReleased;

        @Override
        public void idle(final int workCount)
        {
            idle();
        }

        @Override
        public void idle()
        {
            while (!isReleased)
            {
                LockSupport.parkNanos(POLL_NANOS);
            }
        }

        @Override
        public void reset()
        {
        }
    }
}
