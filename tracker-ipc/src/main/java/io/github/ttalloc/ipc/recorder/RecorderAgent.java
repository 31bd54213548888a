package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.journal.LateFaults;
import io.github.ttalloc.ipc.journal.NoSpaceException;
import io.github.ttalloc.ipc.ring.RingException;
import org.agrona.concurrent.Agent;

import java.io.IOException;
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
    private final RecorderStatus status;
    private final Consumer<String> warnings;
    private final DirectEvents direct;
    private final AttachedRings rings;
    private final Timer look = new Timer(LOOK_NANOS);
    private final Timer sweep = new Timer(SWEEP_NANOS);
    private final Timer probe = new Timer(PROBE_NANOS);
    private final Timer heartbeat = new Timer(HEARTBEAT_NANOS);
    private final Timer remains = new Timer(REMAINS_NANOS);
    private final Timer space = new Timer(SPACE_NANOS);
    private final ThreadTime threadTime = new ThreadTime();
    private long backlogBytes;
    private boolean isOutOfSpace;
    private boolean hasLeft;

    RecorderAgent(
        final TrackerDirectory directory,
        final Journal journal,
        final JournaledProducers producers,
        final RecorderStatus status,
        final Consumer<String> warnings)
    {
        this.rings = new AttachedRings(directory, journal, producers, status, warnings);
        this.direct = new DirectEvents(
            directory, journal, producers, () -> attachNew(System.nanoTime()), this::refuseDirect);
        this.journal = journal;
        this.status = status;
        this.warnings = warnings;
    }

    @Override
    public int doWork() throws IOException
    {
        final long ringErrorsBefore = status.ringErrors();
        try
        {
            final int events = doWork(System.nanoTime());
            LateFaults.raise();
            return events;
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
        lastly(() -> rings.forEach(ring -> beat(ring, 0)));
        rings.open().forEach(ring -> lastly(() -> close(ring)));
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
        if (sweep.isDue(nowNanos) || isLook && rings.haveChanged())
        {
            attachNew(nowNanos);
            rings.endAbsent(direct);
        }
        else if (isProbe)
        {
            direct.open();
        }
        if (remains.isDue(nowNanos))
        {
            rings.clearRemains();
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
        if (isOfPage && (rings.quarantineTruncated(fault) > 0 || status.ringErrors() > ringErrorsBefore))
        {
            return;
        }
        if (isOfPage && journal.isUsable() && direct.refuseAfter(fault))
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
            rings.endAbsent(direct);
            for (int round = 0; round < FINAL_ROUNDS && drainAll(nowNanos, 0 == round) > 0; round++)
            {
                status.heartbeat(nowNanos);
            }
        }
        catch (final InternalError ex)
        {
            if (rings.quarantineTruncated(ex) > 0)
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
            LateFaults.raise();
        }
        catch (final RuntimeException | Error ex)
        {
            warnings.accept("the recorder stops, and the next one goes on where the journal ends: " + ex.getMessage());
        }
    }

    private boolean spaceHasReturned(final long nowNanos)
    {
        if (!space.isDue(nowNanos) || !journal.isUsable())
        {
            return false;
        }
        isOutOfSpace = false;
        status.state(StatusDescriptor.STATE_RUNNING);
        warnings.accept("there is space for the journal again");
        return true;
    }

    private void attachNew(final long nowNanos) throws IOException
    {
        rings.attachNew(nowNanos);
        direct.open();
    }

    private int drainAll(final long nowNanos, final boolean isProbe) throws IOException
    {
        final int events = direct.drain() + rings.forEach(ring -> drain(ring, nowNanos, isProbe));
        if (hasLeft)
        {
            takeOverLeft();
        }
        status.addLostEvents(direct.takeLost());
        if (isProbe)
        {
            rings.probeQuarantined(direct);
            direct.deletePassed();
        }
        status.rings(rings.count());
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
        rings.forEach(ring ->
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
        rings.forEach(ring ->
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
}
