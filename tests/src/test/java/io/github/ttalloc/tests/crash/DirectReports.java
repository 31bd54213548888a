package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.ipc.direct.DirectReporter;
import io.github.ttalloc.ipc.journal.JournalContext;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reports onto the direct queue while that rolls, so that recorders delete behind them.
 */
final class DirectReports extends Reports
{
    /** Fewer than through a ring, for each is a batch of its own. */
    private static final long EVENTS = 6_000;
    private static final int CYCLES = 4;
    private static final long CYCLE_MILLIS = 300_000;

    private final AtomicLong clockMillis = new AtomicLong(System.currentTimeMillis());

    DirectReports(final Path path, final long seed)
    {
        super(path, seed, EVENTS);
    }

    @Override
    AllocationReporter open(final ReporterContext context) throws IOException
    {
        return DirectReporter.create(context, new JournalContext().clock(clockMillis::get));
    }

    @Override
    void report(final AllocationReporter reporter)
    {
        for (int cycle = 0; cycle < CYCLES; cycle++)
        {
            report(reporter, EVENTS / CYCLES);
            Await.until("all files to be deleted but this one", this::isNewestFileOnly);
            clockMillis.addAndGet(CYCLE_MILLIS);
        }
    }

    @Override
    boolean areRecorded()
    {
        return super.areRecorded() && isNewestFileOnly();
    }

    private boolean isNewestFileOnly()
    {
        return 1 == files(directory.direct());
    }
}
