package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.journal.LateFaults;
import io.github.ttalloc.ipc.ring.RingException;
import io.github.ttalloc.ipc.ring.RingReader;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The rings that a recorder drains. One that is damaged or foreign is refused, once and for as long as its file is in
 * its place; if the journal knows its producer, it is quarantined. One that cannot be opened now is tried again with
 * each search. The trouble of one is never that of another. Not thread-safe.
 */
final class AttachedRings
{
    private final RingDirectory directory;
    private final Journal journal;
    private final JournaledProducers producers;
    private final RecorderStatus status;
    private final Consumer<String> warnings;
    private final QuarantinedRings quarantined;
    private final Map<Path, DrainedRing> rings = new LinkedHashMap<>();
    private final Set<Path> refused = new HashSet<>();
    private final Set<Path> putOff = new HashSet<>();
    private boolean isSearchPutOff;
    private boolean absentAreEnded;

    /** One thing to do with a ring. */
    @FunctionalInterface
    interface Step
    {
        /** How many events it moved; attaches no ring. */
        int apply(DrainedRing ring) throws RingException, IOException;
    }

    AttachedRings(
        final TrackerDirectory directory,
        final Journal journal,
        final JournaledProducers producers,
        final RecorderStatus status,
        final Consumer<String> warnings)
    {
        this.directory = new RingDirectory(directory);
        this.journal = journal;
        this.producers = producers;
        this.status = status;
        this.warnings = warnings;
        this.quarantined = new QuarantinedRings(journal, producers);
    }

    /** Whether rings may have come or gone since this was last asked. */
    boolean haveChanged() throws IOException
    {
        return directory.hasChanged();
    }

    /** Looks for rings that are not attached yet; if their directory cannot be read now, with the next search. */
    void attachNew(final long nowNanos) throws IOException
    {
        final List<Path> found;
        try
        {
            found = directory.list();
            isSearchPutOff = false;
        }
        catch (final NoSuchFileException ex)
        {
            throw ex;
        }
        catch (final IOException ex)
        {
            putOffSearch(ex);
            return;
        }
        refused.retainAll(found);
        putOff.retainAll(found);
        for (final Path path : found)
        {
            if (!rings.containsKey(path) && !refused.contains(path))
            {
                attach(path, nowNanos);
            }
        }
        status.rings(rings.size());
    }

    /**
     * After a search, ends the producers of the journal that have no ring any more. That is so at the start only, and
     * until every ring could be looked at; what cannot be journaled then is made up for.
     */
    void endAbsent(final DirectEvents direct) throws IOException
    {
        if (absentAreEnded || isSearchPutOff)
        {
            return;
        }
        direct.drainToEnd();
        final Set<Long> present = new HashSet<>();
        rings.values().forEach(ring -> present.add(ring.reader().header().producerId()));
        boolean isAll = true;
        for (final JournaledProducer producer : new ArrayList<>(producers.all()))
        {
            if (!present.contains(producer.producerId()) && !quarantined.holds(producer))
            {
                isAll &= endAbsent(producer);
            }
        }
        absentAreEnded = isAll;
    }

    /** Does one thing with each ring: how many events that moved. */
    int forEach(final Step step)
    {
        int events = 0;
        for (final Iterator<Map.Entry<Path, DrainedRing>> entries = rings.entrySet().iterator(); entries.hasNext(); )
        {
            final Map.Entry<Path, DrainedRing> entry = entries.next();
            final DrainedRing ring = entry.getValue();
            try
            {
                events += step.apply(ring);
            }
            catch (final RingException | IOException ex)
            {
                LateFaults.forget();
                refuse(entry.getKey(), ex);
                if (!ring.isGivenUp())
                {
                    entries.remove();
                    quarantined.add(ring);
                }
            }
            finally
            {
                if (ring.isGivenUp())
                {
                    entries.remove();
                    producers.forget(ring.producer());
                }
            }
        }
        return events;
    }

    /** Quarantines those whose files are shorter than they were at their birth: how many that are. */
    int quarantineTruncated(final Throwable fault)
    {
        final List<Path> truncated = new ArrayList<>();
        for (final Map.Entry<Path, DrainedRing> entry : rings.entrySet())
        {
            if (!isWhole(entry.getValue()))
            {
                truncated.add(entry.getKey());
            }
        }
        for (final Path path : truncated)
        {
            refuse(path, fault);
            quarantined.add(rings.remove(path));
        }
        return truncated.size();
    }

    /** Journals which producers of quarantined rings are incomplete, and which have ended. */
    void probeQuarantined(final DirectEvents direct) throws IOException
    {
        if (!quarantined.all().isEmpty())
        {
            direct.drainToEnd();
            quarantined.probe();
        }
    }

    /** Deletes half-made rings of processes that are gone. */
    void clearRemains()
    {
        directory.clearRemains();
    }

    int count()
    {
        return rings.size();
    }

    /** Every ring that is open. */
    List<QuarantinedRings.Ring> open()
    {
        final List<QuarantinedRings.Ring> open = new ArrayList<>(rings.values());
        open.addAll(quarantined.all());
        return open;
    }

    private void putOffSearch(final IOException reason)
    {
        if (!isSearchPutOff)
        {
            isSearchPutOff = true;
            warnings.accept("new rings cannot be looked for (" + reason.getMessage() + "): tried again each second");
        }
    }

    private void attach(final Path path, final long nowNanos)
    {
        try
        {
            final RingReader reader = RingReader.open(path);
            try
            {
                reader.heartbeat(nowNanos);
                attach(path, reader);
                putOff.remove(path);
            }
            catch (final RingException | IOException | RuntimeException | Error ex)
            {
                reader.close();
                throw ex;
            }
        }
        catch (final NoSuchFileException ex)
        {
            return;
        }
        catch (final RingException ex)
        {
            refuse(path, ex);
        }
        catch (final IOException ex)
        {
            if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
            {
                putOff(path, ex);
            }
            else
            {
                refuse(path, ex);
            }
        }
    }

    private void attach(final Path path, final RingReader reader) throws RingException, IOException
    {
        final JournaledProducer known = producers.find(reader.header().producerId());
        if (null == known)
        {
            rings.put(path, DrainedRing.start(reader, producers, journal));
        }
        else if (known.hasEnded())
        {
            DrainedRing.of(reader, known).discard();
            producers.forget(known);
        }
        else
        {
            resume(path, DrainedRing.of(reader, known));
        }
    }

    private void resume(final Path path, final DrainedRing ring) throws IOException
    {
        try
        {
            status.addLostEvents(ring.resume(journal, null != producers.fault()));
            rings.put(path, ring);
        }
        catch (final RingException ex)
        {
            refuse(path, ex);
            quarantined.add(ring);
        }
    }

    /** False if its ring may be one that is put off. */
    private boolean endAbsent(final JournaledProducer producer)
    {
        if (!producer.hasEnded())
        {
            if (putOff.stream().anyMatch(path -> UnopenedRing.mayBeOf(path, producer, producers)))
            {
                return false;
            }
            refused.stream()
                .filter(path -> UnopenedRing.mayBeOf(path, producer, producers))
                .forEach(path -> quarantined.add(new UnopenedRing(path, producer)));
            if (quarantined.holds(producer))
            {
                return true;
            }
            if (!producer.isReplayed())
            {
                DrainedRing.appendEnd(journal, producer, false, 0);
            }
        }
        producers.forget(producer);
        return true;
    }

    private static boolean isWhole(final DrainedRing ring)
    {
        try
        {
            return ring.reader().isWhole();
        }
        catch (final IOException ex)
        {
            return false;
        }
    }

    private void putOff(final Path path, final IOException reason)
    {
        if (putOff.add(path))
        {
            status.addRingError();
            warnings.accept("ring " + path + " cannot be opened (" + reason.getMessage() +
                "): tried again each second, and its events stay in it");
        }
    }

    /**
     * Once for each ring, and while it is still in its place: the error of a page that is gone may be thrown before it
     * is named, and then leads here again.
     */
    private void refuse(final Path path, final Throwable reason)
    {
        if (!refused.contains(path))
        {
            warnings.accept((reason instanceof RingException ? reason.getMessage() :
                "ring " + path + " cannot be read or its pages are gone (" + reason.getMessage() + ")") +
                "; it is left alone, remove it once its process has ended");
            status.addRingError();
            refused.add(path);
            putOff.remove(path);
        }
    }
}
