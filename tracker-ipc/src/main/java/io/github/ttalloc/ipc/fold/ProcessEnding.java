package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerRecord;
import io.github.ttalloc.ledger.LedgerTotals;
import io.github.ttalloc.ledger.OneWriterLedger;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Releases what an ended process still held, and writes down what that was. Not thread-safe.
 */
final class ProcessEnding
{
    private static final Comparator<LeftBuffer> SMALLEST_FIRST =
        Comparator.comparingLong(LeftBuffer::bytes).thenComparing(LeftBuffer::bufferId, Comparator.reverseOrder())
            .thenComparing(LeftBuffer::device, Comparator.reverseOrder())
            .thenComparing(LeftBuffer::type, Comparator.reverseOrder());

    private final OneWriterLedger ledger;
    private final ProcessTable processes;

    ProcessEnding(final OneWriterLedger ledger, final ProcessTable processes)
    {
        this.ledger = ledger;
        this.processes = processes;
    }

    boolean apply(
        final TrackedProcess process, final FoldedEvent folded, final boolean isClean, final long unfinishedRecords)
    {
        final Collector left = new Collector(process);
        if (TrackedProcess.NO_SLOT != process.slot())
        {
            ledger.release(process.slot(), left::add);
            ledger.forEachTotals(totals -> keepTotals(process, totals));
            ledger.retire(process.slot());
        }
        final LeakReport report = left.report();
        process.ended(folded.wallTimeNanos(), isClean, unfinishedRecords, report);
        processes.end(process);
        folded.name(EventName.PROCESS_END)
            .size(report.bytes() + report.otherBytes(), 0, report.buffers() + report.otherBuffers());
        return true;
    }

    private static void keepTotals(final TrackedProcess process, final LedgerTotals totals)
    {
        if (!totals.isGroup() && process.slot() == totals.slot())
        {
            process.finalTotals().add(new LedgerTotals().set(totals));
        }
    }

    private static final class Collector
    {
        private final TrackedProcess process;
        private final PriorityQueue<LeftBuffer> largest = new PriorityQueue<>(SMALLEST_FIRST);
        private long buffers;
        private long bytes;
        private long otherBuffers;
        private long otherBytes;

        private Collector(final TrackedProcess process)
        {
            this.process = process;
        }

        private void add(final LedgerRecord record)
        {
            final BufferType type = BufferType.of(LedgerKey.typeCode(record.key()));
            if (!type.leaks())
            {
                otherBuffers++;
                otherBytes += record.bytes();
                return;
            }
            buffers++;
            bytes += record.bytes();
            largest.add(new LeftBuffer(
                LedgerKey.device(record.key()), type, LedgerKey.bufferId(record.key()), record.bytes(),
                record.bytesPerBank(), record.timeNanos(), process.tag(record.tag())));
            if (largest.size() > LeakReport.MAX_LARGEST)
            {
                largest.remove();
            }
        }

        private LeakReport report()
        {
            final List<LeftBuffer> sorted = new ArrayList<>(largest);
            sorted.sort(SMALLEST_FIRST.reversed());
            return new LeakReport(buffers, bytes, List.copyOf(sorted), otherBuffers, otherBytes);
        }
    }
}
