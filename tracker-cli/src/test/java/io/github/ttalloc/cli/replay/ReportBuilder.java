package io.github.ttalloc.cli.replay;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Writes small reports in the schema of ttnn-visualizer. */
final class ReportBuilder
{
    private final List<String> statements = new ArrayList<>();
    private final List<Object[]> graphs = new ArrayList<>();
    private final boolean hasRanks;

    private ReportBuilder(final boolean hasRanks)
    {
        this.hasRanks = hasRanks;
        final String rank = hasRanks ? ", rank int NOT NULL DEFAULT 0" : "";
        statements.add("CREATE TABLE devices (device_id int, num_y_cores int, num_x_cores int," +
            " num_y_compute_cores int, num_x_compute_cores int, worker_l1_size int, l1_num_banks int," +
            " l1_bank_size int, address_at_first_l1_bank int, address_at_first_l1_cb_buffer int" + rank + ")");
        statements.add("CREATE TABLE operations (operation_id int, name text, duration float" + rank + ")");
        statements.add("CREATE TABLE buffers (operation_id int, device_id int, address int," +
            " max_size_per_bank int, buffer_type int, buffer_layout int" + rank + ")");
        statements.add("CREATE TABLE captured_graph (operation_id int, captured_graph text" + rank + ")");
    }

    /** A report of today's schema, with one n150. */
    static ReportBuilder current()
    {
        return new ReportBuilder(true).device(0, 0);
    }

    /** A report as written before ranks. */
    static ReportBuilder withoutRanks()
    {
        return new ReportBuilder(false).device(0, 0);
    }

    ReportBuilder device(final int rank, final int id)
    {
        return sql("INSERT INTO devices VALUES (" + id + ", 9, 8, 8, 8, 1499136, 64, 1329376, 0, 104224" +
            ranked(rank) + ")");
    }

    ReportBuilder operation(final int operation, final String name)
    {
        return operation(0, operation, name);
    }

    ReportBuilder operation(final int rank, final int operation, final String name)
    {
        return sql("INSERT INTO operations VALUES (" + operation + ", '" + name + "', 0.5" + ranked(rank) + ")");
    }

    /** One row of the live set at the end of an operation. */
    ReportBuilder buffer(
        final int operation, final int device, final long address, final long bytesPerBank, final int type)
    {
        return buffer(0, operation, device, address, bytesPerBank, type);
    }

    ReportBuilder buffer(
        final int rank, final int operation, final int device, final long address, final long bytesPerBank,
        final int type)
    {
        return sql("INSERT INTO buffers VALUES (" + operation + ", " + device + ", " + address + ", " +
            bytesPerBank + ", " + type + ", 0" + ranked(rank) + ")");
    }

    ReportBuilder graph(final int operation, final String... nodes)
    {
        return graphOfRank(0, operation, nodes);
    }

    ReportBuilder graphOfRank(final int rank, final int operation, final String... nodes)
    {
        return graphText(rank, operation, "[" + String.join(", ", nodes) + "]");
    }

    ReportBuilder graphText(final int rank, final int operation, final String text)
    {
        graphs.add(new Object[]{operation, text, rank});
        return this;
    }

    ReportBuilder sql(final String statement)
    {
        statements.add(statement);
        return this;
    }

    /** Writes the report. */
    Path write(final Path file)
    {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file))
        {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement())
            {
                for (final String sql : statements)
                {
                    statement.executeUpdate(sql);
                }
            }
            for (final Object[] graph : graphs)
            {
                try (PreparedStatement statement = connection.prepareStatement(
                    "INSERT INTO captured_graph VALUES (?, ?" + (hasRanks ? ", " + graph[2] : "") + ")"))
                {
                    statement.setObject(1, graph[0]);
                    statement.setObject(2, graph[1]);
                    statement.executeUpdate();
                }
            }
            connection.commit();
        }
        catch (final SQLException ex)
        {
            throw new AssertionError(ex);
        }
        return file;
    }

    /** A node of a graph; parameters are JSON members. */
    static String node(final String type, final String parameters)
    {
        return "{\"arguments\": [\"A(1, {2})\"], \"connections\": [1, 2], \"counter\": 3, \"node_type\": \"" + type +
            "\", \"params\": {" + parameters + "}, \"stacking_level\": 1, \"id\": 3}";
    }

    static String allocate(
        final int device, final long address, final long size, final long bytesPerBank, final int type)
    {
        return node("buffer_allocate", buffer(device, address, size, bytesPerBank, type));
    }

    static String free(final int device, final long address, final int type)
    {
        return node("buffer_deallocate", buffer(device, address, 4096, 64, type));
    }

    static String circularBuffer(
        final int device, final long address, final long size, final String cores, final boolean isAlias)
    {
        return node("circular_buffer_allocate", "\"address\": " + address + ", \"core_range_set\": \"" + cores +
            "\", \"device_id\": " + device + ", \"globally_allocated\": \"" + (isAlias ? 1 : 0) + "\", \"size\": " +
            size);
    }

    static String program(final int device)
    {
        return node("circular_buffer_deallocate_all", "\"device_id\": " + device);
    }

    static String tensor(final int mesh, final int... chips)
    {
        final List<String> members = new ArrayList<>();
        for (final int chip : chips)
        {
            members.add("{\\\"address\\\": 32, \\\"device_id\\\": " + chip + ", \\\"mesh_device_id\\\": " + mesh + "}");
        }
        return node("tensor", "\"device_id\": " + mesh + ", \"device_tensors\": \"[" +
            String.join(", ", members) + "]\", \"shape\": \"Shape([1])\"");
    }

    private static String buffer(
        final int device, final long address, final long size, final long bytesPerBank, final int type)
    {
        return "\"address\": " + address + ", \"buffer_type\": " + type + ", \"device_id\": " + device +
            ", \"layout\": \"INTERLEAVED\", \"max_size_per_bank\": " + bytesPerBank +
            ", \"num_cores\": 0, \"page_size\": 2048, \"size\": " + size;
    }

    private String ranked(final int rank)
    {
        return hasRanks ? ", " + rank : "";
    }
}
