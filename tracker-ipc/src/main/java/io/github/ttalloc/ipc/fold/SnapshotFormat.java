package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.ledger.LedgerTotals;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The parts that the writer and the reader of a snapshot share. A snapshot is a stream of big-endian fields:
 * <pre>
 *   magic, version, number of live records, sequence, journal index, wall time, counters
 *   live processes: identity, description, position, texts, handles, devices
 *   ended processes: the same, and their leaks and totals
 *   totals, of processes and of chips
 *   live records
 *   CRC-32C of all before
 * </pre>
 */
final class SnapshotFormat
{
    /** The bytes {@code TTALLSNP}. */
    static final long MAGIC = 0x5454414C4C534E50L;

    static final int VERSION = 2;

    private static final int NO_TEXT = -1;
    private static final int MAX_TEXT = 4096;

    private SnapshotFormat()
    {
    }

    static void writeText(final DataOutputStream out, final String text) throws IOException
    {
        if (null == text)
        {
            out.writeInt(NO_TEXT);
            return;
        }
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String readText(final DataInputStream in) throws IOException
    {
        final int length = in.readInt();
        if (NO_TEXT == length)
        {
            return null;
        }
        if (length < 0 || length > MAX_TEXT)
        {
            throw new IOException("text length=" + length);
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    static void writeTotals(final DataOutputStream out, final LedgerTotals totals) throws IOException
    {
        out.writeBoolean(totals.isGroup());
        out.writeInt(totals.isGroup() ? 0 : totals.slot());
        out.writeInt(totals.device());
        out.writeInt(totals.typeCode());
        out.writeLong(totals.chipId());
        out.writeLong(totals.bytes());
        out.writeLong(totals.buffers());
        out.writeLong(totals.bytesPerBank());
        out.writeLong(totals.allocations());
        out.writeLong(totals.frees());
        out.writeLong(totals.peakBytes());
        out.writeLong(totals.peakBytesSequence());
        out.writeLong(totals.peakBuffers());
        out.writeLong(totals.peakBuffersSequence());
        out.writeLong(totals.peakBytesPerBank());
        out.writeLong(totals.peakBytesPerBankSequence());
        out.writeLong(totals.unknownFrees());
        out.writeLong(totals.reallocations());
        out.writeLong(totals.doubleAllocations());
        out.writeLong(totals.overlaps());
    }

    static LedgerTotals readTotals(final DataInputStream in) throws IOException
    {
        final boolean isGroup = in.readBoolean();
        final int slot = in.readInt();
        final int device = in.readInt();
        final int typeCode = in.readInt();
        final long chipId = in.readLong();
        final LedgerTotals totals = new LedgerTotals();
        if (isGroup)
        {
            totals.ofGroup(device, typeCode, chipId);
        }
        else
        {
            totals.ofProcess(slot, device, typeCode, chipId);
        }
        return totals
            .bytes(in.readLong())
            .buffers(in.readLong())
            .bytesPerBank(in.readLong())
            .allocations(in.readLong())
            .frees(in.readLong())
            .peakBytes(in.readLong())
            .peakBytesSequence(in.readLong())
            .peakBuffers(in.readLong())
            .peakBuffersSequence(in.readLong())
            .peakBytesPerBank(in.readLong())
            .peakBytesPerBankSequence(in.readLong())
            .unknownFrees(in.readLong())
            .reallocations(in.readLong())
            .doubleAllocations(in.readLong())
            .overlaps(in.readLong());
    }
}
