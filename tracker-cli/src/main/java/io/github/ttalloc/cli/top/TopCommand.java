package io.github.ttalloc.cli.top;

import io.github.ttalloc.cli.option.ViewOptions;
import io.github.ttalloc.cli.view.BufferFilter;
import io.github.ttalloc.cli.view.MemoryUse;
import io.github.ttalloc.cli.view.MissingEvents;
import io.github.ttalloc.cli.view.Timestamp;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.recorder.RecorderStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;

/**
 * Shows the recorder, the processes and the devices at a glance.
 */
@Command(
    name = "top",
    description = {
        "Show the recorder, the processes and the devices at a glance.",
        "Sizes are requested bytes; a bar compares reserved bytes with what the device has for buffers of the type: " +
        "L1 and CB share theirs. With --json the output is one object of the schema ttalloc.top/1."})
public final class TopCommand implements Callable<Integer>
{
    @Spec
    private CommandSpec spec;

    @Mixin
    private ViewOptions view;

    @Option(names = "--once", required = true, description = "Print one frame and end.")
    @SuppressWarnings("UnusedVariable")
    private boolean isOnce;

    /**
     * The command; the command line sets its options.
     */
    public TopCommand()
    {
    }

    @Override
    public Integer call() throws IOException
    {
        final TrackerDirectory directory = view.open();
        final RecorderStatus status = RecorderStatus.openReadOnly(directory);
        final long startNanos = System.nanoTime();
        final long startSequence = null == status ? 0 : status.journalSequence();
        final long startCpuNanos = null == status ? 0 : status.cpuNanos();
        try (FoldTailer tailer = FoldTailer.openNewest(directory, null))
        {
            final LedgerFold fold = tailer.catchUp().fold();
            MissingEvents.warn(tailer, spec.commandLine().getErr());
            print(fold, null == status ? null : RecorderState.take(status, startSequence, startCpuNanos, startNanos));
        }
        return 0;
    }

    private void print(final LedgerFold fold, final RecorderState recorder)
    {
        final PrintWriter out = spec.commandLine().getOut();
        final MemoryUse use = new MemoryUse(fold, BufferFilter.ALL);
        final long nowNanos = Timestamp.now();
        if (view.json())
        {
            new TopJson(fold, use, out).write(recorder, nowNanos);
        }
        else
        {
            new TopText(fold, use, out).print(recorder, nowNanos);
        }
    }
}
