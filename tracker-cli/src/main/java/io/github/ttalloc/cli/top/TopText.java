package io.github.ttalloc.cli.top;

import io.github.ttalloc.cli.view.DeviceGroup;
import io.github.ttalloc.cli.view.MemoryUse;
import io.github.ttalloc.cli.view.PlainText;
import io.github.ttalloc.cli.view.Sizes;
import io.github.ttalloc.cli.view.Timestamp;
import io.github.ttalloc.cli.view.TypeUse;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import io.github.ttalloc.ipc.recorder.LatencySummary;
import io.github.ttalloc.ipc.recorder.RecorderStatus;

import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One frame of {@code top} for people.
 */
final class TopText
{
    private static final int BAR_WIDTH = 25;
    private static final int MAX_NAME = 16;
    private static final double PERCENT = 100;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final List<BufferType> COLUMNS = List.of(BufferType.DRAM, BufferType.L1, BufferType.CB);

    private final LedgerFold fold;
    private final MemoryUse use;
    private final PrintWriter out;

    TopText(final LedgerFold fold, final MemoryUse use, final PrintWriter out)
    {
        this.fold = fold;
        this.use = use;
        this.out = out;
    }

    void print(final RecorderState recorder, final long nowNanos)
    {
        out.println("ttalloc top  " + Timestamp.millis(nowNanos) + "  event " + fold.sequence());
        out.println(recorderLine(recorder));
        printProcesses();
        use.groups().all().forEach(this::printDevice);
    }

    private static String recorderLine(final RecorderState recorder)
    {
        if (null == recorder)
        {
            return "Recorder: none has run here";
        }
        if (!recorder.isAlive())
        {
            return "Recorder: stopped (PID " + recorder.pid() + " was the last)";
        }
        return "Recorder: PID " + recorder.pid() + ", " + recorder.rings() + " rings, " + recorder.eventsPerSecond() +
            " events/s, ledger " + recorder.lagEvents() + " events behind, " + recorder.lostEvents() + " lost, " +
            recorder.ringErrors() + " rings refused" + (recorder.isOutOfSpace() ? ", NO SPACE LEFT" : "") +
            "\n" + healthLine(recorder);
    }

    private static String healthLine(final RecorderState recorder)
    {
        final RecorderStatus health = recorder.health();
        final LatencySummary latency = health.latency();
        final long errors = health.journalErrors() + health.ledgerErrors() + health.spaceStops();
        return String.format(Locale.ROOT, "          %.1f%% of a processor, %d bytes waiting in rings, ledger file %d",
            PERCENT * recorder.cpuShare(), health.backlogBytes(), health.ledgerGeneration()) +
            (0 == latency.count() ? "" : String.format(Locale.ROOT,
                ", report to ledger p50 %s, p99 %s, p99.9 %s, max %s", millis(latency.p50Nanos()),
                millis(latency.p99Nanos()), millis(latency.p999Nanos()), millis(latency.maxNanos()))) +
            (0 == errors ? "" : ", errors: " + health.journalErrors() + " journal, " + health.ledgerErrors() +
                " ledger, " + health.spaceStops() + " space");
    }

    private static String millis(final long nanos)
    {
        return String.format(Locale.ROOT, "%.1f ms", nanos / NANOS_PER_MILLI);
    }

    private void printProcesses()
    {
        final List<TrackedProcess> live =
            fold.processes().all().stream().filter(TrackedProcess::isAlive).toList();
        final long leaking =
            fold.processes().ended().stream().filter(process -> process.leaks().buffers() > 0).count();
        out.println("Processes: " + live.size() + " live, " + fold.processes().ended().size() + " ended, " + leaking +
            " of them with leaks");
        if (!live.isEmpty())
        {
            out.println();
            out.println(String.format(Locale.ROOT, "%8s  %-16s %10s %14s %14s %14s",
                "PID", "NAME", "BUFFERS", "DRAM", "L1", "CB"));
        }
        for (final TrackedProcess process : live)
        {
            final String name = PlainText.of(process.name());
            long buffers = 0;
            final Map<BufferType, Long> bytes = new EnumMap<>(BufferType.class);
            for (final DeviceGroup group : use.groups().all())
            {
                for (final BufferType type : BufferType.values())
                {
                    final TypeUse.Sum sum = use.of(group, type).byProcess().get(process);
                    if (null != sum)
                    {
                        buffers += sum.buffers();
                        bytes.merge(type, sum.bytes(), Long::sum);
                    }
                }
            }
            final StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%8d  %-16s %10d", process.pid(),
                name.length() > MAX_NAME ? name.substring(0, MAX_NAME - 1) + "…" : name, buffers));
            COLUMNS.forEach(type ->
                line.append(String.format(Locale.ROOT, " %14s", Sizes.mb(bytes.getOrDefault(type, 0L)))));
            out.println(line);
        }
    }

    private void printDevice(final DeviceGroup group)
    {
        out.println();
        out.println(group.title());
        for (final BufferType type : BufferType.values())
        {
            final TypeUse ofType = use.of(group, type);
            final long peak = null == group.totals(type) ? 0 : group.totals(type).peakBytes();
            if (ofType.all().buffers() > 0 || peak > 0)
            {
                printType(ofType, peak, group.memory().capacity(type));
            }
        }
    }

    private void printType(final TypeUse ofType, final long peak, final long capacity)
    {
        final String head = String.format(Locale.ROOT, "  %-13s %14s  peak %14s  %8d buffers",
            ofType.type(), Sizes.mb(ofType.all().bytes()), Sizes.mb(peak), ofType.all().buffers());
        if (0 == capacity)
        {
            out.println(head);
            return;
        }
        final double share = (double)ofType.reservedBytes() / capacity;
        final int full = (int)Math.round(Math.min(1, share) * BAR_WIDTH);
        out.println(head + String.format(Locale.ROOT, "  [%s%s] %5.1f%% of %s",
            "█".repeat(full), "░".repeat(BAR_WIDTH - full), 100 * share, Sizes.mb(capacity)));
    }
}
