package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.EventDescriptor;
import io.github.ttalloc.client.EventKind;
import io.github.ttalloc.client.RingDescriptor;
import io.github.ttalloc.client.TextPurpose;
import io.github.ttalloc.ipc.journal.BatchBuilder;
import io.github.ttalloc.ipc.journal.BatchDescriptor;
import io.github.ttalloc.ipc.ring.RingException;
import io.github.ttalloc.ipc.ring.RingHeader;
import io.github.ttalloc.ipc.ring.RingReader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One ring on its way into the journal: from its producer's start, through its events and its gaps, to its end. Every
 * step is in the journal before anything in the ring is given up, so a recorder may die between any two of them.
 * Not thread-safe.
 */
final class DrainedRing implements QuarantinedRings.Ring
{
    private static final long STUCK_NANOS = 10_000_000_000L;

    private final RingReader reader;
    private final JournaledProducer producer;
    private boolean producerDrains;
    private boolean producerIsGone;
    private long unfinishedRecords;
    private long stuckSinceNanos;
    private boolean stuckIsReported;
    private boolean isGivenUp;

    private DrainedRing(final RingReader reader, final JournaledProducer producer)
    {
        this.reader = reader;
        this.producer = producer;
        this.producerDrains = reader.header().direct();
        this.unfinishedRecords = producer.position() / RingDescriptor.RECORD_LENGTH - producer.events();
    }

    /** A ring whose producer the journal knows. */
    static DrainedRing of(final RingReader reader, final JournaledProducer producer)
    {
        return new DrainedRing(reader, producer);
    }

    /**
     * Goes on where the journal ends. What the ring has given up and the journal does not hold, as its end was damaged,
     * is journaled as lost: how many events that was.
     */
    long resume(final Journal journal, final boolean isUnreadable) throws RingException, IOException
    {
        if (producerDrains)
        {
            return 0;
        }
        final long position = reader.position();
        final long missing = (position - producer.position()) / RingDescriptor.RECORD_LENGTH;
        if (missing > 0)
        {
            reader.checkWhole();
            appendGap(journal, producer, isUnreadable ? EventDescriptor.FLAG_UNREADABLE : 0, position, missing,
                producer.droppedEvents());
            producer.journaled(position, missing);
        }
        reader.startAt(producer.position());
        return Math.max(0, missing);
    }

    /** A ring whose producer the journal does not know: begins with the start of the process. */
    static DrainedRing start(final RingReader reader, final JournaledProducers producers, final Journal journal)
    {
        final RingHeader header = reader.header();
        final long nowNanos = System.nanoTime();
        final long position = header.direct() ? 0 : reader.position();
        final long drainedBefore = position / RingDescriptor.RECORD_LENGTH;
        final BatchBuilder batch = journal.batch()
            .begin(BatchDescriptor.SOURCE_RECORDER, header.producerId(), position)
            .add(EventKind.PROCESS_START, header.replayed() ? EventDescriptor.FLAG_REPLAYED : 0, nowNanos,
                header.pid(), header.startTimeNanos(), header.uid())
            .addText(TextPurpose.PROCESS_NAME, nowNanos, 0, header.name());
        if (drainedBefore > 0)
        {
            batch.add(EventKind.GAP, 0, nowNanos, 0, drainedBefore, 0);
        }
        journal.append(batch);
        return new DrainedRing(
            reader, producers.add(header.producerId(), header.pid(), header.replayed(), position));
    }

    @Override
    public JournaledProducer producer()
    {
        return producer;
    }

    @Override
    public Path path()
    {
        return reader.path();
    }

    RingReader reader()
    {
        return reader;
    }

    /** Records that were claimed and never committed, as far as they were passed over. */
    long unfinishedRecords()
    {
        return unfinishedRecords;
    }

    /**
     * Whether the producer of a direct ring is gone and has left records behind, which are the recorder's once the
     * direct queue is empty of its events.
     */
    boolean isLeft()
    {
        return producerDrains && producerIsGone;
    }

    /** Takes the records over that the producer of a direct ring has left. */
    void takeOver(final DirectEvents direct) throws RingException
    {
        reader.toHead();
        direct.catchUp(producer, reader.position());
        reader.startAt(producer.position());
        producerDrains = false;
    }

    /** How much of the ring waits for the recorder, bytes. */
    long backlogBytes() throws RingException
    {
        return producerDrains ? 0 : reader.backlogBytes();
    }

    /** Moves one batch into the journal: how many events it had. */
    int drain(final Journal journal) throws RingException, IOException
    {
        if (producerDrains)
        {
            return 0;
        }
        final BatchBuilder batch =
            journal.batch().begin(BatchDescriptor.SOURCE_RING, producer.producerId(), reader.position());
        final int count = reader.copy(batch);
        if (count > 0)
        {
            try
            {
                reader.checkWhole();
                journal.append(batch);
            }
            catch (final RuntimeException | Error ex)
            {
                reader.rewind();
                stuckSinceNanos = 0;
                throw ex;
            }
            producer.journaled(reader.position(), count);
            reader.release();
            stuckSinceNanos = 0;
        }
        else if (producerIsGone)
        {
            final int skipped = reader.skipUnfinished();
            reader.checkWhole();
            unfinishedRecords += skipped;
        }
        return count;
    }

    /** Looks whether the producer is there, and journals what it has lost: how many events that was. */
    long probe(final Journal journal) throws RingException, IOException
    {
        producerIsGone = producerIsGone || !reader.producerIsAlive();
        final long dropped = reader.droppedCount();
        final long lost = dropped - producer.droppedEvents();
        if (lost > 0)
        {
            reader.checkWhole();
            appendGap(journal, producer, 0, BatchDescriptor.NO_POSITION, lost, dropped);
        }
        return Math.max(0, lost);
    }

    /** Whether the producer is gone and everything that it committed is in the journal. */
    boolean isFinished() throws RingException
    {
        return producerIsGone && !producerDrains && !reader.hasMore();
    }

    /** Journals the end of the process, whose losses were journaled, and gives the ring up. */
    void finish(final Journal journal) throws RingException, IOException
    {
        final boolean isClean = reader.wasClosed();
        reader.checkWhole();
        if (!producer.isReplayed() || !isClean)
        {
            appendEnd(journal, producer, isClean, unfinishedRecords);
        }
        discard();
    }

    /** Gives up a ring whose end the journal holds already. */
    void discard() throws IOException
    {
        isGivenUp = true;
        close();
        Files.deleteIfExists(reader.path());
    }

    /** Whether the ring was given up: nothing may be asked of its memory any more. */
    boolean isGivenUp()
    {
        return isGivenUp;
    }

    /** Whether a live producer has held up its ring for long; true once. */
    boolean isStuck(final long nowNanos) throws RingException
    {
        if (producerDrains || stuckIsReported || !reader.hasMore())
        {
            return false;
        }
        if (0 == stuckSinceNanos)
        {
            stuckSinceNanos = nowNanos;
            return false;
        }
        stuckIsReported = nowNanos - stuckSinceNanos > STUCK_NANOS;
        return stuckIsReported;
    }

    /** Whether the producer holds its ring: all that may be asked of a ring whose memory cannot be used. */
    @Override
    public boolean producerIsAlive() throws IOException
    {
        return reader.producerIsAlive();
    }

    /** Journals that events are missing; a position says from where on the journal holds the producer then. */
    static void appendGap(
        final Journal journal, final JournaledProducer producer, final int flags, final long position,
        final long missing, final long dropped)
    {
        journal.append(journal.batch()
            .begin(BatchDescriptor.SOURCE_RECORDER, producer.producerId(), position)
            .add(EventKind.GAP, flags, System.nanoTime(), 0, missing, dropped));
        producer.lost(dropped);
    }

    static void appendEnd(
        final Journal journal, final JournaledProducer producer, final boolean isClean, final long unfinishedRecords)
    {
        journal.append(journal.batch()
            .begin(BatchDescriptor.SOURCE_RECORDER, producer.producerId(), BatchDescriptor.NO_POSITION)
            .add(EventKind.PROCESS_END, isClean ? EventDescriptor.FLAG_CLEAN : 0, System.nanoTime(),
                producer.position(), unfinishedRecords, 0));
        producer.ended();
    }

    @Override
    public void close() throws IOException
    {
        reader.close();
    }
}
