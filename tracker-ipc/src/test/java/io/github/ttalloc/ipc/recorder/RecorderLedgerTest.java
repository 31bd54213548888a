package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.ring.RingFiles;
import io.github.ttalloc.ledger.LedgerContext;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerReader;
import io.github.ttalloc.ledger.LedgerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The ledger and the health of a recorder as other processes read them.
 */
class RecorderLedgerTest
{
    private static final long DEADLINE_NANOS = 60_000_000_000L;
    private static final long START_EVENTS = 2;

    @TempDir
    private Path parent;

    private final List<String> warnings = new CopyOnWriteArrayList<>();

    @Test
    void shouldKeepTheLedgerInFilesThatReadersFollowAsItGrows() throws IOException
    {
        final long buffers = LedgerContext.DEFAULT_CAPACITY + 10_000;
        try (Recorder recorder = launch(); RingReporter reporter = RingFiles.reporter(path()))
        {
            final RecorderStatus status = RecorderStatus.openReadOnly(TrackerDirectory.of(path()));
            reporter.allocate(0, BufferType.DRAM, 64, 64);
            await(recorder, () -> START_EVENTS + 1 == status.ledgerSequence());
            final long firstGeneration = status.ledgerGeneration();
            assertTrue(Files.exists(ledger(firstGeneration)));
            try (LedgerReader reader = LedgerReader.open(path()))
            {
                assertEquals(firstGeneration, reader.generation());
                assertEquals(1, reader.size());
                for (long buffer = 2; buffer <= buffers; buffer++)
                {
                    while (reporter.allocate(0, BufferType.DRAM, 64 * buffer, 64) < 0)
                    {
                        Thread.onSpinWait();
                    }
                }
                await(recorder, () -> buffers == reader.size());
                await(recorder, () -> status.ledgerGeneration() > firstGeneration);
                assertTrue(Files.exists(ledger(status.ledgerGeneration())));
                assertFalse(Files.exists(ledger(firstGeneration)));
                assertEquals(status.ledgerGeneration(), reader.generation());
                await(recorder, () -> status.ledgerSequence() == reader.sequence());
                final LedgerRecord record = new LedgerRecord();
                assertTrue(reader.find(
                    LedgerKey.pack(1, 0, BufferType.DRAM.code(), 64 * buffers), record));
                assertEquals(64, record.bytes());
                final long[] bytes = {0};
                reader.forEachTotals(totals -> bytes[0] += totals.isGroup() ? totals.bytes() : 0);
                assertEquals(64 * buffers, bytes[0]);
            }
        }
        assertEquals(List.of(), warnings);
    }

    @Test
    void shouldBeginAnotherLedgerFileAtEachStart() throws IOException
    {
        final long first;
        try (Recorder recorder = launch())
        {
            await(recorder, () -> recorder.status().ledgerGeneration() > 0);
            first = recorder.status().ledgerGeneration();
        }
        try (Recorder recorder = launch())
        {
            await(recorder, () -> recorder.status().ledgerGeneration() == first + 1);
            assertFalse(Files.exists(ledger(first)));
            assertTrue(Files.exists(ledger(first + 1)));
        }
    }

    @Test
    void shouldMeasureHowLongEventsTakeAndWhatItCosts() throws IOException
    {
        try (Recorder recorder = launch(); RingReporter reporter = RingFiles.reporter(path()))
        {
            for (int buffer = 1; buffer <= 1_000; buffer++)
            {
                reporter.allocate(0, BufferType.DRAM, 64L * buffer, 64);
            }
            await(recorder, () -> 1_000 <= recorder.status().latency().count());
            final LatencySummary latency = recorder.status().latency();
            assertEquals(1_000, latency.count());
            assertTrue(latency.p50Nanos() > 0 && latency.p50Nanos() <= latency.p99Nanos() &&
                latency.p99Nanos() <= latency.p999Nanos() && latency.p999Nanos() <= latency.maxNanos(),
                latency::toString);
            assertTrue(recorder.status().cpuNanos() > 0);
            await(recorder, () -> 0 == recorder.status().backlogBytes());
            assertEquals(0, recorder.status().ledgerErrors() + recorder.status().journalErrors());
        }
    }

    private Recorder launch() throws IOException
    {
        return Recorder.launch(path(), new RecorderContext().warnings(warnings::add));
    }

    private Path path()
    {
        return parent.resolve("tracker");
    }

    private Path ledger(final long generation)
    {
        return path().resolve("ledger-" + generation + ".dat");
    }

    private void await(final Recorder recorder, final BooleanSupplier condition)
    {
        final long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!condition.getAsBoolean())
        {
            assertEquals(null, recorder.failure());
            assertTrue(System.nanoTime() < deadline,
                () -> "it never came to it: ledger " + recorder.status().ledgerSequence() + " " + warnings);
            Thread.onSpinWait();
        }
    }
}
