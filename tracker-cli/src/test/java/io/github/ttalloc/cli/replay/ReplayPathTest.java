package io.github.ttalloc.cli.replay;

import io.github.ttalloc.cli.replay.FoldedBuffers.Place;
import io.github.ttalloc.cli.CommandRun;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.fold.EventName;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.FoldedEvent;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import io.github.ttalloc.ipc.recorder.Recorder;
import io.github.ttalloc.ipc.recorder.RecorderContext;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.OneWriterLedger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Reports on the real path: event, ring, journal, ledger.
 */
class ReplayPathTest
{
    private static final int OPERATIONS = 1_414;

    @TempDir
    private Path scratch;

    @Test
    void shouldGiveTheLedgerTheBuffersOfEveryOperationOfTheCapture() throws IOException, SQLException
    {
        assertEquals(OPERATIONS, replayAndCompare(Capture.decode()));
    }

    @Test
    void shouldGiveTheLedgerTheBuffersOfEveryOperationOfAReportOfOurOwn() throws IOException, SQLException
    {
        assertEquals(3, replayAndCompare(ownReport()));
    }

    @Test
    void shouldReplayThroughARecorderThatIsAtWork() throws IOException, SQLException
    {
        final Path directory = scratch.resolve("tracker");
        try (Recorder recorder = Recorder.launch(directory, new RecorderContext());
            Report report = Report.open(ownReport()))
        {
            for (int replay = 1; replay <= 2; replay++)
            {
                new ReplaySession(directory).replay("own", reporter -> new ReportReplay(report, reporter).run());
                assertEquals(recorder.status().journalSequence(), recorder.status().ledgerSequence());
            }
        }
        try (FoldTailer tailer = FoldTailer.openNewest(TrackerDirectory.of(directory), null))
        {
            assertEquals(2, tailer.catchUp().fold().processes().all().size());
            for (final TrackedProcess process : tailer.fold().processes().all())
            {
                assertTrue(process.isReplayed());
                assertTrue(process.isAlive(), "a replay does not end because the program that made it did");
                assertEquals("own", process.name());
            }
            assertEquals(6, tailer.fold().ledger().size());
        }
    }

    @Test
    void shouldEndTheProcessOfAReplayThatFailsHalfWay() throws IOException
    {
        final Path directory = scratch.resolve("tracker");
        final ReplaySession session = new ReplaySession(directory);
        final ReportException failure = assertThrows(ReportException.class, () -> session.replay("own", reporter ->
        {
            reporter.allocate(0, BufferType.DRAM, 0x40, 64);
            throw new ReportException("half-way");
        }));
        assertEquals("half-way", failure.getMessage());
        try (FoldTailer tailer = FoldTailer.openNewest(TrackerDirectory.of(directory), null).catchUp())
        {
            final TrackedProcess process = tailer.fold().processes().all().get(0);
            assertTrue(process.isReplayed() && !process.isAlive() && !process.endedCleanly());
            assertEquals(1, process.leaks().buffers());
        }
    }

    @Test
    void shouldSayHowManyNodesWerePassedOver()
    {
        final Path file = ReportBuilder.current().operation(1, "op")
            .graph(1, ReportBuilder.node("buffer_allocate", "\"size\": 64, \"device_id\": 0, \"type\": \"L1\""))
            .write(scratch.resolve("db.sqlite"));
        final CommandRun run = CommandRun.on(scratch.resolve("tracker"), "replay", file);
        assertEquals(0, run.code(), run::err);
        assertTrue(run.err().matches("ttalloc: nodes passed over, .*: 1\n"), run.err());
    }

    @Test
    void shouldSayWhereTheReportBeginsAndEndsWhenTheLastOperationIsNotInIt() throws IOException
    {
        final Path report = ownReport();
        final CommandRun before = CommandRun.on(scratch.resolve("a"), "replay", report, "--until-op", -5);
        assertEquals(1, before.code());
        assertTrue(before.err().contains(" has no operation up to -5: its operations are "), before.err());
        final CommandRun after = CommandRun.on(scratch.resolve("b"), "replay", report, "--until-op", 1_000_000);
        assertEquals(0, after.code(), after::err);
        assertTrue(after.err().contains("operation 1000000 is beyond the end of the report, whose last is "),
            after.err());
        assertTrue(after.out().startsWith("Replayed 3 operations"), after.out());
    }

    private Path ownReport()
    {
        return ReportBuilder.current()
            .operation(1, "Embedding").operation(2, "Matmul").operation(3, "Softmax")
            .graph(1, ReportBuilder.allocate(0, 4096, 24_576, 2048, 0))
            .buffer(1, 0, 4096, 2048, 0)
            .buffer(1, 0, 90_112, 512, 0)
            .graph(2,
                ReportBuilder.program(0),
                ReportBuilder.circularBuffer(0, 104_224, 4096, "{[(x=0,y=0) - (x=7,y=0)]}", false),
                ReportBuilder.allocate(0, 1_431_552, 131_072, 2048, 1),
                ReportBuilder.allocate(0, 1_429_504, 131_072, 2048, 1),
                ReportBuilder.free(0, 1_429_504, 1))
            .buffer(2, 0, 4096, 2048, 0)
            .buffer(2, 0, 1_431_552, 2048, 1)
            .graph(3, ReportBuilder.allocate(0, 1_430_528, 65_536, 1024, 1))
            .buffer(3, 0, 4096, 2048, 0)
            .buffer(3, 0, 1_430_528, 1024, 1)
            .write(scratch.resolve("db.sqlite"));
    }

    /** How many operations were compared. */
    private int replayAndCompare(final Path source) throws IOException, SQLException
    {
        final Path directory = scratch.resolve("tracker");
        try (Report report = Report.open(source))
        {
            new ReplaySession(directory).replay("report", reporter -> new ReportReplay(report, reporter).run());
            try (OperationRows rows = report.database().buffers(Long.MAX_VALUE))
            {
                final Comparison comparison = new Comparison(rows);
                try (FoldTailer tailer =
                    FoldTailer.openOldest(TrackerDirectory.of(directory), comparison::onEvent))
                {
                    comparison.ledger = tailer.fold().ledger();
                    tailer.catchUp();
                    comparison.endOperation();
                }
                return comparison.operations;
            }
        }
    }

    /** Compares the ledger with the rows whenever an operation is over: at the next mark, and at the end. */
    private static final class Comparison
    {
        private final OperationRows rows;
        private OneWriterLedger ledger;
        private String mark;
        private int operations;

        private Comparison(final OperationRows rows)
        {
            this.rows = rows;
        }

        private void onEvent(final FoldedEvent event)
        {
            if (EventName.MARK == event.name())
            {
                endOperation();
                mark = event.tag();
            }
        }

        private void endOperation()
        {
            if (null != mark)
            {
                final long operation = Long.parseLong(mark.substring(0, mark.indexOf(' ')));
                assertEquals(ListedBuffers.of(rows, operation), live(), () -> "after operation " + mark);
                operations++;
            }
        }

        private Map<Place, Long> live()
        {
            final Map<Place, Long> live = new HashMap<>();
            ledger.forEach(record ->
            {
                final BufferType type = BufferType.of(LedgerKey.typeCode(record.key()));
                if (BufferType.CB != type)
                {
                    live.put(
                        new Place(LedgerKey.device(record.key()), type, LedgerKey.bufferId(record.key())),
                        record.bytesPerBank());
                }
            });
            return live;
        }
    }
}
