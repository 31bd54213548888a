package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.client.DeviceDescription;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ledger.LedgerRecord;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Reads a fold back from a stream: see {@link SnapshotFormat}.
 */
final class SnapshotReader
{
    private static final int CHUNK_LENGTH = 1 << 16;

    private final DataInputStream in;

    private SnapshotReader(final InputStream stream)
    {
        in = new DataInputStream(stream);
    }

    /** Compares the checksum, before anything that was read is believed. */
    static void check(final InputStream stream, final long length) throws IOException
    {
        final CRC32C checksum = new CRC32C();
        final DataInputStream in = new DataInputStream(stream);
        final byte[] chunk = new byte[CHUNK_LENGTH];
        for (long left = length - Long.BYTES; left > 0; )
        {
            final int taken = (int)Math.min(CHUNK_LENGTH, left);
            in.readFully(chunk, 0, taken);
            checksum.update(chunk, 0, taken);
            left -= taken;
        }
        if (checksum.getValue() != in.readLong())
        {
            throw new IOException("checksum does not match");
        }
    }

    /** The fold as it was; its ledger has room for all records from the start. */
    static LedgerFold read(
        final InputStream stream, final FoldListener listener, final Path ledgerDirectory) throws IOException
    {
        final SnapshotReader reader = new SnapshotReader(stream);
        reader.checkVersion();
        final long records = reader.in.readLong();
        final LedgerFold fold = new LedgerFold(listener, ledgerDirectory, records);
        try
        {
            reader.readHeader(fold);
            reader.readProcesses(fold.processes());
            reader.readTotals(fold);
            bindDevices(fold);
            reader.readRecords(fold, records);
            return fold;
        }
        catch (final IOException | RuntimeException | Error ex)
        {
            final UncheckedIOException growthFailure = fold.ledger().growthFailure();
            fold.close();
            if (null != growthFailure)
            {
                throw growthFailure;
            }
            throw ex;
        }
    }

    /** Where the journal goes on after a snapshot. */
    static long journalIndex(final InputStream stream) throws IOException
    {
        final SnapshotReader reader = new SnapshotReader(stream);
        reader.checkVersion();
        reader.in.skipNBytes(2L * Long.BYTES);
        return reader.in.readLong();
    }

    private void checkVersion() throws IOException
    {
        if (SnapshotFormat.MAGIC != in.readLong())
        {
            throw new IOException("not a snapshot");
        }
        final int version = in.readInt();
        if (SnapshotFormat.VERSION != version)
        {
            throw new IOException("version=" + version);
        }
    }

    private void readHeader(final LedgerFold fold) throws IOException
    {
        fold.continueFrom(in.readLong(), in.readLong(), in.readLong());
        fold.counters().restore(in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }

    private void readProcesses(final ProcessTable processes) throws IOException
    {
        final int liveCount = in.readInt();
        for (int i = 0; i < liveCount; i++)
        {
            final TrackedProcess process = new TrackedProcess(in.readLong());
            processes.restore(process, in.readInt());
            readProcess(process);
        }
        final int endedCount = in.readInt();
        for (int i = 0; i < endedCount; i++)
        {
            final TrackedProcess process = new TrackedProcess(in.readLong());
            in.readInt();
            readProcess(process);
            readEnd(process);
            processes.remember(process);
        }
    }

    private void readProcess(final TrackedProcess process) throws IOException
    {
        final boolean startIsKnown = in.readBoolean();
        final long pid = in.readLong();
        final long startTimeNanos = in.readLong();
        final int uid = in.readInt();
        final boolean isReplayed = in.readBoolean();
        if (in.readBoolean())
        {
            process.mayLackEvents();
        }
        if (startIsKnown)
        {
            process.started(pid, startTimeNanos, uid, isReplayed);
        }
        process.name(SnapshotFormat.readText(in));
        process.folded(in.readLong(), in.readLong());
        process.lost(in.readLong(), in.readLong());
        process.unplaced(in.readLong());
        process.texts().read(in);
        final int handles = in.readInt();
        for (int i = 0; i < handles; i++)
        {
            process.handle(in.readLong(), in.readLong());
        }
        final int devices = in.readInt();
        for (int i = 0; i < devices; i++)
        {
            process.opened(readDevice());
        }
    }

    private TrackedDevice readDevice() throws IOException
    {
        final int device = in.readInt();
        final DeviceDescription description = new DeviceDescription(
            in.readInt(), in.readLong(), SnapshotFormat.readText(in), in.readLong(), in.readInt(), in.readLong(),
            in.readLong(), in.readBoolean());
        try
        {
            return new TrackedDevice(device, description);
        }
        catch (final IllegalArgumentException ex)
        {
            throw new IOException("device=" + device + " cannot be", ex);
        }
    }

    private void readEnd(final TrackedProcess process) throws IOException
    {
        final long endTimeNanos = in.readLong();
        final boolean isClean = in.readBoolean();
        final long unfinished = in.readLong();
        final long buffers = in.readLong();
        final long bytes = in.readLong();
        final long otherBuffers = in.readLong();
        final long otherBytes = in.readLong();
        final int largestCount = in.readInt();
        final List<LeftBuffer> largest = new ArrayList<>();
        for (int i = 0; i < largestCount; i++)
        {
            largest.add(new LeftBuffer(
                in.readInt(), BufferType.of(in.readInt()), in.readLong(), in.readLong(), in.readLong(), in.readLong(),
                SnapshotFormat.readText(in)));
        }
        process.ended(endTimeNanos, isClean, unfinished,
            new LeakReport(buffers, bytes, List.copyOf(largest), otherBuffers, otherBytes));
        final int totals = in.readInt();
        for (int i = 0; i < totals; i++)
        {
            process.finalTotals().add(SnapshotFormat.readTotals(in));
        }
    }

    private void readRecords(final LedgerFold fold, final long count) throws IOException
    {
        final LedgerRecord record = new LedgerRecord();
        for (long i = 0; i < count; i++)
        {
            fold.ledger().restore(record
                .key(in.readLong())
                .bytes(in.readLong())
                .bytesPerBank(in.readLong())
                .references(in.readInt())
                .cores(in.readInt())
                .tag(in.readInt())
                .timeNanos(in.readLong())
                .sequence(in.readLong()));
        }
    }

    private static void bindDevices(final LedgerFold fold)
    {
        for (final TrackedProcess process : fold.processes().all())
        {
            if (TrackedProcess.NO_SLOT != process.slot())
            {
                process.devices().forEach(device -> fold.ledger().bindDevice(
                    process.slot(), device.device(), device.description().chipId()));
            }
        }
    }

    private void readTotals(final LedgerFold fold) throws IOException
    {
        while (in.readBoolean())
        {
            fold.ledger().restoreTotals(SnapshotFormat.readTotals(in));
        }
    }
}
