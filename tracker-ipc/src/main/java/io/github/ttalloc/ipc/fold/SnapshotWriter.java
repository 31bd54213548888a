package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.client.DeviceDescription;
import io.github.ttalloc.ledger.LedgerRecord;
import io.github.ttalloc.ledger.LedgerTotals;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * Writes all of a fold to a stream: see {@link SnapshotFormat}.
 */
final class SnapshotWriter
{
    private final CheckedOutputStream checked;
    private final DataOutputStream out;

    private SnapshotWriter(final OutputStream stream)
    {
        checked = new CheckedOutputStream(stream, new CRC32C());
        out = new DataOutputStream(checked);
    }

    static void write(final LedgerFold fold, final OutputStream stream) throws IOException
    {
        final SnapshotWriter writer = new SnapshotWriter(stream);
        try
        {
            writer.writeHeader(fold);
            writer.writeProcesses(fold.processes());
            writer.writeTotals(fold);
            fold.ledger().forEach(writer::writeRecord);
        }
        catch (final UncheckedIOException ex)
        {
            throw ex.getCause();
        }
        writer.out.writeLong(writer.checked.getChecksum().getValue());
        writer.out.flush();
    }

    private void writeHeader(final LedgerFold fold) throws IOException
    {
        out.writeLong(SnapshotFormat.MAGIC);
        out.writeInt(SnapshotFormat.VERSION);
        out.writeLong(fold.ledger().size());
        out.writeLong(fold.sequence());
        out.writeLong(fold.journalIndex());
        out.writeLong(fold.wallTimeNanos());
        final FoldCounters counters = fold.counters();
        out.writeLong(counters.invalidEvents());
        out.writeLong(counters.unknownEvents());
        out.writeLong(counters.lostEvents() - counters.unreadEvents());
        out.writeLong(counters.unplacedEvents());
    }

    private void writeProcesses(final ProcessTable processes) throws IOException
    {
        final List<TrackedProcess> live =
            processes.all().stream().filter(TrackedProcess::isAlive).toList();
        out.writeInt(live.size());
        for (final TrackedProcess process : live)
        {
            writeProcess(process);
        }
        out.writeInt(processes.ended().size());
        for (final TrackedProcess process : processes.ended())
        {
            writeProcess(process);
            writeEnd(process);
        }
    }

    private void writeProcess(final TrackedProcess process) throws IOException
    {
        out.writeLong(process.producerId());
        out.writeInt(process.slot());
        out.writeBoolean(process.startIsKnown());
        out.writeLong(process.pid());
        out.writeLong(process.startTimeNanos());
        out.writeInt(process.uid());
        out.writeBoolean(process.isReplayed());
        out.writeBoolean(process.hasMetALoss());
        SnapshotFormat.writeText(out, process.name());
        out.writeLong(process.position());
        out.writeLong(process.events());
        out.writeLong(process.lostEvents());
        out.writeLong(process.droppedEvents());
        out.writeLong(process.unplacedEvents());
        process.texts().write(out);
        out.writeInt(process.handles().size());
        process.handles().forEachLong(this::writePair);
        out.writeInt(process.devices().size());
        for (final TrackedDevice device : process.devices())
        {
            writeDevice(device);
        }
    }

    private void writePair(final long first, final long second)
    {
        try
        {
            out.writeLong(first);
            out.writeLong(second);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private void writeDevice(final TrackedDevice device) throws IOException
    {
        final DeviceDescription description = device.description();
        out.writeInt(device.device());
        out.writeInt(description.architecture());
        out.writeLong(description.chipId());
        SnapshotFormat.writeText(out, description.board());
        out.writeLong(description.harvestMask());
        out.writeInt(description.computeGrid());
        out.writeLong(description.unreservedL1Base());
        out.writeLong(description.l1SmallBytes());
        out.writeBoolean(description.logicalCoordinates());
    }

    private void writeEnd(final TrackedProcess process) throws IOException
    {
        final LeakReport leaks = process.leaks();
        out.writeLong(process.endTimeNanos());
        out.writeBoolean(process.endedCleanly());
        out.writeLong(process.unfinishedRecords());
        out.writeLong(leaks.buffers());
        out.writeLong(leaks.bytes());
        out.writeLong(leaks.otherBuffers());
        out.writeLong(leaks.otherBytes());
        out.writeInt(leaks.largest().size());
        for (final LeftBuffer left : leaks.largest())
        {
            out.writeInt(left.device());
            out.writeInt(left.type().code());
            out.writeLong(left.bufferId());
            out.writeLong(left.bytes());
            out.writeLong(left.bytesPerBank());
            out.writeLong(left.timeNanos());
            SnapshotFormat.writeText(out, left.tag());
        }
        out.writeInt(process.finalTotals().size());
        for (final LedgerTotals totals : process.finalTotals())
        {
            SnapshotFormat.writeTotals(out, totals);
        }
    }

    private void writeRecord(final LedgerRecord record)
    {
        try
        {
            out.writeLong(record.key());
            out.writeLong(record.bytes());
            out.writeLong(record.bytesPerBank());
            out.writeInt(record.references());
            out.writeInt(record.cores());
            out.writeInt(record.tag());
            out.writeLong(record.timeNanos());
            out.writeLong(record.sequence());
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private void writeTotals(final LedgerFold fold) throws IOException
    {
        fold.ledger().forEachTotals(totals ->
        {
            try
            {
                out.writeBoolean(true);
                SnapshotFormat.writeTotals(out, totals);
            }
            catch (final IOException ex)
            {
                throw new UncheckedIOException(ex);
            }
        });
        out.writeBoolean(false);
    }
}
