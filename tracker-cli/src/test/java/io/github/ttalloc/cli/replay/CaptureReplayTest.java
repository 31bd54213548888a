package io.github.ttalloc.cli.replay;

import io.github.ttalloc.cli.RecordingReporter;
import io.github.ttalloc.cli.ReportedEvent;
import io.github.ttalloc.cli.replay.FoldedBuffers.Place;
import io.github.ttalloc.device.Board;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.Chip;
import io.github.ttalloc.device.CircularBufferAllocator;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.device.L1Map;
import io.github.ttalloc.device.LockStepAllocator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CaptureReplayTest
{
    private static final int OPERATIONS = 1_414;
    private static final int ROWS = 132_842;
    private static final int HARVEST_MASK = 32;
    private static final int ALIASES = 23;

    private Path capture;

    @BeforeEach
    void findCapture()
    {
        capture = Capture.decode();
    }

    @Test
    void shouldEndEveryOperationWithTheBuffersThatItLists() throws SQLException
    {
        final FoldedBuffers folded = new FoldedBuffers();
        final List<String> unequal = new ArrayList<>();
        final List<Long> rows = new ArrayList<>();
        try (Report report = Report.open(capture);
            OperationRows expected = report.database().buffers(Long.MAX_VALUE))
        {
            final OperationEnds ends = new OperationEnds(folded, operation ->
            {
                final Map<Place, Long> listed = ListedBuffers.of(expected, operation);
                rows.add((long)listed.size());
                if (!listed.equals(folded.bytesPerBank()))
                {
                    unequal.add("operation " + operation);
                }
            });
            final ReplayResult result = new ReportReplay(report, new RecordingReporter(ends::accept)).run();
            ends.finish();

            assertEquals(List.of(), unequal.stream().limit(3).toList());
            assertEquals(OPERATIONS, result.operations());
            assertEquals(0, result.skippedNodes());
        }
        assertEquals(OPERATIONS, rows.size());
        assertEquals(ROWS, rows.stream().mapToLong(Long::longValue).sum());
    }

    @Test
    void shouldStopAfterTheOperationAskedFor() throws SQLException
    {
        final FoldedBuffers folded = new FoldedBuffers();
        final List<String> marks = new ArrayList<>();
        try (Report report = Report.open(capture);
            OperationRows expected = report.database().buffers(Long.MAX_VALUE))
        {
            final ReplayResult result = new ReportReplay(report, new RecordingReporter(event ->
            {
                folded.apply(event);
                marks.addAll(ReportedEvent.Kind.MARK == event.kind() ? List.of(event.tag()) : List.of());
            })).run(719);

            assertEquals(719, result.operations());
            assertEquals("719 MatmulDeviceOperation", marks.get(marks.size() - 1));
            assertEquals(ListedBuffers.of(expected, 719), folded.bytesPerBank());
        }
        assertEquals(64 * 131_072L, folded.live().get(new Place(0, BufferType.L1, 1_296_384)).bytes());
        assertEquals(
            "MatmulDeviceOperation", folded.live().get(new Place(0, BufferType.L1, 1_296_384)).tag());
        assertEquals(
            new ReportedEvent(
                ReportedEvent.Kind.ALLOCATE, 0, BufferType.CB, 112_416, 64 * 278_528L, 278_528,
                CoreRange.of(0, 0, 7, 7), "MatmulDeviceOperation"),
            folded.circular().get(new Place(0, BufferType.CB, 112_416)));
        assertEquals(0, folded.circular().get(new Place(0, BufferType.CB, 1_296_384)).bytes());
        assertEquals(5, folded.circular().size());
    }

    @Test
    void shouldPlaceEveryL1AndCircularBufferWhereTheModelDoes()
    {
        final Chip chip = Board.N150.chip(HARVEST_MASK);
        final L1Map map = L1Map.of(chip.architecture(), 104_224, 65_536);
        final LockStepAllocator allocator = new LockStepAllocator(chip, map);
        final List<String> misplaced = new ArrayList<>();
        final TreeMap<Long, Long> endOfLive = new TreeMap<>();
        final List<ReportedEvent> aliases = new ArrayList<>();
        final List<Long> placed = new ArrayList<>();
        try (Report report = Report.open(capture))
        {
            final CircularBufferPlacement circularBuffers =
                new CircularBufferPlacement(new CircularBufferAllocator(chip, map), misplaced);
            new ReportReplay(report, new RecordingReporter(event ->
            {
                circularBuffers.accept(event);
                if (BufferType.L1 == event.type() && ReportedEvent.Kind.ALLOCATE == event.kind())
                {
                    final long address = allocator.allocate(BufferType.L1, event.bytesPerBank());
                    placed.add(address);
                    endOfLive.put(address, address + event.bytesPerBank());
                    if (address != event.bufferId())
                    {
                        misplaced.add("L1 at " + address + ": " + event);
                    }
                }
                else if (BufferType.L1 == event.type() &&
                    (null == endOfLive.remove(event.bufferId()) || !allocator.free(BufferType.L1, event.bufferId())))
                {
                    misplaced.add("L1 not there: " + event);
                }
                else if (BufferType.CB == event.type() && ReportedEvent.Kind.ALLOCATE == event.kind() &&
                    0 == event.bytes())
                {
                    aliases.add(event);
                    final long address = BufferId.address(event.bufferId());
                    final Map.Entry<Long, Long> tensor = endOfLive.floorEntry(address);
                    if (null == tensor || tensor.getValue() <= address)
                    {
                        misplaced.add("CB in no tensor: " + event);
                    }
                }
            })).run();
            circularBuffers.finish();
            assertEquals(List.of(), misplaced.stream().limit(3).toList());
            assertEquals(1_198, placed.size());
            assertEquals(ALIASES, aliases.size());
            assertEquals(151, circularBuffers.placed());
        }
    }

    @Test
    void shouldDescribeTheDeviceOfTheCapture()
    {
        final RecordingReporter reporter = new RecordingReporter(event -> assertTrue(event.device() == 0));
        try (Report report = Report.open(capture))
        {
            new ReportReplay(report, reporter).run(1);
        }

        assertEquals(1, reporter.devices().size());
        assertEquals(1, reporter.devices().get(0).architecture());
        assertEquals(CoreRange.of(0, 0, 7, 7), reporter.devices().get(0).computeGrid());
        assertEquals(104_224, reporter.devices().get(0).unreservedL1Base());
        assertEquals(65_536, reporter.devices().get(0).l1SmallBytes());
    }

    /** Places the circular buffers of a report again; all rectangles of one are consecutive events. */
    private static final class CircularBufferPlacement
    {
        private final CircularBufferAllocator allocator;
        private final List<String> misplaced;
        private final List<ReportedEvent> pending = new ArrayList<>();
        private int placed;

        CircularBufferPlacement(final CircularBufferAllocator allocator, final List<String> misplaced)
        {
            this.allocator = allocator;
            this.misplaced = misplaced;
        }

        void accept(final ReportedEvent event)
        {
            final boolean isOwn = BufferType.CB == event.type() &&
                ReportedEvent.Kind.ALLOCATE == event.kind() && event.bytes() > 0;
            if (!pending.isEmpty() && (!isOwn || !isSameBuffer(event, pending.get(0))))
            {
                place();
            }
            if (isOwn)
            {
                pending.add(event);
            }
            else if (ReportedEvent.Kind.FREE_ALL == event.kind())
            {
                allocator.freeAll();
            }
        }

        void finish()
        {
            if (!pending.isEmpty())
            {
                place();
            }
        }

        int placed()
        {
            return placed;
        }

        private void place()
        {
            final ReportedEvent first = pending.get(0);
            final long address = allocator.allocate(
                first.bytesPerBank(), pending.stream().mapToInt(ReportedEvent::coreRange).toArray());
            if (address != BufferId.address(first.bufferId()))
            {
                misplaced.add("CB at " + address + ": " + first);
            }
            pending.clear();
            placed++;
        }

        private static boolean isSameBuffer(final ReportedEvent left, final ReportedEvent right)
        {
            return BufferId.address(left.bufferId()) == BufferId.address(right.bufferId()) &&
                left.bytesPerBank() == right.bytesPerBank();
        }
    }
}
