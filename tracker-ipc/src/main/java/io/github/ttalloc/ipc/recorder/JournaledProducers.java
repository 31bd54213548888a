package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.EventDescriptor;
import io.github.ttalloc.client.EventKind;
import io.github.ttalloc.client.RingDescriptor;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import io.github.ttalloc.ipc.journal.BatchDescriptor;
import io.github.ttalloc.ipc.journal.EventFlyweight;
import io.github.ttalloc.ipc.journal.JournalBatch;
import io.github.ttalloc.ipc.journal.JournalTailer;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * What the journal knows of every producer: read from the newest snapshot and the headers of the batches after it when
 * a recorder starts, and kept up to date by what it appends. Not thread-safe.
 */
final class JournaledProducers implements JournalTailer.BatchHandler
{
    private final Map<Long, JournaledProducer> producers = new HashMap<>();
    private final EventFlyweight event = new EventFlyweight();
    private long lastSequence;
    private long lastWallNanos;
    private long unreadableEvents;
    private String fault;

    static JournaledProducers read(final TrackerDirectory directory) throws IOException
    {
        final JournaledProducers producers = new JournaledProducers();
        try (FoldTailer newest = FoldTailer.openNewest(directory, null))
        {
            producers.startFrom(newest.fold());
            producers.unreadableEvents = newest.forEachRemaining(producers);
            producers.fault = newest.newestFault();
        }
        return producers;
    }

    /** Sequence of the last event in the journal; 0 for none. */
    long lastSequence()
    {
        return lastSequence;
    }

    /** How many events behind the last one have numbers of the journal and cannot be read. */
    long unreadableEvents()
    {
        return unreadableEvents;
    }

    /** What was wrong with the last document that could not be read; null if all could. */
    String fault()
    {
        return fault;
    }

    /** When the last batch was appended, nanoseconds since the epoch; 0 for never. */
    long lastWallNanos()
    {
        return lastWallNanos;
    }

    JournaledProducer find(final long producerId)
    {
        return producers.get(producerId);
    }

    Collection<JournaledProducer> all()
    {
        return producers.values();
    }

    /** Takes note of a producer of which the journal holds what is in its ring from a position on. */
    JournaledProducer add(final long producerId, final long pid, final boolean isReplayed, final long position)
    {
        final JournaledProducer producer = new JournaledProducer(
            producerId, pid, isReplayed, position, position / RingDescriptor.RECORD_LENGTH, 0, false);
        producers.put(producerId, producer);
        return producer;
    }

    void forget(final JournaledProducer producer)
    {
        producers.remove(producer.producerId());
    }

    @Override
    public void onBatch(final JournalBatch batch)
    {
        if (batch.lastSequence() <= lastSequence)
        {
            return;
        }
        if (batch.sequence() > lastSequence + 1)
        {
            producers.values().forEach(JournaledProducer::meetLoss);
        }
        lastSequence = batch.lastSequence();
        lastWallNanos = batch.wallTimeNanos();
        if (BatchDescriptor.SOURCE_RECORDER == batch.source())
        {
            for (int i = 0; i < batch.count(); i++)
            {
                onRecorderEvent(batch, batch.event(event, i));
            }
        }
        else
        {
            final JournaledProducer known = find(batch.producerId());
            final JournaledProducer producer =
                null == known ? add(batch.producerId(), 0, false, batch.position()) : known;
            producer.goOnAt(batch.position());
            producer.journaled(
                batch.position() + (long)batch.count() * RingDescriptor.RECORD_LENGTH, batch.count());
        }
    }

    private void onRecorderEvent(final JournalBatch batch, final EventFlyweight made)
    {
        if (EventKind.PROCESS_START == made.kind())
        {
            add(batch.producerId(), made.bufferId(), 0 != (made.flags() & EventDescriptor.FLAG_REPLAYED),
                batch.position());
            return;
        }
        final JournaledProducer producer = find(batch.producerId());
        if (null != producer && EventKind.GAP == made.kind())
        {
            producer.lost(made.bytesPerBank());
            if (BatchDescriptor.NO_POSITION != batch.position())
            {
                producer.journaled(
                    batch.position(), (batch.position() - producer.position()) / RingDescriptor.RECORD_LENGTH);
            }
        }
        else if (null != producer && EventKind.PROCESS_END == made.kind())
        {
            producer.ended();
        }
    }

    private void startFrom(final LedgerFold fold)
    {
        lastSequence = fold.sequence();
        lastWallNanos = fold.wallTimeNanos();
        for (final TrackedProcess process : fold.processes().all())
        {
            final JournaledProducer producer = new JournaledProducer(
                process.producerId(), process.pid(), process.isReplayed(), process.position(), process.events(),
                process.droppedEvents(), process.isIncomplete());
            if (process.hasMetALoss())
            {
                producer.meetLoss();
            }
            if (!process.isAlive())
            {
                producer.ended();
            }
            producers.put(producer.producerId(), producer);
        }
    }
}
