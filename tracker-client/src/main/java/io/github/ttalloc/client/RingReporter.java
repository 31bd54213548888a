package io.github.ttalloc.client;

import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;

/**
 * Reports into a ring in shared memory: one compare and set, plain stores and one release store for each event, the
 * time included; no lock, no system call, no allocation. Only where the ring is full and a recorder was seen within a
 * second does a report sleep: all reports together at most 10 ms in any second, unless
 * {@link ReporterContext#waitingForRecorder(boolean)} lets them wait longer. Safe for any number of threads.
 */
public final class RingReporter implements AllocationReporter
{
    private static final int MAX_DEVICE = 63;
    private static final int MAX_COORDINATE = 63;
    private static final int MAX_ARCHITECTURE = 255;
    private static final long UNUSED_ID_BITS =
        ~((long)MAX_COORDINATE << 48 | (long)MAX_COORDINATE << 32 | BufferId.MAX_ADDRESS);

    private final RingFile file;
    private final MappedWords words;
    private final RingWriter writer;
    private final SpaceWait spaceWait;
    private final TextIds texts = new TextIds();
    private final TextIds.PartSender textSender = this::sendText;
    private final WideIds handles = new WideIds();
    private long nextHandle = 1;
    private volatile boolean isClosed;

    private RingReporter(final RingFile file, final boolean waitsForRecorder)
    {
        this.file = file;
        this.words = file.words();
        this.writer = new RingWriter(words, file.capacity());
        this.spaceWait = new SpaceWait(waitsForRecorder);
    }

    /**
     * A reporter with a new ring, whether or not tracking is on, for programs that must know why there is none. An
     * interrupt of the thread waits until the ring is there.
     *
     * @param context how to report.
     * @return a reporter, to be closed when the process ends.
     * @throws IOException              if there can be no ring; the message says why and what to do.
     * @throws IllegalArgumentException if a setting is out of its range.
     */
    public static RingReporter create(final ReporterContext context) throws IOException
    {
        final Path path = null == context.directory() ? TrackerDirectory.defaultPath() : context.directory();
        boolean wasInterrupted = Thread.interrupted();
        RingFile file = null;
        try
        {
            while (null == file)
            {
                try
                {
                    file = RingFile.create(TrackerDirectory.of(path).create(), ProcessIdentity.self(), context);
                }
                catch (final ClosedByInterruptException ex)
                {
                    wasInterrupted = Thread.interrupted();
                }
            }
        }
        finally
        {
            if (wasInterrupted)
            {
                Thread.currentThread().interrupt();
            }
        }
        return new RingReporter(file, context.waitingForRecorder());
    }

    /**
     * The file of the ring.
     *
     * @return its path.
     */
    public Path ring()
    {
        return file.path();
    }

    @Override
    public boolean isEnabled()
    {
        return !isClosed;
    }

    @Override
    public long deviceOpen(final int device, final DeviceDescription description)
    {
        if (isOutOfRange(device) || null == description ||
            description.architecture() < 0 || description.architecture() > MAX_ARCHITECTURE ||
            !CoreRange.isValid(description.computeGrid()))
        {
            return reject();
        }
        final int tag = null == description.board() ? 0 : tag(description.board());
        final long position = claim();
        if (position < 0)
        {
            return position;
        }
        final int flags = description.logicalCoordinates() ? EventDescriptor.FLAG_LOGICAL_COORDINATES : 0;
        putEvent(position, EventKind.DEVICE_OPEN, description.architecture(), device, flags,
            description.computeGrid(), description.chipId(), description.harvestMask(),
            description.unreservedL1Base(), tag, description.l1SmallBytes());
        return commit(position);
    }

    @Override
    public long allocate(
        final int device, final BufferType type, final long bufferId, final long bytes, final long bytesPerBank,
        final int coreRange, final int tag)
    {
        return report(EventKind.ALLOCATE, device, type, bufferId, bytes, bytesPerBank, coreRange, tag);
    }

    @Override
    public long free(final int device, final BufferType type, final long bufferId)
    {
        return report(EventKind.FREE, device, type, bufferId, 0, 0, CoreRange.ALL, 0);
    }

    @Override
    public long freeAll(final int device, final BufferType type)
    {
        return report(EventKind.FREE_ALL, device, type, 0, 0, 0, CoreRange.ALL, 0);
    }

    @Override
    public long write(
        final int device, final BufferType type, final int x, final int y, final long address, final long bytes,
        final int tag)
    {
        if (x < 0 || x > MAX_COORDINATE || y < 0 || y > MAX_COORDINATE || address < 0 || address > BufferId.MAX_ADDRESS)
        {
            return reject();
        }
        return report(EventKind.WRITE, device, type, BufferId.of(x, y, address), bytes, 0, CoreRange.of(x, y), tag);
    }

    @Override
    public long mark(final int tag)
    {
        return report(EventKind.MARK, 0, BufferType.DRAM, 0, 0, 0, CoreRange.ALL, tag);
    }

    @Override
    public int tag(final String text)
    {
        return null == text ? 0 : texts.idOf(text, textSender);
    }

    @Override
    public long handle(final int device, final BufferType type, final long wideId)
    {
        final long known = handles.find(wideId);
        return WideIds.UNKNOWN != known ? known : sendHandle(device, type, wideId);
    }

    @Override
    public void close()
    {
        synchronized (file)
        {
            if (!isClosed)
            {
                isClosed = true;
                file.close();
            }
        }
    }

    /**
     * Closes as the death of the process would: what was reported counts, and the recorder ends the process, but not
     * cleanly. Does nothing once this is closed.
     */
    public void abandon()
    {
        synchronized (file)
        {
            if (!isClosed)
            {
                isClosed = true;
                file.abandon();
            }
        }
    }

    private long report(
        final int kind, final int device, final BufferType type, final long bufferId, final long bytes,
        final long bytesPerBank, final int coreRange, final int tag)
    {
        if (isOutOfRange(device) || null == type || bytes < 0 || bytesPerBank < 0 ||
            0 != (bufferId & UNUSED_ID_BITS) || !CoreRange.isValid(coreRange))
        {
            return reject();
        }
        final long position = claim();
        if (position < 0)
        {
            return position;
        }
        putEvent(position, kind, type.code(), device, 0, coreRange, bufferId, bytes, bytesPerBank, tag, 0);
        return commit(position);
    }

    private long claim()
    {
        if (isClosed)
        {
            return ReportStatus.CLOSED;
        }
        long position = writer.claim();
        if (RingWriter.FULL == position)
        {
            position = spaceWait.claim(writer);
            if (RingWriter.FULL == position)
            {
                words.addLong(RingDescriptor.DROPPED_OFFSET, 1);
                return ReportStatus.DROPPED;
            }
        }
        return position;
    }

    private void putEvent(
        final long position, final int kind, final int type, final int device, final int flags, final int coreRange,
        final long bufferId, final long bytes, final long bytesPerBank, final int tag, final long argument)
    {
        final MappedWords words = this.words;
        final int offset = writer.eventOffset(position);
        words.putInt(offset + EventDescriptor.KIND_OFFSET, EventDescriptor.head(kind, type, device, flags));
        words.putInt(offset + EventDescriptor.CORE_RANGE_OFFSET, coreRange);
        words.putLong(offset + EventDescriptor.TIME_OFFSET, System.nanoTime());
        words.putLong(offset + EventDescriptor.BUFFER_ID_OFFSET, bufferId);
        words.putLong(offset + EventDescriptor.BYTES_OFFSET, bytes);
        words.putLong(offset + EventDescriptor.BYTES_PER_BANK_OFFSET, bytesPerBank);
        words.putLong(offset + EventDescriptor.TAG_OFFSET, tag & 0xFFFF_FFFFL);
        words.putLong(offset + EventDescriptor.ARGUMENT_OFFSET, argument);
    }

    private long commit(final long position)
    {
        writer.commitRelease(position);
        return position;
    }

    private long reject()
    {
        if (isClosed)
        {
            return ReportStatus.CLOSED;
        }
        words.addLong(RingDescriptor.DROPPED_OFFSET, 1);
        return ReportStatus.INVALID;
    }

    private long sendText(final long textId, final byte[] text, final int part, final int parts)
    {
        final long position = claim();
        if (position < 0)
        {
            return position;
        }
        putEvent(position, EventKind.TEXT, TextPurpose.TAG, parts, part, text.length, textId, 0, 0, 0, 0);
        final int from = part * EventDescriptor.TEXT_PART_LENGTH;
        words.putBytes(writer.eventOffset(position) + EventDescriptor.TEXT_OFFSET, text, from,
            Math.min(EventDescriptor.TEXT_PART_LENGTH, text.length - from));
        return commit(position);
    }

    private long sendHandle(final int device, final BufferType type, final long wideId)
    {
        synchronized (handles)
        {
            final long known = handles.find(wideId);
            if (WideIds.UNKNOWN != known)
            {
                return known;
            }
            final long position =
                nextHandle > WideIds.MAX_HANDLE || isOutOfRange(device) || null == type ? reject() : claim();
            if (position < 0)
            {
                return 0;
            }
            final long handle = nextHandle++;
            putEvent(position, EventKind.HANDLE, type.code(), device, 0, CoreRange.ALL, handle, wideId, 0, 0, 0);
            commit(position);
            handles.add(wideId, handle);
            return handle;
        }
    }

    private static boolean isOutOfRange(final int device)
    {
        return device < 0 || device > MAX_DEVICE;
    }
}
