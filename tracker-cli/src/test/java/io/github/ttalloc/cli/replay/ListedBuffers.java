package io.github.ttalloc.cli.replay;

import io.github.ttalloc.cli.replay.FoldedBuffers.Place;
import io.github.ttalloc.device.BufferType;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** What the {@code buffers} rows of a report of one device say. */
final class ListedBuffers
{
    private ListedBuffers()
    {
    }

    /** Bytes per bank of what is live at the end of an operation; the rows are read on from there. */
    static Map<Place, Long> of(final OperationRows rows, final long operation)
    {
        final Map<Place, Long> listed = new HashMap<>();
        try
        {
            while (rows.isAt(operation, 0))
            {
                listed.put(
                    new Place(0, BufferType.of((int)rows.number(6)), rows.number(4)), rows.number(5));
                rows.advance();
            }
        }
        catch (final SQLException ex)
        {
            throw new AssertionError(ex);
        }
        return listed;
    }
}
