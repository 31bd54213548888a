package io.github.ttalloc.cli.dump;

import io.github.ttalloc.cli.option.Moment;
import io.github.ttalloc.cli.option.ViewOptions;
import io.github.ttalloc.cli.view.BufferFilter;
import io.github.ttalloc.cli.view.BufferRows;
import io.github.ttalloc.cli.view.MissingEvents;
import io.github.ttalloc.cli.view.Timestamp;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ledger.LedgerKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;

/**
 * Shows what is allocated, now or at a moment.
 */
@Command(
    name = "dump",
    description = {
        "Show what is allocated, now or at a moment, whether or not a recorder runs.",
        "--device, --pid and --type narrow the buffers and totals, and --pid also what ended processes left; the " +
        "processes and the anomalies are always those of the whole directory. --top shortens the list of buffers " +
        "and leaves the totals as they are.",
        "With --json the output is one object of the schema ttalloc.dump/1. Sizes are requested bytes; MB is 2^20 " +
        "bytes. 'reserved' is bytes per bank on every bank."})
public final class DumpCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private ViewOptions view;

    @Option(names = "--device", paramLabel = "N", description = "Only device number N.")
    private Integer device;

    @Option(names = "--pid", paramLabel = "PID", description = "Only processes with this id.")
    private Long pid;

    @Option(names = "--type", paramLabel = "TYPE", description = "Only this type: ${COMPLETION-CANDIDATES}.")
    private BufferType type;

    @Option(names = "--top", paramLabel = "N", description = "List the N largest buffers.")
    private Integer top;

    @Option(
        names = "--at", paramLabel = "MOMENT",
        description = {"What was allocated at a moment: " + Moment.FORMS + "."})
    private String at;

    @Option(names = "--summary", description = "Only totals, no list of buffers.")
    private boolean isSummary;

    /**
     * The command; the command line sets its options.
     */
    public DumpCommand()
    {
    }

    @Override
    public Integer call() throws IOException
    {
        check();
        final BufferFilter filter = new BufferFilter(device, pid, type);
        final PrintWriter out = spec.commandLine().getOut();
        final TrackerDirectory directory = view.open();
        final Moment moment = moment();
        try (FoldTailer tailer = null == moment ?
            FoldTailer.openNewest(directory, null).catchUp() : foldUntil(directory, moment))
        {
            final LedgerFold fold = tailer.fold();
            MissingEvents.warn(tailer, spec.commandLine().getErr());
            if (view.json())
            {
                final long takenNanos = null == moment ? Timestamp.now() : moment.nanos(fold.wallTimeNanos());
                new DumpJson(fold, filter, out, takenNanos).write(rows(fold, filter));
            }
            else
            {
                new DumpBox(fold, filter, top, isSummary).print(out);
            }
        }
        return 0;
    }

    private Moment moment()
    {
        try
        {
            return null == at ? null : Moment.parse(at, Timestamp.now());
        }
        catch (final IllegalArgumentException ex)
        {
            throw new ParameterException(spec.commandLine(), "--at " + ex.getMessage(), ex);
        }
    }

    private static FoldTailer foldUntil(final TrackerDirectory directory, final Moment moment) throws IOException
    {
        final long sequence = moment.sequence(directory);
        final FoldTailer tailer = FoldTailer.openAt(directory, sequence, null).catchUpTo(sequence);
        if (tailer.fold().sequence() > sequence)
        {
            final String fault = tailer.newestFault();
            tailer.close();
            throw new IOException("what led to " + moment + " (event " + sequence + ") cannot be told: " +
                (null == fault ? "it is not in the journal any more" : fault) + "; name a later moment");
        }
        return tailer;
    }

    private BufferRows rows(final LedgerFold fold, final BufferFilter filter)
    {
        return isSummary ? BufferRows.largest(fold, filter, 0) :
            null == top ? BufferRows.all(fold, filter) : BufferRows.largest(fold, filter, top);
    }

    private void check()
    {
        if (null != device && (device < 0 || device > LedgerKey.MAX_DEVICE))
        {
            refuse("--device " + device + " must be 0 to " + LedgerKey.MAX_DEVICE);
        }
        if (null != pid && pid < 0)
        {
            refuse("--pid " + pid + " must be 0 or more");
        }
        if (null != top && (top < 1 || isSummary))
        {
            refuse(isSummary ? "--top and --summary exclude each other" : "--top " + top + " must be 1 or more");
        }
    }

    private void refuse(final String message)
    {
        throw new ParameterException(spec.commandLine(), message);
    }
}
