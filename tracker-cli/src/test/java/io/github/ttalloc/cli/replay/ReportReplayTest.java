package io.github.ttalloc.cli.replay;

import io.github.ttalloc.cli.RecordingReporter;
import io.github.ttalloc.cli.ReportedEvent;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static io.github.ttalloc.cli.replay.ReportBuilder.allocate;
import static io.github.ttalloc.cli.replay.ReportBuilder.circularBuffer;
import static io.github.ttalloc.cli.replay.ReportBuilder.free;
import static io.github.ttalloc.cli.replay.ReportBuilder.node;
import static io.github.ttalloc.cli.replay.ReportBuilder.program;
import static io.github.ttalloc.cli.replay.ReportBuilder.tensor;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReportReplayTest
{
    private static final int DRAM = 0;
    private static final int L1 = 1;

    @TempDir
    private Path folder;

    private final List<ReportedEvent> events = new ArrayList<>();
    private final RecordingReporter reporter = new RecordingReporter(events::add);

    @Test
    void shouldReportEachOperationInOrder()
    {
        final ReplayResult result = replay(ReportBuilder.current()
            .operation(2, "Second").operation(1, "First")
            .graph(2, free(0, 8_192, L1))
            .graph(1, allocate(0, 4_096, 100_000, 2_048, L1), allocate(0, 8_192, 4_096, 64, L1))
            .buffer(1, 0, 4_096, 2_048, L1).buffer(1, 0, 8_192, 64, L1)
            .buffer(2, 0, 4_096, 2_048, L1));

        assertEquals(
            List.of(
                opened(0), mark("1 First"), allocated(0, BufferType.L1, 4_096, 100_000, 2_048, "First"),
                allocated(0, BufferType.L1, 8_192, 4_096, 64, "First"), mark("2 Second"),
                freed(0, BufferType.L1, 8_192)),
            events);
        assertEquals(new ReplayResult(2, 6, 0, 0, 0), result);
    }

    @Test
    void shouldFreeWhatAnAllocationOverlapsBeforeIt()
    {
        final ReplayResult result = replay(ReportBuilder.current()
            .operation(1, "Op")
            .graph(1,
                allocate(0, 4_096, 64, 64, L1), allocate(0, 4_160, 64, 64, L1), allocate(0, 4_224, 64, 64, L1),
                allocate(0, 4_128, 128, 128, L1), allocate(0, 4_128, 32, 32, L1), allocate(0, 4_160, 32, 32, DRAM))
            .buffer(1, 0, 4_128, 32, L1).buffer(1, 0, 4_160, 32, DRAM));

        assertEquals(4, result.impliedFrees());
        assertEquals(
            List.of(
                freed(0, BufferType.L1, 4_096), freed(0, BufferType.L1, 4_160), freed(0, BufferType.L1, 4_224),
                allocated(0, BufferType.L1, 4_128, 128, 128, "Op"), freed(0, BufferType.L1, 4_128),
                allocated(0, BufferType.L1, 4_128, 32, 32, "Op"), allocated(0, BufferType.DRAM, 4_160, 32, 32, "Op")),
            events.subList(5, events.size()));
    }

    @Test
    void shouldEndAnOperationWithExactlyWhatItLists()
    {
        final ReplayResult result = replay(ReportBuilder.current()
            .operation(1, "Op")
            .graph(1, allocate(0, 4_096, 64, 64, L1), allocate(0, 8_192, 64, 64, L1))
            .buffer(1, 0, 8_192, 128, L1).buffer(1, 0, 32, 2_048, DRAM).buffer(1, 0, 1_490_000, 16, 3)
            .buffer(1, 0, 64, 16, 2).buffer(1, 0, 1_000_000, 32, 4));

        assertEquals(new ReplayResult(1, 11, 2, 5, 0), result);
        assertEquals(
            List.of(
                freed(0, BufferType.L1, 4_096), freed(0, BufferType.L1, 8_192),
                allocated(0, BufferType.DRAM, 32, 12 * 2_048, 2_048, ""),
                allocated(0, BufferType.L1, 8_192, 64 * 128, 128, ""),
                allocated(0, BufferType.SYSTEM_MEMORY, 64, 16, 16, ""),
                allocated(0, BufferType.L1_SMALL, 1_490_000, 64 * 16, 16, ""),
                allocated(0, BufferType.TRACE, 1_000_000, 12 * 32, 32, "")),
            events.subList(4, events.size()));
    }

    @Test
    void shouldFreeEverythingWhereAnOperationListsNothing()
    {
        final FoldedBuffers folded = fold(ReportBuilder.current()
            .operation(1, "A").operation(2, "B")
            .buffer(1, 0, 32, 32, DRAM).buffer(1, 0, 64, 32, DRAM));

        assertEquals(Map.of(), folded.live());
    }

    @Test
    void shouldCountACircularBufferOnceForEachRectangle()
    {
        replay(ReportBuilder.current().operation(1, "Op").graph(1,
            program(0),
            circularBuffer(0, 104_224, 1_024, "{[0-0 - 7-3], [0-4 - 5-4]}", false),
            circularBuffer(0, 105_248, 64, "{[(x=6,y=7) - (x=6,y=7)]}", false),
            circularBuffer(0, 1_400_000, 4_096, "{[0-0 - 7-7]}", true),
            circularBuffer(0, 1_400_000, 4_096, "{[0-0 - 7-7]}", true),
            circularBuffer(0, 105_312, 64, "{}", false)));

        assertEquals(
            List.of(
                new ReportedEvent(ReportedEvent.Kind.FREE_ALL, 0, BufferType.CB, 0, 0, 0, 0, null),
                circular(0, 0, 0, 7, 3, 104_224, 32 * 1_024, 1_024),
                circular(0, 0, 4, 5, 4, 104_224, 6 * 1_024, 1_024),
                circular(0, 6, 7, 6, 7, 105_248, 64, 64),
                circular(0, 0, 0, 7, 7, 1_400_000, 0, 0)),
            events.subList(2, events.size()));
    }

    @Test
    void shouldReportAnAliasAgainForTheNextProgram()
    {
        replay(ReportBuilder.current().operation(1, "Op").graph(1,
            program(0), circularBuffer(0, 4_096, 64, "{[0-0 - 0-0]}", true),
            program(0), circularBuffer(0, 4_096, 64, "{[0-0 - 0-0]}", true)));

        assertEquals(2, events.stream().filter(event -> ReportedEvent.Kind.ALLOCATE == event.kind()).count());
    }

    @Test
    void shouldCountABufferOfAMeshOnEachOfItsChips()
    {
        final FoldedBuffers folded = fold(ReportBuilder.current().device(0, 1)
            .operation(1, "Op")
            .graph(1,
                tensor(1, 0, 1, 2), program(1), circularBuffer(0, 104_224, 64, "{[0-0 - 0-0]}", false),
                circularBuffer(1, 104_224, 32, "{[0-0 - 0-0]}", false), allocate(1, 4_096, 640, 64, L1))
            .buffer(1, 1, 4_096, 64, L1).buffer(1, 1, 32, 32, DRAM));

        final Set<FoldedBuffers.Place> expected = new HashSet<>();
        for (int device = 0; device < 3; device++)
        {
            expected.add(new FoldedBuffers.Place(device, BufferType.L1, 4_096));
            expected.add(new FoldedBuffers.Place(device, BufferType.DRAM, 32));
        }
        assertEquals(expected, folded.live().keySet());
        assertEquals(64, folded.circular().get(new FoldedBuffers.Place(0, BufferType.CB, 104_224)).bytes());
        assertEquals(32, folded.circular().get(new FoldedBuffers.Place(1, BufferType.CB, 104_224)).bytes());
        assertEquals(2, folded.circular().size());
        assertEquals(
            3, events.stream().filter(event -> ReportedEvent.Kind.FREE_ALL == event.kind()).count());
    }

    @Test
    void shouldTakeTheChipsOfAMeshFromTablesWhereGraphsDoNotTell()
    {
        final FoldedBuffers folded = fold(ReportBuilder.current()
            .sql("CREATE TABLE tensors (tensor_id int, device_id int)")
            .sql("CREATE TABLE device_tensors (tensor_id int, device_id int)")
            .sql("INSERT INTO tensors VALUES (5, 9)")
            .sql("INSERT INTO device_tensors VALUES (5, 2), (5, 3)")
            .operation(1, "Op").buffer(1, 9, 32, 32, DRAM));

        assertEquals(
            Set.of(
                new FoldedBuffers.Place(2, BufferType.DRAM, 32), new FoldedBuffers.Place(3, BufferType.DRAM, 32)),
            folded.live().keySet());
    }

    @Test
    void shouldTakeTheChipOfCircularBuffersForAMeshThatNothingDescribes()
    {
        final FoldedBuffers folded = fold(ReportBuilder.current()
            .operation(1, "Op")
            .graph(1, program(1), circularBuffer(0, 104_224, 64, "{[0-0 - 0-0]}", false))
            .buffer(1, 1, 32, 32, DRAM));

        assertEquals(Set.of(new FoldedBuffers.Place(0, BufferType.DRAM, 32)), folded.live().keySet());
        assertEquals(1, folded.circular().size());
    }

    @Test
    void shouldKeepChipsApartThatHaveBuffersOfTheirOwn()
    {
        final FoldedBuffers folded = fold(ReportBuilder.current()
            .operation(1, "Op").graph(1, tensor(0, 0, 1))
            .buffer(1, 0, 32, 32, DRAM).buffer(1, 1, 64, 32, DRAM));

        assertEquals(
            Set.of(
                new FoldedBuffers.Place(0, BufferType.DRAM, 32), new FoldedBuffers.Place(1, BufferType.DRAM, 64)),
            folded.live().keySet());
    }

    @Test
    void shouldReadAReportWithoutRanksAndGraphs()
    {
        final FoldedBuffers folded = fold(ReportBuilder.withoutRanks()
            .sql("DROP TABLE captured_graph")
            .operation(1, "A").operation(2, "B")
            .buffer(1, 0, 32, 32, DRAM).buffer(2, 0, 64, 32, DRAM));

        assertEquals(Set.of(new FoldedBuffers.Place(0, BufferType.DRAM, 64)), folded.live().keySet());
    }

    @Test
    void shouldReadParametersThatAreStrings()
    {
        replay(ReportBuilder.withoutRanks()
            .operation(1, "Op")
            .graph(1,
                node("buffer_allocate", "\"address\": \"4096\", \"layout\": \"INTERLEAVED\", \"page_size\": \"2048\"," +
                    " \"size\": \"524288\", \"type\": \"L1\""),
                node("buffer_allocate", "\"address\": \"8192\", \"num_cores\": \"32\", \"page_size\": \"2048\"," +
                    " \"size\": \"524288\", \"type\": \"L1\""),
                node("buffer_allocate", "\"address\": \"32\", \"size\": \"1200\", \"type\": \"DRAM\""))
            .buffer(1, 0, 4_096, 8_192, L1).buffer(1, 0, 8_192, 16_384, L1).buffer(1, 0, 32, 128, DRAM));

        assertEquals(
            List.of(
                allocated(0, BufferType.L1, 4_096, 524_288, 8_192, "Op"),
                freed(0, BufferType.L1, 4_096),
                allocated(0, BufferType.L1, 8_192, 524_288, 16_384, "Op"),
                allocated(0, BufferType.DRAM, 32, 1_200, 128, "Op"),
                allocated(0, BufferType.L1, 4_096, 64 * 8_192, 8_192, "")),
            events.subList(2, events.size()));
    }

    @Test
    void shouldGiveTheChipsOfEachRankNumbersOfTheirOwn()
    {
        final FoldedBuffers folded = fold(ReportBuilder.current().device(1, 0)
            .operation(0, 1, "A").operation(1, 1, "B").operation(0, 2, "C").operation(1, 2, "D")
            .graphOfRank(1, 1, allocate(0, 4_096, 64, 64, L1))
            .buffer(0, 1, 0, 32, 32, DRAM).buffer(1, 1, 0, 32, 64, DRAM).buffer(1, 1, 0, 4_096, 64, L1)
            .buffer(0, 2, 0, 32, 32, DRAM).buffer(1, 2, 0, 32, 64, DRAM));

        assertEquals(
            Map.of(
                new FoldedBuffers.Place(0, BufferType.DRAM, 32), 32L,
                new FoldedBuffers.Place(1, BufferType.DRAM, 32), 64L),
            folded.bytesPerBank());
        assertEquals(Set.of(0, 1), reporter.devices().keySet());
        assertEquals(
            List.of("1 A", "1 B", "2 C", "2 D"),
            events.stream().filter(event -> ReportedEvent.Kind.MARK == event.kind()).map(ReportedEvent::tag).toList());
    }

    @Test
    void shouldStopAfterTheOperationAskedFor()
    {
        final Path file = ReportBuilder.current()
            .operation(10, "A").operation(20, "B").operation(30, "C")
            .buffer(10, 0, 32, 32, DRAM).buffer(20, 0, 64, 32, DRAM).buffer(30, 0, 96, 32, DRAM)
            .write(folder.resolve("db.sqlite"));
        for (final long until : new long[]{9, 10, 20, 29, 30})
        {
            final FoldedBuffers folded = new FoldedBuffers();
            try (Report report = Report.open(file))
            {
                final ReplayResult result =
                    new ReportReplay(report, new RecordingReporter(folded::apply)).run(until);

                assertEquals(until / 10, result.operations());
                assertEquals(until < 10 ? 0 : 1, folded.live().size());
            }
        }
    }

    @Test
    void shouldUseAHandleForAnAddressThatAnIdCannotHold()
    {
        final long pointer = 0x7F12_3456_7000L;
        replay(ReportBuilder.current().operation(1, "A").operation(2, "B").buffer(1, 0, pointer, 64, 2));

        final long handle = reporter.handles().get(pointer);
        assertEquals(
            List.of(
                allocated(0, BufferType.SYSTEM_MEMORY, handle, 64, 64, ""), mark("2 B"),
                freed(0, BufferType.SYSTEM_MEMORY, handle)),
            events.subList(2, events.size()));
    }

    @Test
    void shouldPassOverNodesThatSayTooLittle()
    {
        final ReplayResult result = replay(ReportBuilder.current().operation(1, "Op").graph(1,
            node("buffer_allocate", "\"size\": 64, \"device_id\": 0, \"type\": \"L1\""),
            node("buffer_allocate", "\"address\": 64, \"size\": 64, \"device_id\": 0, \"type\": \"EGG\""),
            node("buffer_deallocate", "\"size\": 64, \"device_id\": 0, \"type\": \"L1\""),
            node("circular_buffer_allocate", "\"size\": 64, \"device_id\": 0"),
            node("something_new", "\"size\": [1, {\"a\": 2}]")));

        assertEquals(4, result.skippedNodes());
        assertEquals(List.of(), events.stream().filter(event -> null != event.type()).toList());
    }

    @Test
    void shouldNotFreeWhatWasNeverAllocated()
    {
        final ReplayResult result = replay(ReportBuilder.current()
            .operation(1, "Op").graph(1, free(0, 4_096, L1)).buffer(1, 0, 32, 32, DRAM));

        assertEquals(0, result.impliedFrees());
        assertEquals(0, events.stream().filter(event -> ReportedEvent.Kind.FREE == event.kind()).count());
    }

    @Test
    void shouldListARowOnceWhereAReportRepeatsIt()
    {
        final FoldedBuffers folded = fold(ReportBuilder.current()
            .operation(1, "Op").operation(1, "Op")
            .buffer(1, 0, 32, 32, DRAM).buffer(1, 0, 32, 32, DRAM));

        assertEquals(Set.of(new FoldedBuffers.Place(0, BufferType.DRAM, 32)), folded.live().keySet());
        assertEquals(1, events.stream().filter(event -> ReportedEvent.Kind.MARK == event.kind()).count());
    }

    @Test
    void shouldEndWhereAnEventIsRefused()
    {
        reporter.accepting(3);
        final ReportException e = assertThrows(ReportException.class, () -> replay(ReportBuilder.current()
            .operation(1, "Op").buffer(1, 0, 32, 32, DRAM).buffer(1, 0, 64, 32, DRAM)));

        assertTrue(e.getMessage().contains("db.sqlite") && e.getMessage().contains("ring is full"), e.getMessage());
        assertEquals(3, events.size());
    }

    private ReplayResult replay(final ReportBuilder builder)
    {
        try (Report report = Report.open(builder.write(folder.resolve("db.sqlite"))))
        {
            return new ReportReplay(report, reporter).run();
        }
    }

    private FoldedBuffers fold(final ReportBuilder builder)
    {
        replay(builder);
        final FoldedBuffers folded = new FoldedBuffers();
        events.forEach(folded::apply);
        return folded;
    }

    private static ReportedEvent opened(final int device)
    {
        return new ReportedEvent(ReportedEvent.Kind.DEVICE_OPEN, device, null, 0, 0, 0, 0, null);
    }

    private static ReportedEvent mark(final String text)
    {
        return new ReportedEvent(ReportedEvent.Kind.MARK, 0, null, 0, 0, 0, 0, text);
    }

    private static ReportedEvent allocated(
        final int device, final BufferType type, final long id, final long bytes, final long bytesPerBank,
        final String tag)
    {
        return new ReportedEvent(ReportedEvent.Kind.ALLOCATE, device, type, id, bytes, bytesPerBank, 0, tag);
    }

    private static ReportedEvent freed(final int device, final BufferType type, final long id)
    {
        return new ReportedEvent(ReportedEvent.Kind.FREE, device, type, id, 0, 0, 0, null);
    }

    private static ReportedEvent circular(
        final int device, final int x0, final int y0, final int x1, final int y1, final long address,
        final long bytes, final long bytesPerCore)
    {
        return new ReportedEvent(
            ReportedEvent.Kind.ALLOCATE, device, BufferType.CB, BufferId.of(x0, y0, address), bytes, bytesPerCore,
            CoreRange.of(x0, y0, x1, y1), "Op");
    }
}
