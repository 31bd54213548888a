package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.journal.NoSpaceException;
import io.github.ttalloc.ipc.ring.RingException;
import io.github.ttalloc.ipc.ring.RingReader;
import org.agrona.concurrent.Agent;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Drains the rings into the journal. It never waits for the ledger, and one producer's trouble never holds up another.
 * Runs on one thread.
 */
final class RecorderAgent implements Agent
{
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long HEARTBEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long REMAINS_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int FINAL_ROUNDS = 4096;
    private static final long SPACE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Journal journal;
    private final JournaledProducers producers;
    private final RecorderStatus status;
    private final RingDirectory directory;
    private final Consumer<String> warnings;
    private final DirectEvents direct;
    private final QuarantinedRings quarantined;
    private final Map<Path, DrainedRing> rings = new LinkedHashMap<>();
    private final Set<Path> refused = new HashSet<>();
    private final Timer look = new Timer(LOOK_NANOS);
    private final Timer sweep = new Timer(SWEEP_NANOS);
    private final Timer probe = new Timer(PROBE_NANOS);
    private final Timer heartbeat = new Timer(HEARTBEAT_NANOS);
    private final Timer remains = new Timer(REMAINS_NANOS);
    private final Timer space = new Timer(SPACE_NANOS);
    private final ThreadTime threadTime = new ThreadTime();
    private long backlogBytes;
    private boolean absentAreEnded;
    private boolean isOutOfSpace;
    private boolean hasLeft;

    RecorderAgent(
        final TrackerDirectory directory,
        final Journal journal,
        final JournaledProducers producers,
        final RecorderStatus status,
        final Consumer<String> warnings)
    {
        this.directory = new RingDirectory(directory);
        this.direct = new DirectEvents(
            directory, journal, producers, () -> attachNew(System.nanoTime()), this::refuseDirect);
        this.quarantined = new QuarantinedRings(journal, producers);
        this.journal = journal;
        this.producers = producers;
        this.status = status;
        this.warnings = warnings;
    }

    @Override
    public int doWork() throws IOException
    {
        final long ringErrorsBefore = status.ringErrors();
        try
        {
            return doWork(System.nanoTime());
        }
        catch (final InternalError | NoSpaceException ex)
        {
            quarantineOrStop(ex, ringErrorsBefore);
            return 0;
        }
    }

    @Override
    public void onClose()
    {
        lastly(this::drainRemaining);
        lastly(() -> forEachRing(ring -> beat(ring, 0)));
        rings.values().forEach(ring -> lastly(() -> close(ring)));
        quarantined.all().forEach(ring -> lastly(() -> close(ring)));
        lastly(direct::close);
        lastly(journal::close);
        status.recorderCpu(threadTime.nanos());
        status.state(StatusDescriptor.STATE_STOPPED);
    }

    @Override
    public String roleName()
    {
        return "ttalloc-recorder";
    }

    private int doWork(final long nowNanos) throws IOException
    {
        if (heartbeat.isDue(nowNanos))
        {
            beat(nowNanos);
        }
        if (isOutOfSpace && !spaceHasReturned(nowNanos))
        {
            return 0;
        }
        final boolean isProbe = probe.isDue(nowNanos);
        final boolean isLook = look.isDue(nowNanos);
        if (sweep.isDue(nowNanos) || isLook && directory.hasChanged())
        {
            attachNew(nowNanos);
            endAbsent();
        }
        else if (isProbe)
        {
            direct.open();
        }
        if (remains.isDue(nowNanos))
        {
            directory.clearRemains();
        }
        final int events = drainAll(nowNanos, isProbe);
        if (0 == events && isLook)
        {
            status.addIdleRound();
        }
        return events;
    }

    /**
     * Quarantines the rings whose files were truncated. If there are none, and none was found in this very round, a
     * page of the journal could not be had, for the pages of a whole ring are all there since its birth; the JVM may
     * throw the error of a page that is gone later than it was touched, and so in the middle of anything.
     */
    private void quarantineOrStop(final Throwable fault, final long ringErrorsBefore)
    {
        final boolean isOfPage = !(fault instanceof NoSpaceException) || null != fault.getCause();
        if (isOfPage && (quarantineTruncated(fault) > 0 || status.ringErrors() > ringErrorsBefore))
        {
            return;
        }
        if (isOfPage && hasSpace() && direct.refuseAfter(fault))
        {
            return;
        }
        isOutOfSpace = true;
        warnings.accept("no space for the journal, so events stay in their rings until there is: " +
            fault.getMessage());
        status.addSpaceStop();
        status.state(StatusDescriptor.STATE_NO_SPACE);
    }

    private void drainRemaining()
    {
        try
        {
            final long nowNanos = System.nanoTime();
            attachNew(nowNanos);
            endAbsent();
            for (int round = 0; round < FINAL_ROUNDS && drainAll(nowNanos, 0 == round) > 0; round++)
            {
                status.heartbeat(nowNanos);
            }
        }
        catch (final InternalError ex)
        {
            if (quarantineTruncated(ex) > 0)
            {
                drainRemaining();
            }
            else
            {
                warnings.accept("the last events stay in their rings for the next recorder: " + ex.getMessage());
            }
        }
        catch (final IOException | NoSpaceException ex)
        {
            warnings.accept("the last events stay in their rings for the next recorder: " + ex.getMessage());
        }
    }

    /** What stopped the recorder may hinder one last step, and never the next. */
    @SuppressWarnings("IllegalCatch")
    private void lastly(final Runnable step)
    {
        try
        {
            step.run();
        }
        catch (final RuntimeException | Error ex)
        {
            warnings.accept("the recorder stops, and the next one goes on where the journal ends: " + ex.getMessage());
        }
    }

    private boolean spaceHasReturned(final long nowNanos)
    {
        if (!space.isDue(nowNanos) || !hasSpace())
        {
            return false;
        }
        isOutOfSpace = false;
        status.state(StatusDescriptor.STATE_RUNNING);
        warnings.accept("there is space for the journal again");
        return true;
    }

    private boolean hasSpace()
    {
        try
        {
            journal.checkSpace();
            return true;
        }
        catch (final NoSpaceException ex)
        {
            return false;
        }
    }

    private void attachNew(final long nowNanos) throws IOException
    {
        final List<Path> found = directory.list();
        refused.retainAll(found);
        for (final Path path : found)
        {
            if (!rings.containsKey(path) && !refused.contains(path))
            {
                attach(path, nowNanos);
            }
        }
        direct.open();
        status.rings(rings.size());
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
        catch (final RingException | IOException ex)
        {
            refuse(path, ex);
        }
    }

    private void attach(final Path path, final RingReader reader) throws RingException, IOException
    {
        final long producerId = reader.header().producerId();
        final JournaledProducer known = producers.find(producerId);
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

    /** Once, at the start; what cannot be journaled then is made up for. */
    private void endAbsent() throws IOException
    {
        if (absentAreEnded)
        {
            return;
        }
        direct.drainToEnd();
        final Set<Long> present = new HashSet<>();
        rings.values().forEach(ring -> present.add(ring.reader().header().producerId()));
        for (final JournaledProducer producer : new ArrayList<>(producers.all()))
        {
            if (present.contains(producer.producerId()) || quarantined.holds(producer))
            {
                continue;
            }
            if (!producer.hasEnded())
            {
                refused.stream()
                    .filter(path -> UnopenedRing.mayBeOf(path, producer, producers))
                    .forEach(path -> quarantined.add(new UnopenedRing(path, producer)));
            }
            if (quarantined.holds(producer))
            {
                continue;
            }
            if (!producer.hasEnded() && !producer.isReplayed())
            {
                DrainedRing.appendEnd(journal, producer, false, 0);
            }
            producers.forget(producer);
        }
        absentAreEnded = true;
    }

    private int drainAll(final long nowNanos, final boolean isProbe) throws IOException
    {
        final int events = direct.drain() + forEachRing(ring -> drain(ring, nowNanos, isProbe));
        if (hasLeft)
        {
            takeOverLeft();
        }
        status.addLostEvents(direct.takeLost());
        if (isProbe)
        {
            if (!quarantined.all().isEmpty())
            {
                direct.drainToEnd();
                quarantined.probe();
            }
            direct.deletePassed();
        }
        status.rings(rings.size());
        return events;
    }

    private int drain(final DrainedRing ring, final long nowNanos, final boolean isProbe)
        throws RingException, IOException
    {
        if (isProbe)
        {
            status.addLostEvents(ring.probe(journal));
            if (ring.isStuck(nowNanos))
            {
                warnings.accept("ring " + ring.reader().path() +
                    " is held up: its process claimed a record over 10 s ago and has not committed it");
            }
        }
        hasLeft |= ring.isLeft();
        final int events = ring.drain(journal);
        if (ring.isFinished())
        {
            status.addLostEvents(ring.probe(journal));
            ring.finish(journal);
            status.addRescues(ring.unfinishedRecords());
        }
        return events;
    }

    /** The direct queue may hold events of rings that are not attached yet. */
    private void takeOverLeft() throws IOException
    {
        direct.drainToEnd();
        forEachRing(ring ->
        {
            if (ring.isLeft())
            {
                ring.takeOver(direct);
            }
            return 0;
        });
        hasLeft = false;
    }

    private void beat(final long nowNanos)
    {
        status.heartbeat(nowNanos);
        status.recorderCpu(threadTime.nanos());
        backlogBytes = 0;
        forEachRing(ring ->
        {
            backlogBytes += ring.backlogBytes();
            return beat(ring, nowNanos);
        });
        status.backlogBytes(backlogBytes);
    }

    private static int beat(final DrainedRing ring, final long nowNanos)
    {
        ring.reader().heartbeat(nowNanos);
        return 0;
    }

    /** The step attaches no ring. */
    private int forEachRing(final RingStep step)
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
                // The error of a page that is gone is thrown here at the latest, but for rare cases.
                isWhole(ring);
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

    private int quarantineTruncated(final Throwable fault)
    {
        final List<Path> truncated = new ArrayList<>();
        for (final Map.Entry<Path, DrainedRing> entry : rings.entrySet())
        {
            if (!isWhole(entry.getValue()))
            {
                truncated.add(entry.getKey());
            }
        }
        truncated.forEach(path -> quarantineRing(path, fault));
        return truncated.size();
    }

    private void quarantineRing(final Path path, final Throwable fault)
    {
        refuse(path, fault);
        quarantined.add(rings.remove(path));
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

    private void close(final QuarantinedRings.Ring ring)
    {
        try
        {
            ring.close();
        }
        catch (final IOException ex)
        {
            warnings.accept("closing ring " + ring.path() + " failed: " + ex.getMessage());
        }
    }

    private void refuseDirect(final Throwable reason)
    {
        status.addRingError();
        warnings.accept(reason.getMessage() + "; direct reports are left alone, and lost if they are there only");
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
        }
    }

    /** One thing to do with each ring, the trouble of one never being that of another. */
    @FunctionalInterface
    private interface RingStep
    {
        /** How many events it moved. */
        int apply(DrainedRing ring) throws RingException, IOException;
    }
}
