package io.github.ttalloc.cli.serve;

import io.github.ttalloc.cli.console.FailureLine;
import io.github.ttalloc.cli.console.Signals;
import io.github.ttalloc.cli.dump.DumpBox;
import io.github.ttalloc.cli.option.TrackerOptions;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.journal.JournalException;
import io.github.ttalloc.ipc.journal.NoSpaceException;
import io.github.ttalloc.ipc.recorder.Recorder;
import io.github.ttalloc.ipc.recorder.RecorderContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code ttalloc serve}: the recorder of a directory.
 */
@Command(
    name = "serve",
    description = {
        "Record: drain what processes report into the journal of the directory, and keep the ledger.",
        "Prints a line for each event. SIGUSR1 prints the dump; SIGTERM or SIGINT stops."})
public final class ServeCommand implements Callable<Integer>
{
    private static final long LOOK_MILLIS = 200;
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(3);

    @Mixin
    private TrackerOptions tracker;

    @Spec
    private CommandSpec spec;

    @Option(names = {"-q", "--quiet"}, description = "Print no line for each event.")
    private boolean isQuiet;

    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();

    private enum Request
    {
        DUMP, STOP
    }

    /**
     * A command that picocli fills in.
     */
    public ServeCommand()
    {
    }

    @Override
    public Integer call() throws IOException, InterruptedException
    {
        final Path path = tracker.path();
        final PrintWriter out = spec.commandLine().getOut();
        Signals.on("USR1", () -> requests.add(Request.DUMP));
        Signals.on("TERM", () -> requests.add(Request.STOP));
        Signals.on("INT", () -> requests.add(Request.STOP));
        try (Recorder recorder = Recorder.launch(path, new RecorderContext()))
        {
            final TrackerDirectory directory = TrackerDirectory.of(path);
            startDaemon("ttalloc-greeting", () -> greet(path));
            serve(recorder, directory, out);
        }
        final String summary = summary(path);
        endIfStuck();
        out.print(summary);
        out.flush();
        return 0;
    }

    private void greet(final Path path)
    {
        final PrintWriter err = spec.commandLine().getErr();
        err.println("ttalloc: recording in " + path + " (pid " + ProcessHandle.current().pid() +
            "); processes report with TT_ALLOC_TRACKING_ENABLED=1 TT_ALLOC_DIR=" + path);
        err.flush();
    }

    private void serve(final Recorder recorder, final TrackerDirectory directory, final PrintWriter out)
        throws IOException, InterruptedException
    {
        try (ConsoleTail console = isQuiet ? null : console(directory, recorder, out))
        {
            if (null != console)
            {
                console.start();
            }
            Request request = null;
            while (Request.STOP != request)
            {
                request = requests.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                if (null != recorder.failure())
                {
                    throw new IOException("recording stopped, and every event that is not in the journal is still in " +
                        "its ring: " + recorder.failure().getMessage(), recorder.failure());
                }
                if (Request.DUMP == request)
                {
                    startDaemon("ttalloc-dump", () -> dump(directory, out));
                }
            }
        }
    }

    private ConsoleTail console(final TrackerDirectory directory, final Recorder recorder, final PrintWriter out)
        throws IOException
    {
        return new ConsoleTail(directory, recorder.status(), out, spec.commandLine().getErr());
    }

    private static String summary(final Path path) throws IOException
    {
        final StringWriter text = new StringWriter();
        try (FoldTailer tailer = FoldTailer.openNewest(TrackerDirectory.of(path), null))
        {
            final PrintWriter out = new PrintWriter(text);
            out.println("Stopped after event " + tailer.catchUp().fold().sequence() + " of " + path);
            DumpBox.printSummary(tailer.fold(), out);
        }
        return text.toString();
    }

    private void dump(final TrackerDirectory directory, final PrintWriter out)
    {
        final StringWriter text = new StringWriter();
        try (FoldTailer tailer = FoldTailer.openNewest(directory, null))
        {
            DumpBox.print(tailer.catchUp().fold(), new PrintWriter(text));
        }
        catch (final IOException | JournalException | NoSpaceException | UncheckedIOException ex)
        {
            spec.commandLine().getErr().println("ttalloc: no dump: " + FailureLine.of(ex));
        }
        out.print(text);
        out.flush();
    }

    /** All is recorded: a terminal that takes no output must not keep the program from ending. */
    private static void endIfStuck()
    {
        startDaemon("ttalloc-end", () ->
        {
            LockSupport.parkNanos(STUCK_NANOS);
            Runtime.getRuntime().halt(0);
        });
    }

    private static void startDaemon(final String name, final Runnable task)
    {
        final Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
