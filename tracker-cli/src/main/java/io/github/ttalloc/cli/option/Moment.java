package io.github.ttalloc.cli.option;

import io.github.ttalloc.cli.view.Durations;
import io.github.ttalloc.cli.view.Timestamp;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.journal.JournalTailer;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/**
 * A moment of the journal, as the user names it: a time, how long ago, or the number of an event. An event belongs to
 * the moment at which it came into the journal, milliseconds after it happened while a recorder runs. Immutable.
 */
public final class Moment
{
    /** What the user may write. */
    public static final String FORMS =
        "a time such as 2026-11-22T12:00:00Z, a span before now such as -10s or -5m, or the number of an event";

    private static final int MAX_DIGITS = 18;

    private final String text;
    private final boolean isEvent;
    private final long value;

    private Moment(final String text, final boolean isEvent, final long value)
    {
        this.text = text;
        this.isEvent = isEvent;
        this.value = value;
    }

    /**
     * Reads a moment.
     *
     * @param text     what the user wrote: {@link #FORMS}.
     * @param nowNanos now, nanoseconds since the epoch.
     * @return the moment.
     * @throws IllegalArgumentException if it is of none of the forms.
     */
    public static Moment parse(final String text, final long nowNanos)
    {
        if (text.matches("[0-9]{1," + MAX_DIGITS + "}"))
        {
            return new Moment(text, true, Long.parseLong(text));
        }
        try
        {
            return text.startsWith("-") ?
                new Moment(text, false, nowNanos - Durations.parse(text.substring(1)).toNanos()) :
                new Moment(text, false, Timestamp.nanos(OffsetDateTime.parse(text).toInstant()));
        }
        catch (final DateTimeParseException | IllegalArgumentException | ArithmeticException ex)
        {
            throw new IllegalArgumentException("'" + text + "' must be " + FORMS, ex);
        }
    }

    /**
     * The last event of the moment.
     *
     * @param directory of the tracker.
     * @return its sequence; 0 if the moment is before the first event of all.
     * @throws IOException if the journal cannot be read, or cannot tell; the message says what it holds.
     */
    public long sequence(final TrackerDirectory directory) throws IOException
    {
        try (JournalTailer tailer = JournalTailer.open(directory))
        {
            final long[] last = {0};
            final long[] first = {0, 0};
            tailer.readLast(batch -> last[0] = batch.lastSequence());
            tailer.toStart().poll(batch ->
            {
                first[0] = batch.sequence();
                first[1] = batch.wallTimeNanos();
            });
            final long sequence = isEvent ? value : tailer.lastSequenceAt(value);
            if (first[0] > 1 && sequence < first[0])
            {
                throw new IOException(text + " is before the oldest event that the journal still holds, event " +
                    first[0] + " of " + Timestamp.millis(first[1]) + ": name a later moment");
            }
            if (sequence > last[0])
            {
                throw new IOException("event " + text + " is not in the journal, which ends with event " + last[0]);
            }
            return sequence;
        }
    }

    /**
     * The time of the moment.
     *
     * @param eventNanos time of its last event, nanoseconds since the epoch.
     * @return that time if the moment is the number of an event, else its own, nanoseconds since the epoch.
     */
    public long nanos(final long eventNanos)
    {
        return isEvent ? eventNanos : value;
    }

    @Override
    public String toString()
    {
        return text;
    }
}
