package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.RingDescriptor;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.journal.BatchBuilder;
import io.github.ttalloc.ipc.journal.BatchDescriptor;
import io.github.ttalloc.ipc.journal.JournalBatch;
import io.github.ttalloc.ipc.journal.JournalException;
import io.github.ttalloc.ipc.journal.JournalTailer;
import io.github.ttalloc.ipc.journal.NoSpaceException;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The direct queue on its way into the journal. Every batch in it has the position of its events in the ring of its
 * producer, so the journal tells which it has, whenever and from wherever the queue is read. Not thread-safe.
 */
final class DirectEvents implements AutoCloseable
{
    private static final int BATCHES_AT_ONCE = 256;
    private static final int MAX_FAULTS = 3;
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final TrackerDirectory directory;
    private final Journal journal;
    private final JournaledProducers producers;
    private final RingSearch search;
    private final Consumer<Throwable> refusal;
    private final Timer again = new Timer(AGAIN_NANOS);
    private JournalTailer tailer;
    private boolean isRefused;
    private boolean isPutOff;
    private int faults;
    private long index;
    private boolean isJournaling;
    private boolean isOfNewRing;
    private int events;
    private long lost;

    /** Looks for rings that are not attached yet. */
    @FunctionalInterface
    interface RingSearch
    {
        void attachNew() throws IOException;
    }

    DirectEvents(
        final TrackerDirectory directory, final Journal journal, final JournaledProducers producers,
        final RingSearch search, final Consumer<Throwable> refusal)
    {
        this.directory = directory;
        this.journal = journal;
        this.producers = producers;
        this.search = search;
        this.refusal = refusal;
    }

    /**
     * Opens the queue once there is one. One that is foreign is left alone, and the rings are served. One that cannot
     * be opened may be so because its maker was stopped half-way: that is tried again, now and then as it takes long.
     */
    void open()
    {
        if (null != tailer || isRefused || !JournalTailer.isDirectReady(directory) ||
            isPutOff && !again.isDue(System.nanoTime()))
        {
            return;
        }
        try
        {
            tailer = JournalTailer.openDirect(directory);
        }
        catch (final JournalException ex)
        {
            final boolean isForeign = null == ex.getCause();
            if (isForeign)
            {
                refuse(ex);
            }
            else
            {
                putOff(ex);
            }
        }
        catch (final IOException | NoSpaceException ex)
        {
            putOff(ex);
        }
    }

    /** Moves a number of batches into the journal: how many events they had. */
    int drain() throws IOException
    {
        int moved = 0;
        for (int i = 0; i < BATCHES_AT_ONCE && null != tailer && poll(); i++)
        {
            moved += events;
        }
        return moved;
    }

    /** Moves all that there is now, however fast reporters append meanwhile. */
    void drainToEnd() throws IOException
    {
        final long end = endIndex();
        while (null != tailer && tailer.index() < end && poll())
        {
            Thread.onSpinWait();
        }
    }

    /**
     * Takes note of an error of a page that is neither a ring's nor for want of space: after some without an event in
     * between it is the queue's, which is refused then.
     */
    boolean refuseAfter(final Throwable fault)
    {
        if (null == tailer || ++faults < MAX_FAULTS)
        {
            return false;
        }
        refuse(tailer.damaged(fault));
        return true;
    }

    /** Events that should have been in the queue and were not, since this was last asked. */
    long takeLost()
    {
        final long taken = lost;
        lost = 0;
        return taken;
    }

    /** Deletes what is in the journal now; what cannot be deleted is so the next time. */
    void deletePassed()
    {
        try
        {
            if (null != tailer)
            {
                tailer.deletePassed();
            }
        }
        catch (final IOException ex)
        {
            return;
        }
    }

    @Override
    public void close()
    {
        if (null != tailer)
        {
            tailer.close();
        }
    }

    private long endIndex()
    {
        try
        {
            return null == tailer ? 0 : tailer.endIndex();
        }
        catch (final JournalException ex)
        {
            refuse(ex);
            return 0;
        }
    }

    private boolean poll() throws IOException
    {
        if (!pollOnce())
        {
            return false;
        }
        if (isOfNewRing)
        {
            search.attachNew();
            tailer.toIndex(index);
            return pollOnce();
        }
        return true;
    }

    /** One batch; if it cannot be journaled, it is the next to be read again. */
    @SuppressWarnings("IllegalCatch")
    private boolean pollOnce()
    {
        try
        {
            events = 0;
            isJournaling = false;
            return tailer.poll(this::onBatch);
        }
        catch (final RuntimeException | Error ex)
        {
            if (!isJournaling && ex instanceof JournalException)
            {
                refuse(ex);
                return false;
            }
            if (0 != index)
            {
                tailer.toIndex(index);
            }
            throw ex;
        }
    }

    private void onBatch(final JournalBatch batch)
    {
        isJournaling = true;
        index = batch.index();
        isOfNewRing = null == producers.find(batch.producerId());
        journal(batch);
    }

    private void putOff(final Throwable reason)
    {
        if (!isPutOff)
        {
            isPutOff = true;
            refusal.accept(reason);
        }
        again.isDue(System.nanoTime());
    }

    private void refuse(final Throwable reason)
    {
        isRefused = true;
        close();
        tailer = null;
        refusal.accept(reason);
    }

    private void journal(final JournalBatch batch)
    {
        final JournaledProducer producer = producers.find(batch.producerId());
        final long end = batch.position() + (long)batch.count() * RingDescriptor.RECORD_LENGTH;
        if (null == producer || producer.hasEnded() || end <= producer.position())
        {
            return;
        }
        catchUp(producer, batch.position());
        final BatchBuilder builder = journal.batch()
            .begin(BatchDescriptor.SOURCE_DIRECT, batch.producerId(), producer.position());
        final int known = (int)((producer.position() - batch.position()) / RingDescriptor.RECORD_LENGTH);
        for (int i = known; i < batch.count(); i++)
        {
            batch.addTo(builder, i);
        }
        events = batch.count() - known;
        journal.append(builder);
        producer.journaled(end, events);
        faults = 0;
    }

    /** Journals as lost what lies before a position and did not come. */
    void catchUp(final JournaledProducer producer, final long position)
    {
        final long missing = (position - producer.position()) / RingDescriptor.RECORD_LENGTH;
        if (missing > 0)
        {
            DrainedRing.appendGap(journal, producer, 0, position, missing, producer.droppedEvents());
            producer.journaled(position, missing);
            lost += missing;
        }
    }
}
