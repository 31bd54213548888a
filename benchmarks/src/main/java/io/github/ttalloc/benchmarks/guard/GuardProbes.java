package io.github.ttalloc.benchmarks.guard;

import io.github.ttalloc.benchmarks.figures.JmhProbe;
import io.github.ttalloc.benchmarks.figures.LedgerProbe;
import io.github.ttalloc.benchmarks.figures.LedgerSizeProbe;
import io.github.ttalloc.benchmarks.figures.Probe;
import org.openjdk.jmh.annotations.Mode;

import java.util.ArrayList;
import java.util.List;

/**
 * What the guard measures, in the order of one round.
 */
final class GuardProbes
{
    private static final int SMALL = 10_000;
    private static final int LARGE = 1_000_000;
    private static final int SHARED_LIVE = 100_000;
    private static final long DECAY_EVENTS = 100_000_000L;

    private GuardProbes()
    {
    }

    static List<Probe> all()
    {
        final List<Probe> probes = new ArrayList<>();
        for (final String path : new String[]{"ring", "chronicle", "ring-first-lap", "socket"})
        {
            probes.add(new JmhProbe("report " + path, "ReportBenchmark", Mode.SampleTime).with("path", path)
                .iterations(8, 12));
        }
        for (final String path : new String[]{"ring", "counters-first-slot"})
        {
            probes.add(new JmhProbe("burst " + path, "BurstBenchmark", Mode.SingleShotTime).with("path", path)
                .withAllocation());
        }
        for (final String path : new String[]{"disabled", "empty"})
        {
            probes.add(new JmhProbe("call " + path, "DisabledBenchmark", Mode.AverageTime).with("path", path));
        }
        for (final String way : new String[]{"ring", "ring-apart"})
        {
            probes.add(new JmhProbe("two processes " + way, "ContentionBenchmark", Mode.SingleShotTime)
                .with("way", way).with("processes", "2").iterations(1, 5));
        }
        probes.add(new JmhProbe("two processes to ledger", "RingToLedgerBenchmark", Mode.SingleShotTime)
            .with("processes", "2").rounds(2));
        probes.add(new JmhProbe("batches to chronicle", "JournalAppendBenchmark", Mode.SingleShotTime)
            .with("way", "chronicle"));
        probes.add(new JmhProbe("journal to ledger", "ReplayBenchmark.replay", Mode.SingleShotTime).withAllocation());
        probes.add(new JmhProbe("events to ledger", "ReplayBenchmark.apply", Mode.SingleShotTime).withAllocation());
        for (final String table : new String[]{"many-writers", "many-writers-apart"})
        {
            probes.add(new JmhProbe("two threads " + table, "LedgerBenchmark.churn", Mode.AverageTime).threads(2)
                .with("table", table).with("live", Integer.toString(SHARED_LIVE)).iterations(2, 4).millis(500)
                .withAllocation());
        }
        probes.add(LedgerProbe.ratios(SMALL, 15, Integer.MAX_VALUE));
        probes.add(LedgerProbe.ratios(LARGE, 3, 3));
        probes.add(LedgerProbe.decay(SHARED_LIVE, DECAY_EVENTS));
        probes.add(new LedgerSizeProbe(LARGE));
        return probes;
    }
}
