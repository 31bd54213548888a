package io.github.ttalloc.cli.replay;

import io.github.ttalloc.cli.replay.GraphNode.MeshMember;
import io.github.ttalloc.cli.replay.ReportDatabase.Rows;
import io.github.ttalloc.device.BufferId;
import tools.jackson.core.JacksonException;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A ttnn-visualizer report, open for replay. Opening reads it through once, so that a damaged one is refused before
 * anything of it is reported; it is never held in memory as a whole. Not threadsafe.
 */
public final class Report implements AutoCloseable
{
    private static final String[] SIZES = {"size", "max_size_per_bank", "page_size"};

    private final ReportFile file;
    private final ReportDatabase database;
    private final GraphReader graphReader = new GraphReader();
    private final DeviceMap deviceMap = new DeviceMap();
    private final List<ReportDevice> devices = new ArrayList<>();

    private Report(final ReportFile file, final ReportDatabase database)
    {
        this.file = file;
        this.database = database;
    }

    /**
     * Opens a report.
     *
     * @param source a {@code db.sqlite}, the folder that holds it, or a {@code .tar.gz} of that folder, of which a
     *               private copy is made and deleted at {@link #close()}.
     * @return the report.
     * @throws ReportException if there is none, or it is truncated, damaged, or something else.
     */
    public static Report open(final Path source)
    {
        return open(source, Path.of(System.getProperty("java.io.tmpdir")));
    }

    static Report open(final Path source, final Path temporary)
    {
        final ReportFile file = ReportFile.find(source, temporary);
        ReportDatabase database = null;
        try
        {
            database = ReportDatabase.open(file);
            final Report report = new Report(file, database);
            report.scan();
            return report;
        }
        catch (final ReportException ex)
        {
            if (null != database)
            {
                database.close();
            }
            file.close();
            throw ex;
        }
    }

    /**
     * What was opened.
     *
     * @return the path given to {@link #open(Path)}.
     */
    public Path source()
    {
        return file.source();
    }

    /**
     * Closes the report and deletes its private copy. Idempotent.
     */
    @Override
    public void close()
    {
        try
        {
            database.close();
        }
        finally
        {
            file.close();
        }
    }

    ReportFile file()
    {
        return file;
    }

    ReportDatabase database()
    {
        return database;
    }

    DeviceMap deviceMap()
    {
        return deviceMap;
    }

    /** What the report says of the first of some device ids that it knows, in this rank or else in any. */
    ReportDevice device(final long rank, final List<Long> ids)
    {
        for (final long id : ids)
        {
            for (final ReportDevice device : devices)
            {
                if (device.rank() == rank && device.id() == id)
                {
                    return device;
                }
            }
        }
        return devices.isEmpty() ? ReportDevice.unknown(rank, ids.get(0)) : devices.get(0);
    }

    /** Hands over the nodes of one captured graph. */
    void readGraph(final long operation, final long rowId, final Consumer<GraphNode> nodes) throws SQLException
    {
        final String json = database.graph(rowId);
        if (null == json || json.isBlank())
        {
            return;
        }
        try
        {
            graphReader.read(json, nodes);
        }
        catch (final JacksonException ex)
        {
            throw damagedGraph(operation, ex.getOriginalMessage(), ex);
        }
        catch (final IllegalArgumentException ex)
        {
            throw damagedGraph(operation, ex.getMessage(), ex);
        }
    }

    private ReportException damagedGraph(final long operation, final String why, final Exception cause)
    {
        return new ReportException(source() + ": the captured graph of operation " + operation + " is damaged: " +
            why + "; write the report again", cause);
    }

    private void scan()
    {
        try
        {
            readDevices();
            readTableMembers();
            try (Rows rows = database.bufferDevices())
            {
                while (rows.next())
                {
                    deviceMap.addBuffer(rows.number(1), rows.number(2));
                }
            }
            try (OperationRows graphs = database.graphs(Long.MAX_VALUE))
            {
                while (graphs.hasRow())
                {
                    final long rank = graphs.rank();
                    readGraph(graphs.operation(), graphs.number(3), node -> scan(rank, node));
                    graphs.advance();
                }
            }
            deviceMap.resolve();
        }
        catch (final SQLException ex)
        {
            throw ReportDatabase.damaged(file, ex);
        }
        catch (final IllegalArgumentException ex)
        {
            throw new ReportException(source() + ": has too many devices: " + ex.getMessage() +
                "; replay the ranks of it apart", ex);
        }
    }

    private void readDevices() throws SQLException
    {
        try (Rows rows = database.devices())
        {
            while (rows.next())
            {
                devices.add(new ReportDevice(
                    rows.number(1), rows.number(2), rows.number(3), rows.number(4), rows.number(5), rows.number(6),
                    rows.number(7), rows.number(8)));
            }
        }
    }

    private void readTableMembers() throws SQLException
    {
        try (Rows rows = database.meshChips())
        {
            while (rows.next())
            {
                deviceMap.addTableMember(rows.number(1), rows.number(2), rows.number(3));
            }
        }
    }

    private void scan(final long rank, final GraphNode node)
    {
        check(node);
        final long id = node.number("device_id");
        if (GraphNode.ABSENT == id)
        {
            return;
        }
        if ("tensor".equals(node.type()))
        {
            for (final MeshMember member : node.members())
            {
                deviceMap.addGraphMember(rank, member.mesh(), member.chip());
            }
        }
        else if ("buffer_allocate".equals(node.type()))
        {
            deviceMap.addBuffer(rank, id);
        }
        else if ("circular_buffer_allocate".equals(node.type()))
        {
            deviceMap.addCircularBuffer(rank, id);
        }
    }

    private static void check(final GraphNode node)
    {
        for (final String name : SIZES)
        {
            if (node.number(name) > GraphNode.MAX_BYTES)
            {
                throw new IllegalArgumentException(name + "=" + node.number(name) + " is more than any device has");
            }
        }
        if ("circular_buffer_allocate".equals(node.type()))
        {
            if (node.number("address") > BufferId.MAX_ADDRESS)
            {
                throw new IllegalArgumentException("address=" + node.number("address") + " lies in no L1");
            }
            CoreRangeSet.parse(node.parameters().getOrDefault("core_range_set", ""));
        }
    }
}
