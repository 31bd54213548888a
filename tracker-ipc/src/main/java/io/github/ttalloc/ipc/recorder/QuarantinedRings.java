package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.ipc.journal.BatchDescriptor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The rings whose memory cannot be used any more, as they were truncated or damaged. Nothing of them is read but
 * whether their producer lives: it is shown as incomplete meanwhile, and ended once it is gone. Nobody can count what
 * it has lost, so one lost event stands for all. Not thread-safe.
 */
final class QuarantinedRings
{
    private final Journal journal;
    private final JournaledProducers producers;
    private final List<DrainedRing> rings = new ArrayList<>();

    QuarantinedRings(final Journal journal, final JournaledProducers producers)
    {
        this.journal = journal;
        this.producers = producers;
    }

    /** Takes a ring over, and closes it when its producer is gone. */
    void add(final DrainedRing ring)
    {
        rings.add(ring);
    }

    boolean holds(final JournaledProducer producer)
    {
        return rings.stream().anyMatch(ring -> ring.producer() == producer);
    }

    /** Journals which producers are incomplete, and which have ended. */
    void probe() throws IOException
    {
        for (final Iterator<DrainedRing> remaining = rings.iterator(); remaining.hasNext(); )
        {
            final DrainedRing ring = remaining.next();
            markIncomplete(journal, ring.producer());
            if (!ring.producerIsAlive())
            {
                if (!ring.producer().hasEnded())
                {
                    DrainedRing.appendEnd(journal, ring.producer(), false, 0);
                }
                producers.forget(ring.producer());
                remaining.remove();
                ring.close();
            }
        }
    }

    List<DrainedRing> all()
    {
        return rings;
    }

    static void markIncomplete(final Journal journal, final JournaledProducer producer)
    {
        if (!producer.hasEnded() && !producer.isIncomplete())
        {
            DrainedRing.appendGap(
                journal, producer, 0, BatchDescriptor.NO_POSITION, 1, producer.droppedEvents());
        }
    }
}
