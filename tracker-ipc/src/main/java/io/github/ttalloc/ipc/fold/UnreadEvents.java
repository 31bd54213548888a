package io.github.ttalloc.ipc.fold;

/**
 * Events that a tailer could not read, as their part of the journal is damaged or was deleted before. Immutable.
 *
 * @param first   sequence of the first of them.
 * @param last    sequence of the last of them.
 * @param resumed sequence of the last event that is not shown: {@code last}, or that of the snapshot from which the
 *                tailer goes on, where there is one after them.
 * @param fault   what is wrong with a document that held some of them; null if all were deleted.
 */
public record UnreadEvents(long first, long last, long resumed, String fault)
{
    /**
     * How many they are.
     *
     * @return the count, without those that can be read and are passed over to go on from a snapshot.
     */
    public long count()
    {
        return last - first + 1;
    }
}
