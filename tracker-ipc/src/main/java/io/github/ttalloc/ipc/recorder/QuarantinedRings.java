package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.ipc.journal.BatchDescriptor;
import org.agrona.CloseHelper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The rings of producers of the journal whose memory cannot be used, as they were truncated or damaged. Nothing of them
 * is read but whether their producer lives: it is shown as incomplete meanwhile, and ended once it is gone. Nobody can
 * count what it has lost, so one lost event stands for all. Not thread-safe.
 */
final class QuarantinedRings
{
    private final Journal journal;
    private final JournaledProducers producers;
    private final List<Ring> rings = new ArrayList<>();

    /** A ring of which nothing is asked but whether its producer lives. */
    interface Ring extends AutoCloseable
    {
        Path path();

        JournaledProducer producer();

        boolean producerIsAlive() throws IOException;

        @Override
        void close() throws IOException;
    }

    QuarantinedRings(final Journal journal, final JournaledProducers producers)
    {
        this.journal = journal;
        this.producers = producers;
    }

    /** Takes a ring over, and closes it when its producer is gone. */
    void add(final Ring ring)
    {
        rings.add(ring);
    }

    boolean holds(final JournaledProducer producer)
    {
        return rings.stream().anyMatch(ring -> ring.producer() == producer);
    }

    /** Journals which producers are incomplete, and which have ended. */
    void probe()
    {
        for (final Iterator<Ring> remaining = rings.iterator(); remaining.hasNext(); )
        {
            final Ring ring = remaining.next();
            markIncomplete(ring.producer());
            if (!mayBeAlive(ring))
            {
                remaining.remove();
                CloseHelper.quietClose(ring);
                if (!holds(ring.producer()))
                {
                    end(ring.producer());
                }
            }
        }
    }

    List<Ring> all()
    {
        return rings;
    }

    /** What cannot be told now is asked again. */
    private static boolean mayBeAlive(final Ring ring)
    {
        try
        {
            return ring.producerIsAlive();
        }
        catch (final IOException ex)
        {
            return true;
        }
    }

    private void markIncomplete(final JournaledProducer producer)
    {
        if (!producer.hasEnded() && !producer.isIncomplete())
        {
            DrainedRing.appendGap(
                journal, producer, 0, BatchDescriptor.NO_POSITION, 1, producer.droppedEvents());
        }
    }

    private void end(final JournaledProducer producer)
    {
        if (!producer.hasEnded())
        {
            DrainedRing.appendEnd(journal, producer, false, 0);
        }
        producers.forget(producer);
    }
}
