package io.github.ttalloc.cli.tail;

import io.github.ttalloc.cli.console.StopSignal;
import io.github.ttalloc.cli.option.Moment;
import io.github.ttalloc.cli.option.ViewOptions;
import io.github.ttalloc.cli.view.EventJson;
import io.github.ttalloc.cli.view.EventLine;
import io.github.ttalloc.cli.view.Timestamp;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.UnreadEvents;
import io.github.ttalloc.ipc.journal.JournalTailer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Shows the events of the journal, one a line.
 */
@Command(
    name = "tail",
    description = {
        "Show the events, one a line: by default the last 20. Tags and names take numbers of the journal too and are " +
        "shown with the events that carry them, so the numbers that are shown have gaps.",
        "With --json each line is an object of the schema ttalloc.event/1; fields that an event does not have are " +
        "null."})
public final class TailCommand implements Callable<Integer>
{
    private static final int DEFAULT_EVENTS = 20;
    private static final int WIDENING = 8;
    private static final long PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    @Spec
    private CommandSpec spec;

    @Mixin
    private ViewOptions view;

    @Option(names = "-n", paramLabel = "N", description = "Begin with the last N events instead of 20.")
    private Integer last;

    @Option(names = "--from-start", description = "Begin with the oldest event that is held.")
    private boolean isFromStart;

    @Option(names = "--from", paramLabel = "MOMENT", description = "Begin after a moment: " + Moment.FORMS + ".")
    private String from;

    @Option(
        names = {"-f", "--follow"},
        description = "Go on with new events as they are recorded, until SIGINT or SIGTERM.")
    private boolean isFollowing;

    /**
     * The command; the command line sets its options.
     */
    public TailCommand()
    {
    }

    @Override
    public Integer call() throws IOException
    {
        check();
        final PrintWriter out = spec.commandLine().getOut();
        final EventJson json = new EventJson();
        final EventPrinter printer = new EventPrinter(
            out, spec.commandLine().getErr(), view.json() ? json::of : EventLine::of);
        final TrackerDirectory directory = view.open();
        try (FoldTailer tailer = open(directory, printer))
        {
            printer.print();
            if (isFollowing)
            {
                follow(tailer, out);
            }
            else
            {
                final UnreadEvents end = tailer.catchUp().unreadAtEnd();
                if (null != end)
                {
                    printer.onMissing(end);
                }
            }
        }
        return 0;
    }

    private void check()
    {
        if (null != last && last < 0)
        {
            throw new ParameterException(spec.commandLine(), "-n " + last + " must be 0 or more");
        }
        if (isFromStart && (null != last || null != from) || null != last && null != from)
        {
            throw new ParameterException(spec.commandLine(),
                (null == last ? "--from" : "-n") + " and " + (isFromStart ? "--from-start" : "--from") +
                " exclude each other");
        }
    }

    private FoldTailer open(final TrackerDirectory directory, final EventPrinter printer) throws IOException
    {
        if (isFromStart)
        {
            return FoldTailer.openOldest(directory, printer);
        }
        if (null == from)
        {
            return openAtLast(directory, null == last ? DEFAULT_EVENTS : last, printer);
        }
        final Moment moment;
        try
        {
            moment = Moment.parse(from, Timestamp.now());
        }
        catch (final IllegalArgumentException ex)
        {
            throw new ParameterException(spec.commandLine(), "--from " + ex.getMessage(), ex);
        }
        final long sequence = moment.sequence(directory);
        printer.skipTo(sequence);
        return FoldTailer.openAt(directory, sequence, printer);
    }

    private static FoldTailer openAtLast(
        final TrackerDirectory directory, final int events, final EventPrinter printer) throws IOException
    {
        final long end = lastSequence(directory);
        long span = events;
        while (true)
        {
            final long start = Math.max(0, end - span);
            printer.keep(events, start);
            final FoldTailer tailer = FoldTailer.openAt(directory, start, printer).catchUp();
            if (0 == start || printer.kept() == events)
            {
                return tailer;
            }
            tailer.close();
            span *= WIDENING;
        }
    }

    private static long lastSequence(final TrackerDirectory directory) throws IOException
    {
        final long[] sequence = {0};
        try (JournalTailer tailer = JournalTailer.open(directory))
        {
            tailer.readLast(batch -> sequence[0] = batch.lastSequence());
        }
        return sequence[0];
    }

    private static void follow(final FoldTailer tailer, final PrintWriter out)
    {
        try (StopSignal signal = StopSignal.install())
        {
            while (!signal.isStopped())
            {
                out.flush();
                if (!tailer.poll())
                {
                    LockSupport.parkNanos(PARK_NANOS);
                }
            }
        }
    }
}
