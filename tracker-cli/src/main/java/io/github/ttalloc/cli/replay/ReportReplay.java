package io.github.ttalloc.cli.replay;

import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells a reporter what happened in a report, operation by operation: a mark, then the allocations and frees inside the
 * operation, then what its end shows, so that what is live then is exactly what the report's {@code buffers} list.
 * <p>
 * A live buffer that an allocation overlaps was freed before it; a live one that the end of an operation does not list
 * was freed by then; one that is listed and was never allocated is allocated then. A buffer of a mesh counts on each of
 * its chips. A circular buffer is one event for each rectangle of its cores; one that aliases a tensor has 0 bytes.
 * Not threadsafe.
 */
public final class ReportReplay
{
    private final Report report;
    private final DeviceMap deviceMap;
    private final ReplayOutput output;
    private final Map<Long, List<Integer>> devicesOfRank = new HashMap<>();
    private final Map<Integer, ReportDevice> devices = new HashMap<>();
    private final Map<Integer, LiveBuffers> live = new HashMap<>();
    private final Map<Integer, Set<Long>> aliases = new HashMap<>();
    private final List<Row> unknownRows = new ArrayList<>();
    private long operations;
    private long impliedFrees;
    private long impliedAllocations;
    private long skippedNodes;

    /**
     * A replay that has not begun.
     *
     * @param report   what to replay; stays open.
     * @param reporter where its events go; stays open. It should wait for space rather than drop events: a refused
     *                 event ends the replay.
     */
    public ReportReplay(final Report report, final AllocationReporter reporter)
    {
        this.report = report;
        deviceMap = report.deviceMap();
        output = new ReplayOutput(reporter, report.file());
    }

    /**
     * Replays every operation. To be called once.
     *
     * @return what it came to.
     * @throws ReportException if the report cannot be read to its end, or an event is refused.
     */
    public ReplayResult run()
    {
        return run(Long.MAX_VALUE);
    }

    /**
     * Replays the operations up to one. To be called once.
     *
     * @param untilOperation number of the last operation, inclusive.
     * @return what it came to.
     * @throws ReportException if the report cannot be read that far, or an event is refused.
     */
    public ReplayResult run(final long untilOperation)
    {
        try (OperationRows names = report.database().operations(untilOperation);
            OperationRows graphs = report.database().graphs(untilOperation);
            OperationRows buffers = report.database().buffers(untilOperation))
        {
            openDevices();
            while (names.hasRow())
            {
                replay(names, graphs, buffers);
                names.advance();
            }
        }
        catch (final SQLException ex)
        {
            throw ReportDatabase.damaged(report.file(), ex);
        }
        return new ReplayResult(operations, output.events(), impliedFrees, impliedAllocations, skippedNodes);
    }

    /**
     * Looks whether there is anything to replay up to an operation.
     *
     * @param report         to be replayed.
     * @param untilOperation number of the last operation, inclusive.
     * @return a line that says where the report ends if that is before the operation, else null.
     * @throws ReportException if the report begins after the operation, or cannot be read.
     */
    public static String checkUntil(final Report report, final long untilOperation)
    {
        try (OperationRows rows = report.database().operations(Long.MAX_VALUE))
        {
            final long first = rows.hasRow() ? rows.operation() : Long.MAX_VALUE;
            long last = first;
            while (rows.hasRow())
            {
                last = rows.operation();
                rows.advance();
            }
            if (untilOperation < first)
            {
                throw new ReportException(report.file().source() + " has no operation up to " + untilOperation + ": " +
                    (Long.MAX_VALUE == first ? "it has none at all" : "its operations are " + first + " to " + last));
            }
            return untilOperation > last ? "operation " + untilOperation + " is beyond the end of the report, whose " +
                "last is " + last + ": all of it was replayed" : null;
        }
        catch (final SQLException ex)
        {
            throw ReportDatabase.damaged(report.file(), ex);
        }
    }

    private void openDevices()
    {
        for (final long rank : deviceMap.ranks())
        {
            final Map<Integer, List<Long>> ofRank = deviceMap.devices(rank);
            devicesOfRank.put(rank, List.copyOf(ofRank.keySet()));
            ofRank.forEach((device, ids) ->
            {
                final ReportDevice described = report.device(rank, ids);
                devices.put(device, described);
                live.put(device, new LiveBuffers());
                aliases.put(device, new HashSet<>());
                output.deviceOpen(device, described.description());
            });
        }
    }

    private void replay(final OperationRows names, final OperationRows graphs, final OperationRows buffers)
        throws SQLException
    {
        final long operation = names.operation();
        final long rank = names.rank();
        final String stored = names.text(3);
        final String name = null == stored || stored.isBlank() ? "operation" : stored;
        output.mark(operation, name);
        final int tag = output.tag(name);
        while (graphs.isAt(operation, rank))
        {
            report.readGraph(operation, graphs.number(3), node -> apply(node, rank, tag));
            graphs.advance();
        }
        while (buffers.isAt(operation, rank))
        {
            confirm(buffers, rank);
            buffers.advance();
        }
        for (final int device : devicesOfRank.getOrDefault(rank, List.of()))
        {
            live.get(device).removeUnconfirmed((type, address) -> freeImplied(device, type, address));
        }
        unknownRows.forEach(this::allocateImplied);
        unknownRows.clear();
        operations++;
    }

    private void apply(final GraphNode node, final long rank, final int tag)
    {
        final boolean isKnown = switch (node.type())
        {
            case "buffer_allocate" -> allocate(node, rank, tag);
            case "buffer_deallocate" -> free(node, rank);
            case "circular_buffer_allocate" -> allocateCircularBuffer(node, rank, tag);
            case "circular_buffer_deallocate_all" -> freeCircularBuffers(node, rank);
            default -> true;
        };
        skippedNodes += isKnown ? 0 : 1;
    }

    private boolean allocate(final GraphNode node, final long rank, final int tag)
    {
        final BufferType type = node.bufferType();
        final long address = node.number("address");
        final List<Integer> on = deviceMap.ofBuffer(rank, deviceId(node, rank));
        if (null == type || GraphNode.ABSENT == address || on.isEmpty())
        {
            return false;
        }
        for (final int device : on)
        {
            final ReportDevice described = devices.get(device);
            final long statedBytes = node.number("size");
            final long statedPerBank = node.number("max_size_per_bank");
            final long perBank = statedPerBank >= 0 ? statedPerBank : described.bytesPerBank(
                type, Math.max(0, statedBytes), node.number("page_size"), node.number("num_cores"));
            final long bytes = statedBytes >= 0 ? statedBytes : perBank * described.banks(type);
            final LiveBuffers buffers = live.get(device);
            buffers.removeOverlapped(
                type, address, perBank, (freedType, freed) -> freeImplied(device, freedType, freed));
            buffers.add(type, address, perBank);
            output.allocate(device, type, address, bytes, perBank, tag);
        }
        return true;
    }

    private boolean free(final GraphNode node, final long rank)
    {
        final BufferType type = node.bufferType();
        final long address = node.number("address");
        if (null == type || GraphNode.ABSENT == address)
        {
            return false;
        }
        for (final int device : deviceMap.ofBuffer(rank, deviceId(node, rank)))
        {
            if (live.get(device).remove(type, address))
            {
                output.free(device, type, address);
            }
        }
        return true;
    }

    private boolean allocateCircularBuffer(final GraphNode node, final long rank, final int tag)
    {
        final long address = node.number("address");
        final long size = node.number("size");
        final String ranges = node.parameters().get("core_range_set");
        if (GraphNode.ABSENT == address || GraphNode.ABSENT == size || null == ranges)
        {
            return false;
        }
        final boolean isAlias = node.isTrue("globally_allocated");
        for (final int device : deviceMap.ofCircularBuffer(rank, deviceId(node, rank)))
        {
            for (final int range : CoreRangeSet.parse(ranges))
            {
                final long id = BufferId.of(CoreRange.x0(range), CoreRange.y0(range), address);
                if (!isAlias || aliases.get(device).add(id))
                {
                    output.allocateCircularBuffer(device, address, range, isAlias ? 0 : size, tag);
                }
            }
        }
        return true;
    }

    private boolean freeCircularBuffers(final GraphNode node, final long rank)
    {
        for (final int device : deviceMap.ofProgram(rank, deviceId(node, rank)))
        {
            aliases.get(device).clear();
            output.freeCircularBuffers(device);
        }
        return true;
    }

    private void confirm(final OperationRows rows, final long rank) throws SQLException
    {
        final long address = rows.number(4);
        final long bytesPerBank = rows.number(5);
        final BufferType type = BufferType.of((int)rows.number(6));
        for (final int device : deviceMap.ofBuffer(rank, rows.number(3)))
        {
            if (!live.get(device).confirm(type, address, bytesPerBank))
            {
                unknownRows.add(new Row(device, type, address, bytesPerBank));
            }
        }
    }

    private void freeImplied(final int device, final BufferType type, final long address)
    {
        output.free(device, type, address);
        impliedFrees++;
    }

    private void allocateImplied(final Row row)
    {
        final LiveBuffers buffers = live.get(row.device());
        if (!buffers.isLive(row.type(), row.address()))
        {
            buffers.add(row.type(), row.address(), row.bytesPerBank());
            output.allocate(
                row.device(), row.type(), row.address(),
                row.bytesPerBank() * devices.get(row.device()).banks(row.type()), row.bytesPerBank(), 0);
            impliedAllocations++;
        }
    }

    private long deviceId(final GraphNode node, final long rank)
    {
        final long id = node.number("device_id");
        return GraphNode.ABSENT == id ? deviceMap.anyBuffer(rank) : id;
    }

    private record Row(int device, BufferType type, long address, long bytesPerBank)
    {
    }
}
