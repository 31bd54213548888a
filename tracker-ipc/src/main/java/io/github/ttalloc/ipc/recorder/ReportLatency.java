package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.ipc.journal.BatchDescriptor;
import io.github.ttalloc.ipc.journal.EventFlyweight;
import io.github.ttalloc.ipc.journal.JournalBatch;
import io.github.ttalloc.ipc.journal.JournalTailer;
import org.HdrHistogram.Histogram;

import java.util.concurrent.TimeUnit;

/**
 * Measures how long events take from the report until the ledger has them: up to 16 of a batch, evenly spread, each
 * standing for its neighbours. Not thread-safe.
 */
final class ReportLatency implements JournalTailer.BatchHandler
{
    private static final long HIGHEST_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final int DIGITS = 2;
    private static final int SAMPLES = 16;
    private static final double P50 = 50;
    private static final double P99 = 99;
    private static final double P999 = 99.9;

    private final Histogram histogram = new Histogram(HIGHEST_NANOS, DIGITS);
    private final EventFlyweight event = new EventFlyweight();

    /** Takes a batch that the ledger has just taken. */
    @Override
    public void onBatch(final JournalBatch batch)
    {
        if (BatchDescriptor.SOURCE_RECORDER == batch.source())
        {
            return;
        }
        final long nowNanos = System.nanoTime();
        final int count = batch.count();
        final int step = Math.max(1, count / SAMPLES);
        for (int i = 0; i < count; i += step)
        {
            final long took = nowNanos - batch.event(event, i).timeNanos();
            histogram.recordValueWithCount(
                Math.max(0, Math.min(took, HIGHEST_NANOS)), Math.min(step, count - i));
        }
    }

    LatencySummary summary()
    {
        return new LatencySummary(
            histogram.getTotalCount(),
            histogram.getValueAtPercentile(P50),
            histogram.getValueAtPercentile(P99),
            histogram.getValueAtPercentile(P999),
            histogram.getMaxValue());
    }
}
