package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.journal.JournalContext;
import io.github.ttalloc.ipc.ring.RingFiles;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A ledger agent that is stepped in turn with a recorder, with snapshots as the test wants them.
 */
class LedgerAgentTest
{
    private static final long CYCLE_MILLIS = 300_000;
    private static final int CYCLES = 4;

    @TempDir
    private Path parent;

    private TrackerDirectory directory;
    private long nowMillis = 1_700_000_000_000L / CYCLE_MILLIS * CYCLE_MILLIS;
    private RingReporter reporter;
    private SteppedRecorder recorder;
    private LedgerAgent ledger;

    @BeforeEach
    void create() throws IOException
    {
        directory = TrackerDirectory.of(parent.resolve("tracker")).create();
        reporter = RingFiles.reporter(directory.path());
        recorder = new SteppedRecorder(directory, journal());
        recorder.until(() -> 2 == recorder.status().journalSequence());
    }

    @AfterEach
    void close()
    {
        recorder.store.leftCalls = Long.MAX_VALUE;
        recorder.close();
        ledger.onClose();
        reporter.close();
    }

    @Test
    void shouldMakeSpaceByASnapshotWhenTheJournalHasFilledTheFileSystem() throws IOException
    {
        open(Long.MAX_VALUE);
        for (int i = 0; i < CYCLES; i++)
        {
            nowMillis += CYCLE_MILLIS;
            report();
        }
        assertEquals(CYCLES + 1, cycles());
        runOutOfSpace();
        until(() -> 1 == cycles());
        assertEquals(2 + CYCLES, recorder.status().snapshotSequence());
    }

    @Test
    void shouldSayWhatHelpsWhenAllOfTheJournalIsInOneFile() throws IOException
    {
        open(Long.MAX_VALUE);
        report();
        runOutOfSpace();
        until(() -> 2 == recorder.warnings.size());
        assertTrue(recorder.warnings.get(1).contains("TT_ALLOC_JOURNAL_ROLL_CYCLE"), recorder.warnings.get(1));
    }

    @Test
    void shouldTryASnapshotAgainThatCouldNotBeWrittenAndWarnOnce() throws IOException
    {
        final Path inTheWay = directory.path().resolve("snapshots");
        Files.writeString(inTheWay, "");
        open(1);
        report();
        until(() -> recorder.status().ledgerErrors() > 1);
        assertEquals(1, recorder.warnings.size(), recorder.warnings::toString);
        Files.delete(inTheWay);
        until(() -> 3 == recorder.status().snapshotSequence());
        assertEquals(List.of("3"), List.of(inTheWay.toFile().list()));
    }

    private void open(final long snapshotEvents) throws IOException
    {
        ledger = new LedgerAgent(directory, FoldTailer.openPublished(directory),
            new RecorderContext().journal(journal()).snapshotEvents(snapshotEvents).snapshotSeconds(1_000_000),
            recorder.status(), recorder.warnings::add);
    }

    private JournalContext journal()
    {
        return new JournalContext().clock(() -> nowMillis).maxBytes(0);
    }

    private void report() throws IOException
    {
        final long wanted = recorder.status().journalSequence() + 1;
        reporter.allocate(0, BufferType.DRAM, 64 * wanted, 1);
        until(() -> wanted == recorder.status().ledgerSequence());
    }

    private void runOutOfSpace() throws IOException
    {
        recorder.store.leftCalls = 0;
        reporter.mark(0);
        until(() -> recorder.status().isOutOfSpace());
    }

    private void until(final BooleanSupplier condition) throws IOException
    {
        recorder.until(() ->
        {
            step();
            return condition.getAsBoolean();
        });
    }

    private void step()
    {
        try
        {
            ledger.doWork();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private long cycles()
    {
        return directory.journal().toFile().list((parent, name) -> name.endsWith(".cq4")).length;
    }
}
