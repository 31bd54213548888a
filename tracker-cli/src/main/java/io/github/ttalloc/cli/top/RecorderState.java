package io.github.ttalloc.cli.top;

import io.github.ttalloc.ipc.recorder.RecorderStatus;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The recorder of a directory at one moment.
 *
 * @param isAlive          whether it is at work.
 * @param isOutOfSpace     whether it waits for space.
 * @param pid              its process id, or that of the last one.
 * @param rings            rings that it drains.
 * @param journalSequence  last event in the journal.
 * @param ledgerSequence   last event in its ledger.
 * @param snapshotSequence last event in its newest snapshot.
 * @param lostEvents       events that producers lost since it started.
 * @param ringErrors       rings that it refused since it started.
 * @param eventsPerSecond  events that came into the journal, measured over a moment.
 * @param cpuShare         part of one processor that its two agents took, measured over the same moment.
 * @param health           what else it counts, of which the latencies are shown.
 */
record RecorderState(
    boolean isAlive, boolean isOutOfSpace, long pid, long rings, long journalSequence, long ledgerSequence,
    long snapshotSequence, long lostEvents, long ringErrors, long eventsPerSecond, double cpuShare,
    RecorderStatus health)
{
    /** For how long events are counted. */
    static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * Takes the state; needs the rest of the window for it if the recorder is at work.
     *
     * @param status        of the recorder.
     * @param startSequence last event in the journal when the window began.
     * @param startCpuNanos what its agents had spent on a processor then.
     * @param startNanos    when the window began, of {@link System#nanoTime()}.
     * @return the state.
     */
    static RecorderState take(
        final RecorderStatus status, final long startSequence, final long startCpuNanos, final long startNanos)
    {
        final boolean isAlive = status.isAlive();
        long left = startNanos + WINDOW_NANOS - System.nanoTime();
        while (isAlive && left > 0)
        {
            LockSupport.parkNanos(left);
            left = startNanos + WINDOW_NANOS - System.nanoTime();
        }
        final long ledgerSequence = status.ledgerSequence();
        final long journalSequence = status.journalSequence();
        final double seconds = (System.nanoTime() - startNanos) / NANOS_PER_SECOND;
        return new RecorderState(
            isAlive, status.isOutOfSpace(), status.pid(), status.rings(), journalSequence, ledgerSequence,
            status.snapshotSequence(), status.lostEvents(), status.ringErrors(),
            isAlive ? Math.round((journalSequence - startSequence) / seconds) : 0,
            isAlive ? (status.cpuNanos() - startCpuNanos) / NANOS_PER_SECOND / seconds : 0, status);
    }

    long lagEvents()
    {
        return Math.max(0, journalSequence - ledgerSequence);
    }
}
