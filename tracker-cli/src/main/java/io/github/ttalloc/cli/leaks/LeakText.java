package io.github.ttalloc.cli.leaks;

import io.github.ttalloc.cli.view.Durations;
import io.github.ttalloc.cli.view.PlainText;
import io.github.ttalloc.cli.view.Sizes;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.fold.LeakReport;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.fold.LeftBuffer;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerRecord;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;

/**
 * What ended processes left, and old buffers of live ones, for people.
 */
public final class LeakText
{
    private static final int MAX_LISTED = 20;

    private final LedgerFold fold;
    private final PrintWriter out;
    private final long nowNanos;

    /**
     * Prints leaks.
     *
     * @param fold     of which they are; must not go on meanwhile.
     * @param out      takes the lines; is not flushed.
     * @param nowNanos from when ages count back, in nanoseconds since the epoch.
     */
    public LeakText(final LedgerFold fold, final PrintWriter out, final long nowNanos)
    {
        this.fold = fold;
        this.out = out;
        this.nowNanos = nowNanos;
    }

    /**
     * Prints what ended processes left, largest first.
     */
    public void printEnded()
    {
        final List<TrackedProcess> leaking = leaking(fold);
        if (leaking.isEmpty())
        {
            out.println("✓ No process that ended left a buffer.");
        }
        for (final TrackedProcess process : leaking)
        {
            printEnded(process);
        }
    }

    /**
     * The processes that ended and left something.
     *
     * @param fold in which to look.
     * @return most bytes first.
     */
    static List<TrackedProcess> leaking(final LedgerFold fold)
    {
        return fold.processes().all().stream()
            .filter(process -> process.leaks().buffers() > 0)
            .sorted(Comparator.comparingLong((TrackedProcess process) -> process.leaks().bytes()).reversed())
            .toList();
    }

    void printOld(final long olderThanNanos)
    {
        final OldBuffers old = new OldBuffers(fold, nowNanos - olderThanNanos, MAX_LISTED);
        out.println();
        if (0 == old.buffers())
        {
            out.println("No live process holds a buffer for longer than " + Durations.text(olderThanNanos) + ".");
            return;
        }
        out.println("Held by live processes for longer than " + Durations.text(olderThanNanos) + ": " +
            Sizes.buffers(old.buffers()) + ", " + Sizes.mb(old.bytes()));
        for (final LedgerRecord record : old.largestFirst())
        {
            final TrackedProcess process = fold.processes().inSlot(LedgerKey.slot(record.key()));
            printBuffer(LedgerKey.device(record.key()), BufferType.of(LedgerKey.typeCode(record.key())),
                LedgerKey.bufferId(record.key()), record.bytes(), record.timeNanos(), process.tag(record.tag()),
                ", PID " + process.pid());
        }
        printMore(old.buffers() - old.largestFirst().size());
    }

    private void printEnded(final TrackedProcess process)
    {
        final LeakReport leaks = process.leaks();
        out.println("⚠ PID " + process.pid() + " (" + PlainText.of(process.name()) + ") ended " +
            Durations.text(Math.max(0, nowNanos - process.endTimeNanos())) + " ago" +
            (process.endedCleanly() ? "" : " without closing") + " and left " + Sizes.buffers(leaks.buffers()) + ", " +
            Sizes.mb(leaks.bytes()));
        final int listed = Math.min(MAX_LISTED, leaks.largest().size());
        for (final LeftBuffer buffer : leaks.largest().subList(0, listed))
        {
            printBuffer(
                buffer.device(), buffer.type(), buffer.bufferId(), buffer.bytes(), buffer.timeNanos(), buffer.tag(), "");
        }
        printMore(leaks.buffers() - listed);
        if (leaks.otherBuffers() > 0)
        {
            out.println("    released with the process: " + Sizes.buffers(leaks.otherBuffers()) + ", " +
                Sizes.mb(leaks.otherBytes()) + " of circular buffers, kernels and firmware");
        }
    }

    private void printBuffer(
        final int device, final BufferType type, final long bufferId, final long bytes, final long timeNanos,
        final String tag, final String owner)
    {
        out.println("    - Buffer " + BufferId.toString(bufferId) + ": " + Sizes.kb(bytes) + " of " + type +
            " on device " + device + " (" + Durations.text(Math.max(0, nowNanos - timeNanos)) + " old" + owner + ")" +
            (null == tag ? "" : " tag=" + PlainText.of(tag)));
    }

    private void printMore(final long count)
    {
        if (count > 0)
        {
            out.println("    … and " + Sizes.buffers(count) + " more");
        }
    }
}
