package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.TrackerDirectory;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * How the recorder of a directory is: a mapped file that the recorder writes and any process may read while it does.
 * Reading is safe for any number of threads and never waits.
 */
public final class RecorderStatus
{
    /** A heartbeat older than this is that of a recorder that is stopped or gone. */
    public static final long FRESH_NANOS = 1_000_000_000L;

    private final AtomicBuffer buffer;

    private RecorderStatus(final MappedByteBuffer mapping)
    {
        this.buffer = new UnsafeBuffer(mapping);
    }

    /**
     * Opens the status of a directory for reading.
     *
     * @param directory of the tracker.
     * @return the status, or null if no recorder of this version ever ran there.
     * @throws IOException if it cannot be read.
     */
    public static RecorderStatus openReadOnly(final TrackerDirectory directory) throws IOException
    {
        return open(directory, FileChannel.MapMode.READ_ONLY, StandardOpenOption.READ);
    }

    /** The status of a recorder that starts; the file of the one before it, if there is one, so that readers follow. */
    static RecorderStatus create(final TrackerDirectory directory) throws IOException
    {
        final RecorderStatus former = open(
            directory, FileChannel.MapMode.READ_WRITE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        final RecorderStatus status = null == former ? createFile(directory) : former;
        final AtomicBuffer buffer = status.buffer;
        buffer.setMemory(
            StatusDescriptor.PID_OFFSET, StatusDescriptor.FILE_LENGTH - StatusDescriptor.PID_OFFSET, (byte)0);
        buffer.putLong(StatusDescriptor.MAGIC_OFFSET, StatusDescriptor.MAGIC);
        buffer.putLong(StatusDescriptor.PID_OFFSET, ProcessHandle.current().pid());
        buffer.putLong(StatusDescriptor.START_TIME_OFFSET, System.currentTimeMillis());
        buffer.putIntRelease(StatusDescriptor.VERSION_OFFSET, StatusDescriptor.VERSION);
        return status;
    }

    private static RecorderStatus createFile(final TrackerDirectory directory) throws IOException
    {
        final Path path = directory.recorderStatus();
        final Path beside = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(beside);
        try (FileChannel channel = directory.open(
            beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE))
        {
            final RecorderStatus status = new RecorderStatus(
                channel.map(FileChannel.MapMode.READ_WRITE, 0, StatusDescriptor.FILE_LENGTH));
            Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
            return status;
        }
    }

    /** None where there is a link, which may lead anywhere, or a pipe, which waits to be opened. */
    private static RecorderStatus open(
        final TrackerDirectory directory, final FileChannel.MapMode mode, final OpenOption... options)
        throws IOException
    {
        final Path path = directory.recorderStatus();
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
        {
            return null;
        }
        try (FileChannel channel = FileChannel.open(path, options))
        {
            if (channel.size() < StatusDescriptor.FILE_LENGTH)
            {
                return null;
            }
            final RecorderStatus status =
                new RecorderStatus(channel.map(mode, 0, StatusDescriptor.FILE_LENGTH));
            final boolean isOurs =
                StatusDescriptor.VERSION == status.buffer.getIntVolatile(StatusDescriptor.VERSION_OFFSET) &&
                StatusDescriptor.MAGIC == status.buffer.getLong(StatusDescriptor.MAGIC_OFFSET);
            return isOurs ? status : null;
        }
        catch (final NoSuchFileException ex)
        {
            return null;
        }
    }

    /**
     * Whether a recorder works there now.
     *
     * @return true if it was seen within {@link #FRESH_NANOS}.
     */
    public boolean isAlive()
    {
        final long heartbeat = heartbeatNanos();
        return 0 != heartbeat && System.nanoTime() - heartbeat < FRESH_NANOS &&
            StatusDescriptor.STATE_STOPPED != buffer.getIntVolatile(StatusDescriptor.STATE_OFFSET);
    }

    /**
     * When the recorder was last seen.
     *
     * @return CLOCK_MONOTONIC nanoseconds; 0 for never.
     */
    public long heartbeatNanos()
    {
        return buffer.getLongVolatile(StatusDescriptor.HEARTBEAT_OFFSET);
    }

    /**
     * Whether the recorder has stopped draining because the file system is nearly full.
     *
     * @return true until space returns.
     */
    public boolean isOutOfSpace()
    {
        return StatusDescriptor.STATE_NO_SPACE == buffer.getIntVolatile(StatusDescriptor.STATE_OFFSET);
    }

    /**
     * Who records, or was the last to.
     *
     * @return its process id.
     */
    public long pid()
    {
        return buffer.getLong(StatusDescriptor.PID_OFFSET);
    }

    /**
     * How far the journal is.
     *
     * @return sequence of its last event.
     */
    public long journalSequence()
    {
        return buffer.getLongVolatile(StatusDescriptor.JOURNAL_SEQUENCE_OFFSET);
    }

    /**
     * How far the ledger is.
     *
     * @return sequence of the last event that was applied.
     */
    public long ledgerSequence()
    {
        return buffer.getLongVolatile(StatusDescriptor.LEDGER_SEQUENCE_OFFSET);
    }

    /**
     * How far the newest snapshot is.
     *
     * @return its sequence; 0 for none.
     */
    public long snapshotSequence()
    {
        return buffer.getLongVolatile(StatusDescriptor.SNAPSHOT_SEQUENCE_OFFSET);
    }

    /**
     * How many rings are drained now.
     *
     * @return their number.
     */
    public long rings()
    {
        return buffer.getLongVolatile(StatusDescriptor.RINGS_OFFSET);
    }

    /**
     * How often the recorder has looked for new rings and found every ring empty. Once this has grown by two, all that
     * was committed before is in the journal.
     *
     * @return the count since this recorder started.
     */
    public long idleRounds()
    {
        return buffer.getLongVolatile(StatusDescriptor.IDLE_ROUNDS_OFFSET);
    }

    /**
     * How many events were lost by producers since this recorder started.
     *
     * @return their number.
     */
    public long lostEvents()
    {
        return buffer.getLongVolatile(StatusDescriptor.LOST_EVENTS_OFFSET);
    }

    /**
     * How many rings were refused or quarantined since this recorder started.
     *
     * @return their number.
     */
    public long ringErrors()
    {
        return buffer.getLongVolatile(StatusDescriptor.RING_ERRORS_OFFSET);
    }

    /**
     * How many bytes of committed or claimed records lie in the rings and are not in the journal yet.
     *
     * @return bytes, as of the last heartbeat.
     */
    public long backlogBytes()
    {
        return buffer.getLongVolatile(StatusDescriptor.BACKLOG_OFFSET);
    }

    /**
     * How many records of dead producers were claimed and never committed, and passed over.
     *
     * @return the count since this recorder started.
     */
    public long rescues()
    {
        return buffer.getLongVolatile(StatusDescriptor.RESCUES_OFFSET);
    }

    /**
     * How often draining stopped for want of space.
     *
     * @return the count since this recorder started.
     */
    public long spaceStops()
    {
        return buffer.getLongVolatile(StatusDescriptor.SPACE_STOPS_OFFSET);
    }

    /**
     * How many documents of the journal were damaged and skipped.
     *
     * @return the count, as this recorder found them.
     */
    public long journalErrors()
    {
        return buffer.getLongVolatile(StatusDescriptor.JOURNAL_ERRORS_OFFSET);
    }

    /**
     * How often a snapshot could not be written or the ledger could not grow.
     *
     * @return the count since this recorder started.
     */
    public long ledgerErrors()
    {
        return buffer.getLongVolatile(StatusDescriptor.LEDGER_ERRORS_OFFSET);
    }

    /**
     * Which file of the ledger is current, {@code ledger-<generation>.dat}.
     *
     * @return the generation; 0 for none yet.
     */
    public long ledgerGeneration()
    {
        return buffer.getLongVolatile(StatusDescriptor.LEDGER_GENERATION_OFFSET);
    }

    /**
     * The time that both agents together have spent on a processor.
     *
     * @return nanoseconds since this recorder started, as of the last heartbeat.
     */
    public long cpuNanos()
    {
        return buffer.getLongVolatile(StatusDescriptor.RECORDER_CPU_OFFSET) +
            buffer.getLongVolatile(StatusDescriptor.LEDGER_CPU_OFFSET);
    }

    /**
     * How long events took from the report until the ledger had them.
     *
     * @return the latencies since this recorder started.
     */
    public LatencySummary latency()
    {
        return new LatencySummary(
            buffer.getLongVolatile(StatusDescriptor.LATENCY_COUNT_OFFSET),
            buffer.getLongVolatile(StatusDescriptor.LATENCY_P50_OFFSET),
            buffer.getLongVolatile(StatusDescriptor.LATENCY_P99_OFFSET),
            buffer.getLongVolatile(StatusDescriptor.LATENCY_P999_OFFSET),
            buffer.getLongVolatile(StatusDescriptor.LATENCY_MAX_OFFSET));
    }

    void state(final int state)
    {
        buffer.putIntRelease(StatusDescriptor.STATE_OFFSET, state);
    }

    void heartbeat(final long nowNanos)
    {
        buffer.putLongRelease(StatusDescriptor.HEARTBEAT_OFFSET, nowNanos);
    }

    void journalSequence(final long sequence)
    {
        buffer.putLongRelease(StatusDescriptor.JOURNAL_SEQUENCE_OFFSET, sequence);
    }

    void ledgerSequence(final long sequence)
    {
        buffer.putLongRelease(StatusDescriptor.LEDGER_SEQUENCE_OFFSET, sequence);
    }

    void snapshotSequence(final long sequence)
    {
        buffer.putLongRelease(StatusDescriptor.SNAPSHOT_SEQUENCE_OFFSET, sequence);
    }

    void rings(final long count)
    {
        buffer.putLongRelease(StatusDescriptor.RINGS_OFFSET, count);
    }

    void addLostEvents(final long count)
    {
        buffer.putLongRelease(StatusDescriptor.LOST_EVENTS_OFFSET, lostEvents() + count);
    }

    void addRingError()
    {
        buffer.putLongRelease(StatusDescriptor.RING_ERRORS_OFFSET, ringErrors() + 1);
    }

    void backlogBytes(final long bytes)
    {
        buffer.putLongRelease(StatusDescriptor.BACKLOG_OFFSET, bytes);
    }

    void addRescues(final long count)
    {
        buffer.putLongRelease(StatusDescriptor.RESCUES_OFFSET, rescues() + count);
    }

    void journalErrors(final long count)
    {
        buffer.putLongRelease(StatusDescriptor.JOURNAL_ERRORS_OFFSET, count);
    }

    void recorderCpu(final long nanos)
    {
        buffer.putLongRelease(StatusDescriptor.RECORDER_CPU_OFFSET, nanos);
    }

    void ledgerCpu(final long nanos)
    {
        buffer.putLongRelease(StatusDescriptor.LEDGER_CPU_OFFSET, nanos);
    }

    void ledgerGeneration(final long generation)
    {
        buffer.putLongRelease(StatusDescriptor.LEDGER_GENERATION_OFFSET, generation);
    }

    void latency(final LatencySummary latency)
    {
        buffer.putLongRelease(StatusDescriptor.LATENCY_P50_OFFSET, latency.p50Nanos());
        buffer.putLongRelease(StatusDescriptor.LATENCY_P99_OFFSET, latency.p99Nanos());
        buffer.putLongRelease(StatusDescriptor.LATENCY_P999_OFFSET, latency.p999Nanos());
        buffer.putLongRelease(StatusDescriptor.LATENCY_MAX_OFFSET, latency.maxNanos());
        buffer.putLongRelease(StatusDescriptor.LATENCY_COUNT_OFFSET, latency.count());
    }

    void addIdleRound()
    {
        buffer.putLongRelease(StatusDescriptor.IDLE_ROUNDS_OFFSET, idleRounds() + 1);
    }

    void addSpaceStop()
    {
        buffer.putLongRelease(
            StatusDescriptor.SPACE_STOPS_OFFSET, buffer.getLong(StatusDescriptor.SPACE_STOPS_OFFSET) + 1);
    }

    void addLedgerError()
    {
        buffer.putLongRelease(
            StatusDescriptor.LEDGER_ERRORS_OFFSET, buffer.getLong(StatusDescriptor.LEDGER_ERRORS_OFFSET) + 1);
    }
}
