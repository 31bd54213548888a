package io.github.ttalloc.benchmarks.longform;

import io.github.ttalloc.benchmarks.figures.JmhProbe;
import io.github.ttalloc.benchmarks.figures.LedgerProbe;
import io.github.ttalloc.benchmarks.figures.LedgerSizeProbe;
import io.github.ttalloc.benchmarks.figures.Probe;
import io.github.ttalloc.benchmarks.report.SocketSenderProbe;
import org.openjdk.jmh.annotations.Mode;

import java.util.ArrayList;
import java.util.List;

/**
 * The parts of the long form, each of some minutes.
 */
enum LongFormPart
{
    /** What a report costs, by every way. */
    REPORT
    {
        @Override
        List<Probe> probes(final LongFormScale scale)
        {
            final List<Probe> probes = new ArrayList<>();
            for (final String path : WAYS)
            {
                probes.add(new JmhProbe("report " + path, "ReportBenchmark", Mode.SampleTime).with("path", path));
                probes.add(new JmhProbe("burst " + path, "BurstBenchmark", Mode.SingleShotTime).with("path", path)
                    .withAllocation());
            }
            probes.add(new SocketSenderProbe(SENDER_MESSAGES, SENDER_BURSTS));
            for (final String path : new String[]{"disabled", "empty"})
            {
                probes.add(new JmhProbe("call " + path, "DisabledBenchmark", Mode.AverageTime).with("path", path));
            }
            return probes;
        }
    },

    /** Several processes that report, and how long a process takes to start. */
    PROCESSES
    {
        @Override
        List<Probe> probes(final LongFormScale scale)
        {
            final List<Probe> probes = new ArrayList<>();
            for (final String way : new String[]{"ring", "ring-apart", "chronicle", "counters"})
            {
                for (final String count : new String[]{"1", "2", "4"})
                {
                    probes.add(new JmhProbe("processes " + count + " " + way, "ContentionBenchmark",
                        Mode.SingleShotTime).with("way", way).with("processes", count));
                }
            }
            for (final String what : new String[]{"processAlone", "processWithReport", "ringAndReport"})
            {
                probes.add(new JmhProbe("start " + what, "StartBenchmark." + what, Mode.SingleShotTime).unit("ms"));
            }
            return probes;
        }
    },

    /** From the rings to the ledger. */
    TRANSPORT
    {
        @Override
        List<Probe> probes(final LongFormScale scale)
        {
            final List<Probe> probes = new ArrayList<>();
            for (final String count : new String[]{"1", "2", "4"})
            {
                probes.add(new JmhProbe("rings to ledger " + count, "RingToLedgerBenchmark", Mode.SingleShotTime)
                    .with("processes", count));
            }
            for (final String way : new String[]{"chronicle", "journal"})
            {
                probes.add(new JmhProbe("batches to " + way, "JournalAppendBenchmark", Mode.SingleShotTime)
                    .with("way", way));
            }
            for (final String devices : new String[]{"1", "8", "32"})
            {
                probes.add(new JmhProbe("journal to ledger, devices " + devices, "ReplayBenchmark.replay",
                    Mode.SingleShotTime).with("devices", devices).withAllocation());
            }
            probes.add(new JmhProbe("events to ledger", "ReplayBenchmark.apply", Mode.SingleShotTime).withAllocation());
            for (final String pause : new String[]{"0", "1000", "20000"})
            {
                probes.add(new JmhProbe("latency usual, pause " + pause + " us", "LatencyBenchmark", Mode.SampleTime)
                    .with("idle", "usual").with("pauseMicros", pause).unit("us"));
            }
            probes.add(new JmhProbe("latency yield, pause 1000 us", "LatencyBenchmark", Mode.SampleTime)
                .with("idle", "yield").with("pauseMicros", "1000").unit("us"));
            return probes;
        }
    },

    /** Hundreds of processes, and what the recorder takes. */
    RECORDER
    {
        @Override
        List<Probe> probes(final LongFormScale scale)
        {
            final List<Probe> probes = new ArrayList<>();
            for (final String count : new String[]{"1", "8", "64", "512"})
            {
                probes.add(new JmhProbe("many processes " + count, "ManyProcessesBenchmark", Mode.SingleShotTime)
                    .with("processes", count).unit("ms"));
            }
            probes.add(new RecorderProbe());
            return probes;
        }
    },

    /** The ledger and its rivals by the number of live buffers. */
    LEDGER
    {
        @Override
        List<Probe> probes(final LongFormScale scale)
        {
            final List<Probe> probes = new ArrayList<>();
            for (final int live : scale.lives())
            {
                for (final String table : live > LARGE ? TABLES_WHEN_LARGE : TABLES)
                {
                    for (final String what : new String[]{"churn", "hit"})
                    {
                        probes.add(new JmhProbe("table " + table + " " + live + " " + what, "LedgerBenchmark." + what,
                            Mode.AverageTime).with("table", table).with("live", Integer.toString(live))
                            .iterations(2, 2).millis(1000));
                    }
                }
                probes.add(new LedgerSizeProbe(live));
            }
            return probes;
        }
    },

    /** The ledger against memory itself, and after long churn. */
    LIMITS
    {
        @Override
        List<Probe> probes(final LongFormScale scale)
        {
            final List<Probe> probes = new ArrayList<>();
            for (final int live : scale.lives())
            {
                if (live <= LARGE)
                {
                    probes.add(LedgerProbe.allRatios(live, 3));
                }
            }
            probes.add(LedgerProbe.decay(scale.decayLive(), scale.decayEvents()));
            return probes;
        }
    };

    private static final String[] WAYS = {"ring", "ring-first-lap", "chronicle", "socket", "counters",
        "counters-first-slot", "agrona-ring", "aeron-ipc", "clock"};
    private static final int SENDER_MESSAGES = 1 << 17;
    private static final int SENDER_BURSTS = 30;
    private static final String[] TABLES = {"one-writer", "many-writers", "agrona-long2long", "agrona-long2object",
        "concurrent-hash-map", "non-blocking", "striped-locks", "chronicle-map", "home-bitmap-totals"};

    /* Above so many live buffers others do not fit into common memory, or take the better part of an hour. */
    private static final int LARGE = 10_000_000;
    private static final String[] TABLES_WHEN_LARGE = {"one-writer", "agrona-long2long"};

    abstract List<Probe> probes(LongFormScale scale);
}
