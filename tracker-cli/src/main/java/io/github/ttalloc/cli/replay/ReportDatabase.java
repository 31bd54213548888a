package io.github.ttalloc.cli.replay;

import org.sqlite.SQLiteConfig;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The tables of a report, opened read-only. Tables and columns that only some versions of the report have may be
 * missing. Not threadsafe.
 */
final class ReportDatabase implements AutoCloseable
{
    /** Columns of {@link #devices()} after the rank. */
    static final String[] DEVICE_COLUMNS = {
        "device_id", "num_y_compute_cores", "num_x_compute_cores", "worker_l1_size", "l1_num_banks", "l1_bank_size",
        "address_at_first_l1_cb_buffer"};

    private static final String FOREIGN =
        " is no ttnn-visualizer report: give the db.sqlite that TTNN writes with its report enabled";

    private final ReportFile file;
    private final Connection connection;
    private final Set<String> columns = new HashSet<>();

    private ReportDatabase(final ReportFile file, final Connection connection)
    {
        this.file = file;
        this.connection = connection;
    }

    /** Opens and checks a report; throws a {@link ReportException} where it is damaged or no report. */
    static ReportDatabase open(final ReportFile file)
    {
        final SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        try
        {
            final Connection connection = config.createConnection(
                "jdbc:sqlite:" + file.database().toAbsolutePath().toUri().toString().replace("file:///", "file:/"));
            final ReportDatabase database = new ReportDatabase(file, connection);
            try
            {
                database.check();
                return database;
            }
            catch (final SQLException | ReportException ex)
            {
                connection.close();
                throw ex;
            }
        }
        catch (final SQLException ex)
        {
            throw damaged(file, ex);
        }
    }

    /** What a failure to read the report is for people. */
    static ReportException damaged(final ReportFile file, final SQLException cause)
    {
        return new ReportException(file.source() + ": cannot be read as a report: " + cause.getMessage() +
            "; copy it again", cause);
    }

    /** The file that it reads. */
    ReportFile file()
    {
        return file;
    }

    /** Operations with their names, in order. */
    OperationRows operations(final long untilOperation) throws SQLException
    {
        final String rank = rank("operations");
        final String name = columns.contains("operations.name") ? "max(name)" : "NULL";
        return new OperationRows(connection, "SELECT operation_id, " + rank + ", " + name +
            " FROM operations WHERE operation_id <= ? GROUP BY 1, 2 ORDER BY 1, 2", untilOperation);
    }

    /** Captured graphs, in order of their operations. */
    OperationRows graphs(final long untilOperation) throws SQLException
    {
        return new OperationRows(connection, columns.contains("captured_graph.captured_graph") ?
            "SELECT operation_id, " + rank("captured_graph") +
                ", rowid FROM captured_graph WHERE operation_id <= ? ORDER BY 1, 2, 3" :
            "SELECT 0, 0, 0 WHERE 0 > ?", untilOperation);
    }

    /** Live buffers at the end of each operation: device, address, bytes per bank, type. */
    OperationRows buffers(final long untilOperation) throws SQLException
    {
        return new OperationRows(connection, "SELECT operation_id, " + rank("buffers") +
            ", device_id, address, max_size_per_bank, buffer_type FROM buffers WHERE operation_id <= ?" +
            " ORDER BY 1, 2, 3, 6, 4, 5", untilOperation);
    }

    /** One captured graph, as JSON; null where it is empty. */
    String graph(final long rowId) throws SQLException
    {
        try (Statement statement = connection.createStatement();
            ResultSet rows = statement.executeQuery("SELECT captured_graph FROM captured_graph WHERE rowid=" + rowId))
        {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    /** Rank and {@link #DEVICE_COLUMNS} of each device; 0 where a column is missing. */
    Rows devices() throws SQLException
    {
        final StringBuilder sql = new StringBuilder("SELECT ").append(rank("devices"));
        for (final String column : DEVICE_COLUMNS)
        {
            sql.append(", ").append(columns.contains("devices." + column) ? column : "0");
        }
        return new Rows(sql + " FROM devices ORDER BY 1, 2");
    }

    /** Rank and device of every device that has buffers. */
    Rows bufferDevices() throws SQLException
    {
        return new Rows("SELECT DISTINCT " + rank("buffers") + ", device_id FROM buffers ORDER BY 1, 2");
    }

    /** Rank, mesh and chip of every tensor that is spread over the chips of a mesh. */
    Rows meshChips() throws SQLException
    {
        final boolean isKnown = columns.contains("tensors.device_id") &&
            columns.contains("tensors.tensor_id") && columns.contains("device_tensors.tensor_id") &&
            columns.contains("device_tensors.device_id");
        final String ofRank = columns.contains("tensors.rank") && columns.contains("device_tensors.rank") ?
            " AND t.rank = d.rank" : "";
        return new Rows(isKnown ?
            "SELECT DISTINCT " + (ofRank.isEmpty() ? "0" : "t.rank") + ", t.device_id, d.device_id FROM tensors t" +
                " JOIN device_tensors d ON t.tensor_id = d.tensor_id" + ofRank +
                " WHERE t.device_id IS NOT NULL AND d.device_id IS NOT NULL ORDER BY 1, 2, 3" :
            "SELECT 0, 0, 0 WHERE 0 = 1");
    }

    @Override
    public void close()
    {
        try
        {
            connection.close();
        }
        catch (final SQLException ex)
        {
            throw damaged(file, ex);
        }
    }

    /** The rows of one query, read one at a time; columns count from 1. */
    final class Rows implements AutoCloseable
    {
        private final Statement statement = connection.createStatement();
        private final ResultSet rows;

        private Rows(final String sql) throws SQLException
        {
            try
            {
                rows = statement.executeQuery(sql);
            }
            catch (final SQLException ex)
            {
                statement.close();
                throw ex;
            }
        }

        boolean next() throws SQLException
        {
            return rows.next();
        }

        long number(final int column) throws SQLException
        {
            return rows.getLong(column);
        }

        @Override
        public void close() throws SQLException
        {
            statement.close();
        }
    }

    private void check() throws SQLException
    {
        try (Statement statement = connection.createStatement())
        {
            readColumns(statement);
            require("operations.operation_id");
            require("buffers.operation_id");
            require("buffers.device_id");
            require("buffers.address");
            require("buffers.max_size_per_bank");
            require("buffers.buffer_type");
            require("devices.device_id");
            try (ResultSet rows = statement.executeQuery("PRAGMA quick_check(1)"))
            {
                final String found = rows.next() ? rows.getString(1) : "no answer";
                if (!"ok".equals(found))
                {
                    throw new ReportException(file.source() + ": is damaged: " +
                        found.lines().reduce((first, last) -> last).orElse(found) + "; copy it again");
                }
            }
            try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM buffers WHERE" +
                " typeof(operation_id) <> 'integer' OR typeof(device_id) <> 'integer' OR" +
                " typeof(address) <> 'integer' OR typeof(max_size_per_bank) <> 'integer' OR" +
                " typeof(buffer_type) <> 'integer' OR buffer_type NOT BETWEEN 0 AND 4 OR" +
                " max_size_per_bank NOT BETWEEN 0 AND " + GraphNode.MAX_BYTES))
            {
                if (rows.next() && 0 != rows.getLong(1))
                {
                    throw new ReportException(file.source() + ": " + rows.getLong(1) + " rows of its table buffers" +
                        " have a value that is missing or impossible; write the report again");
                }
            }
        }
    }

    private void readColumns(final Statement statement) throws SQLException
    {
        try (ResultSet rows = statement.executeQuery(
            "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"))
        {
            while (rows.next())
            {
                columns.add((rows.getString(1) + '.' + rows.getString(2)).toLowerCase(Locale.ROOT));
            }
        }
    }

    private void require(final String column)
    {
        if (!columns.contains(column))
        {
            throw new ReportException(file.source() + FOREIGN + " (it lacks " + column + ')');
        }
    }

    private String rank(final String table)
    {
        return columns.contains(table + ".rank") ? "ifnull(rank, 0)" : "0";
    }
}
