package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.client.EventDescriptor;
import io.github.ttalloc.client.EventKind;
import io.github.ttalloc.client.RingDescriptor;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.ipc.journal.BatchDescriptor;
import io.github.ttalloc.ipc.journal.EventFlyweight;
import io.github.ttalloc.ipc.journal.JournalBatch;
import io.github.ttalloc.ipc.journal.JournalTailer;
import io.github.ttalloc.ledger.LedgerContext;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.ledger.LedgerRecord;
import io.github.ttalloc.ledger.OneWriterLedger;

import java.nio.file.Path;

/**
 * Applies the batches of a journal, in order, to a ledger and a table of processes. Folding the same batches always
 * comes to the same. Not thread-safe, but for the readers of its {@link #ledger()}.
 */
public final class LedgerFold implements JournalTailer.BatchHandler, AutoCloseable
{
    private final OneWriterLedger ledger;
    private final ProcessTable processes = new ProcessTable();
    private final FoldCounters counters = new FoldCounters();
    private final BufferEvents buffers;
    private final ProcessEnding ending;
    private final EventFlyweight event = new EventFlyweight();
    private final FoldedEvent folded = new FoldedEvent();
    private final LedgerRecord record = new LedgerRecord();
    private final FoldListener listener;
    private long lastWanted = Long.MAX_VALUE;
    private long sequence;
    private long journalIndex;
    private long wallTimeNanos;

    /**
     * A fold of nothing.
     */
    public LedgerFold()
    {
        this(null);
    }

    /**
     * A fold of nothing that shows each event.
     *
     * @param listener sees every event, or null.
     */
    public LedgerFold(final FoldListener listener)
    {
        this(listener, null, 0);
    }

    /**
     * In memory or in files of a directory, with room for a number of records from the start; records of a snapshot
     * come in an order that needs it.
     */
    LedgerFold(final FoldListener listener, final Path ledgerDirectory, final long records)
    {
        this.listener = listener;
        this.ledger = new OneWriterLedger(new LedgerContext()
            .directory(ledgerDirectory)
            .capacity(Math.max(LedgerContext.DEFAULT_CAPACITY, records)));
        this.buffers = new BufferEvents(ledger, counters);
        this.ending = new ProcessEnding(ledger, processes);
    }

    /**
     * The live buffers and the totals.
     *
     * @return the ledger; other threads may read it.
     */
    public OneWriterLedger ledger()
    {
        return ledger;
    }

    /**
     * The processes.
     *
     * @return the table.
     */
    public ProcessTable processes()
    {
        return processes;
    }

    /**
     * What could not be applied.
     *
     * @return the counters.
     */
    public FoldCounters counters()
    {
        return counters;
    }

    /**
     * How far the fold is.
     *
     * @return sequence of the last event that was applied; 0 for none.
     */
    public long sequence()
    {
        return sequence;
    }

    /**
     * How far the fold is.
     *
     * @return Chronicle index of the last batch that was applied; 0 for none.
     */
    public long journalIndex()
    {
        return journalIndex;
    }

    /**
     * How far the fold is.
     *
     * @return when the last batch was appended, in nanoseconds since the epoch; 0 for none.
     */
    public long wallTimeNanos()
    {
        return wallTimeNanos;
    }

    /** Leaves out a batch whose numbers were folded before, and counts its events as invalid. */
    @Override
    public void onBatch(final JournalBatch batch)
    {
        if (batch.lastSequence() <= sequence)
        {
            counters.repeated(batch.count());
            return;
        }
        lose(Math.min(batch.sequence() - 1, lastWanted) - sequence);
        final boolean isFromRecorder = BatchDescriptor.SOURCE_RECORDER == batch.source();
        final TrackedProcess process = process(batch.producerId());
        final int count = (int)Math.min(batch.count(), Math.max(0, lastWanted - batch.sequence() + 1));
        if (!isFromRecorder)
        {
            process.goOnAt(batch.position());
        }
        final long wallNanos = batch.wallTimeNanos();
        final long monotonicNanos = batch.monotonicTimeNanos();
        for (int i = 0; i < count; i++)
        {
            batch.event(event, i);
            final long age = Math.max(0, monotonicNanos - event.timeNanos());
            folded.begin(batch.sequence() + i, process, event.timeNanos(), wallNanos - age);
            if (isFromRecorder ? applyOfRecorder(process, batch.position()) : applyOfProducer(process))
            {
                show();
            }
        }
        buffers.flush();
        if (!isFromRecorder)
        {
            process.folded(batch.position() + (long)count * RingDescriptor.RECORD_LENGTH, count);
        }
        sequence = batch.sequence() + count - 1;
        journalIndex = batch.index();
        wallTimeNanos = batch.wallTimeNanos();
    }

    /** Counts them as lost, until the number of the next batch says how many are. */
    @Override
    public void onUnreadable(final int events)
    {
        final long unread = Math.min(counters.unreadEvents() + events, lastWanted - sequence);
        if (unread > 0)
        {
            counters.unread(unread);
            processes.unreadBehind(true);
        }
    }

    /**
     * Frees the memory of the ledger.
     */
    @Override
    public void close()
    {
        ledger.close();
    }

    /** Leaves out what comes after an event. */
    void endAfter(final long lastSequence)
    {
        lastWanted = lastSequence;
    }

    /** Goes on where a snapshot was taken. */
    void continueFrom(final long newSequence, final long newJournalIndex, final long newWallTimeNanos)
    {
        sequence = newSequence;
        journalIndex = newJournalIndex;
        wallTimeNanos = newWallTimeNanos;
    }

    private void lose(final long events)
    {
        if (counters.unreadEvents() > 0)
        {
            counters.unread(0);
            processes.unreadBehind(false);
        }
        if (events > 0)
        {
            counters.lost(events);
            processes.mayLackEvents();
        }
    }

    private TrackedProcess process(final long producerId)
    {
        final TrackedProcess known = processes.find(producerId);
        return null != known ? known : processes.add(producerId);
    }

    private void show()
    {
        if (null != listener)
        {
            listener.onEvent(folded);
        }
    }

    private boolean applyOfRecorder(final TrackedProcess process, final long position)
    {
        return switch (event.kind())
        {
            case EventKind.PROCESS_START -> applyProcessStart(process, position);
            case EventKind.TEXT -> applyName(process);
            case EventKind.GAP -> applyGap(process, position);
            case EventKind.PROCESS_END -> applyProcessEnd(process);
            default -> counters.unknown();
        };
    }

    private boolean applyOfProducer(final TrackedProcess process)
    {
        return switch (event.kind())
        {
            case EventKind.ALLOCATE, EventKind.WRITE, EventKind.FREE -> applyToBuffer(process);
            case EventKind.FREE_ALL -> applyFreeAll(process);
            case EventKind.TEXT -> applyTag(process);
            case EventKind.HANDLE -> applyHandle(process);
            case EventKind.MARK -> applyMark(process);
            case EventKind.DEVICE_OPEN -> applyDeviceOpen(process);
            default -> counters.unknown();
        };
    }

    private boolean applyProcessStart(final TrackedProcess process, final long position)
    {
        process.folded(position, position / RingDescriptor.RECORD_LENGTH);
        process.started(event.bufferId(), event.bytes(), (int)event.bytesPerBank(),
            0 != (event.flags() & EventDescriptor.FLAG_REPLAYED));
        folded.name(EventName.PROCESS_START);
        return true;
    }

    private boolean applyProcessEnd(final TrackedProcess process)
    {
        buffers.flush();
        return process.isAlive() ?
            ending.apply(process, folded, 0 != (event.flags() & EventDescriptor.FLAG_CLEAN), event.bytes()) :
            counters.invalid();
    }

    private boolean applyHandle(final TrackedProcess process)
    {
        if (event.bufferId() <= 0 || event.bufferId() > BufferId.MAX_ADDRESS)
        {
            return counters.invalid();
        }
        process.handle(event.bufferId(), event.bytes());
        return false;
    }

    /** What cannot be read in the journal was counted by its numbers. */
    private boolean applyGap(final TrackedProcess process, final long position)
    {
        if (0 == (event.flags() & EventDescriptor.FLAG_UNREADABLE))
        {
            counters.lost(event.bytes());
        }
        if (BatchDescriptor.NO_POSITION != position)
        {
            process.folded(position, (position - process.position()) / RingDescriptor.RECORD_LENGTH);
        }
        process.lost(event.bytes(), event.bytesPerBank());
        folded.name(EventName.GAP).size(event.bytes(), 0, 0);
        return true;
    }

    private boolean applyMark(final TrackedProcess process)
    {
        folded.name(EventName.MARK).tag(process.tag(event.tag()));
        return true;
    }

    private boolean applyToBuffer(final TrackedProcess process)
    {
        if (!isValidBuffer())
        {
            return counters.invalid();
        }
        final boolean isWrite = EventKind.FREE != event.kind() && CoreWrites.isWrite(event);
        final int typeCode = CoreWrites.typeOf(process, event);
        folded.buffer(event.device(), BufferType.of(typeCode), event.bufferId());
        if (TrackedProcess.NO_SLOT == process.slot())
        {
            return unplaced(process);
        }
        final long key = LedgerKey.pack(process.slot(), event.device(), typeCode, event.bufferId());
        return EventKind.FREE == event.kind() ? applyFree(process, key) : applyAllocate(process, key, isWrite);
    }

    /** Collects the event; if nobody looks on, what it comes to is seen later. */
    private boolean applyAllocate(final TrackedProcess process, final long key, final boolean isWrite)
    {
        final int cores = isWrite ? CoreWrites.coreOf(event.bufferId()) : event.coreRange();
        if (isWrite)
        {
            buffers.next().write(key, event.bytes(), event.bytesPerBank(), cores, event.tag(),
                folded.wallTimeNanos(), folded.sequence());
        }
        else
        {
            buffers.next().allocate(key, event.bytes(), event.bytesPerBank(), cores, event.tag(),
                folded.wallTimeNanos(), folded.sequence());
        }
        if (null == listener)
        {
            return false;
        }
        final long references = buffers.flush();
        if (references < 0)
        {
            return false;
        }
        folded.name(isWrite ? EventName.WRITE : EventName.ALLOCATE)
            .size(event.bytes(), event.bytesPerBank(), references)
            .cores(cores)
            .tag(process.tag(event.tag()));
        return true;
    }

    private boolean applyFree(final TrackedProcess process, final long key)
    {
        if (null == listener)
        {
            buffers.next().free(key);
            return false;
        }
        if (ledger.find(key, record))
        {
            folded.size(record.bytes(), record.bytesPerBank(), record.references() - 1)
                .cores(record.cores())
                .tag(process.tag(record.tag()));
        }
        buffers.next().free(key);
        folded.name(buffers.flush() >= 0 ? EventName.FREE : EventName.UNKNOWN_FREE);
        return true;
    }

    private boolean applyFreeAll(final TrackedProcess process)
    {
        final BufferType type = BufferType.of(event.type());
        if (null == type || event.device() > LedgerKey.MAX_DEVICE)
        {
            return counters.invalid();
        }
        folded.name(EventName.FREE_ALL).buffer(event.device(), type, 0);
        if (TrackedProcess.NO_SLOT == process.slot())
        {
            return unplaced(process);
        }
        buffers.flush();
        folded.size(0, 0, ledger.freeAll(process.slot(), event.device(), type.code()));
        return true;
    }

    private boolean applyDeviceOpen(final TrackedProcess process)
    {
        final TrackedDevice device = DeviceOpening.decode(process, event);
        if (null == device)
        {
            return counters.invalid();
        }
        buffers.flush();
        process.opened(device);
        if (TrackedProcess.NO_SLOT != process.slot())
        {
            ledger.bindDevice(process.slot(), event.device(), event.bufferId());
        }
        folded.name(EventName.DEVICE_OPEN).device(event.device()).tag(process.tag(event.tag()));
        return true;
    }

    private boolean applyTag(final TrackedProcess process)
    {
        if (!TextParts.isValid(event))
        {
            return counters.invalid();
        }
        final long textId = event.bufferId();
        final String text = process.texts().add(event);
        if (null != text)
        {
            process.texts().put(textId, text);
        }
        return false;
    }

    private boolean applyName(final TrackedProcess process)
    {
        final String text = TextParts.isValid(event) ? process.texts().add(event) : null;
        if (null != text)
        {
            process.name(text);
        }
        return false;
    }

    private boolean unplaced(final TrackedProcess process)
    {
        process.unplaced(1);
        return counters.unplaced();
    }

    private boolean isValidBuffer()
    {
        return LedgerKey.isValid(0, event.device(), event.type(), event.bufferId()) &&
            CoreRange.isValid(event.coreRange()) &&
            event.bytes() >= 0 && event.bytesPerBank() >= 0 &&
            (EventKind.WRITE != event.kind() || BufferType.of(event.type()).perCore());
    }
}
