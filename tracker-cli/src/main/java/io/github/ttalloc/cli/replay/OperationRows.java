package io.github.ttalloc.cli.replay;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The rows of one table in the order of operations, read one at a time. The first two columns are the operation and
 * the rank that a row belongs to.
 */
final class OperationRows implements AutoCloseable
{
    private static final int OPERATION_COLUMN = 1;
    private static final int RANK_COLUMN = 2;

    private final PreparedStatement statement;
    private final ResultSet rows;
    private boolean hasRow;
    private long operation;
    private long rank;

    /** Runs a query whose one parameter is the last operation wanted. */
    OperationRows(final Connection connection, final String sql, final long untilOperation) throws SQLException
    {
        statement = connection.prepareStatement(sql);
        try
        {
            statement.setLong(1, untilOperation);
            rows = statement.executeQuery();
            advance();
        }
        catch (final SQLException ex)
        {
            statement.close();
            throw ex;
        }
    }

    /** Whether there is a row to read. */
    boolean hasRow()
    {
        return hasRow;
    }

    /** Operation of the row. */
    long operation()
    {
        return operation;
    }

    /** Rank of the row. */
    long rank()
    {
        return rank;
    }

    /** Passes over the rows of earlier operations; true if the row is then one of this operation and rank. */
    boolean isAt(final long wantedOperation, final long wantedRank) throws SQLException
    {
        while (hasRow && (operation < wantedOperation || operation == wantedOperation && rank < wantedRank))
        {
            advance();
        }
        return hasRow && operation == wantedOperation && rank == wantedRank;
    }

    /** Goes to the next row. */
    void advance() throws SQLException
    {
        hasRow = rows.next();
        if (hasRow)
        {
            operation = rows.getLong(OPERATION_COLUMN);
            rank = rows.getLong(RANK_COLUMN);
        }
    }

    /** A whole-number column of the row, from 1. */
    long number(final int column) throws SQLException
    {
        return rows.getLong(column);
    }

    /** A text column of the row, from 1; null where it has none. */
    String text(final int column) throws SQLException
    {
        return rows.getString(column);
    }

    @Override
    public void close() throws SQLException
    {
        statement.close();
    }
}
