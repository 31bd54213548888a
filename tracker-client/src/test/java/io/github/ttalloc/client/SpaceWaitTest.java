package io.github.ttalloc.client;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Waits on a clock that the test moves: a park takes as long as the test says.
 */
class SpaceWaitTest
{
    private static final int CAPACITY = RingDescriptor.MIN_CAPACITY;
    private static final int TRAILER = RingDescriptor.DATA_OFFSET + CAPACITY;

    private final MappedWords words =
        new MappedWords(ByteBuffer.allocateDirect(RingDescriptor.fileLength(CAPACITY)));
    private final RingWriter writer = new RingWriter(words, CAPACITY);
    private long nowNanos = 1_000_000_000_000L;
    private long parkTakesNanos = SpaceWait.PARK_NANOS;
    private long waitedNanos;
    private final List<Long> parks = new ArrayList<>();
    private Runnable duringPark = Thread::onSpinWait;

    SpaceWaitTest()
    {
        words.putLong(TRAILER + RingDescriptor.TRAILER_TAIL_OFFSET, CAPACITY);
        heartbeat(nowNanos);
    }

    @Test
    void shouldNotWaitAtAllWithoutARecorder()
    {
        heartbeat(0);
        assertEquals(RingWriter.FULL, newWait(false).claim(writer));
        assertEquals(0, waitedNanos);
    }

    @Test
    void shouldNotWaitForARecorderThatWasNotSeenForASecond()
    {
        heartbeat(nowNanos - SpaceWait.RECORDER_FRESH_NANOS);
        assertEquals(RingWriter.FULL, newWait(false).claim(writer));
        assertEquals(0, waitedNanos);
    }

    @Test
    void shouldWait10MsForALiveRecorderAndThenDrop()
    {
        assertEquals(RingWriter.FULL, newWait(false).claim(writer));
        assertEquals(SpaceWait.BUDGET_NANOS, waitedNanos);
        assertEquals(Set.of(SpaceWait.PARK_NANOS), Set.copyOf(parks));
    }

    @Test
    void shouldLookMoreSeldomForATool()
    {
        duringPark = () ->
        {
            if (parks.size() == 3)
            {
                release(1);
            }
        };
        assertEquals(CAPACITY, newWait(true).claim(writer));
        assertEquals(List.of(SpaceWait.TOOL_PARK_NANOS, SpaceWait.TOOL_PARK_NANOS, SpaceWait.TOOL_PARK_NANOS), parks);
    }

    @Test
    void shouldTakeTheSpaceThatTheRecorderGivesBackMeanwhile()
    {
        duringPark = () -> release(2);
        final SpaceWait spaceWait = newWait(false);
        assertEquals(CAPACITY, spaceWait.claim(writer));
        assertEquals(CAPACITY + 64, writer.claim());
        assertEquals(SpaceWait.PARK_NANOS, waitedNanos);
    }

    @Test
    void shouldStopWaitingWhenTheRecorderIsStopped()
    {
        parkTakesNanos = 1_000_000L;
        nowNanos += SpaceWait.RECORDER_FRESH_NANOS - 3_000_000L;
        assertEquals(RingWriter.FULL, newWait(false).claim(writer));
        assertEquals(3_000_000L, waitedNanos);
    }

    @Test
    void shouldSpendOneBudgetOverAllWaitsOfASecond()
    {
        final SpaceWait spaceWait = newWait(false);
        for (int i = 0; i < 1_000; i++)
        {
            heartbeat(nowNanos);
            spaceWait.claim(writer);
            nowNanos += 999_000;
        }
        assertTrue(waitedNanos <= 2 * SpaceWait.BUDGET_NANOS, () -> "waited " + waitedNanos);
    }

    @Test
    void shouldNeverWaitLongerThanTheBudgetAndOneParkInAnySecond()
    {
        final long seed = Long.getLong("ttalloc.seed", System.nanoTime());
        final SplittableRandom random = new SplittableRandom(seed);
        final SpaceWait spaceWait = newWait(false);
        final Deque<long[]> waits = new ArrayDeque<>();
        long longestPark = 0;
        for (int i = 0; i < 20_000; i++)
        {
            parkTakesNanos = random.nextLong(1, 3_000_000);
            longestPark = Math.max(longestPark, parkTakesNanos);
            heartbeat(nowNanos);
            final long before = waitedNanos;
            spaceWait.claim(writer);
            waits.addLast(new long[]{nowNanos, waitedNanos - before});
            while (waits.getFirst()[0] <= nowNanos - SpaceWait.PERIOD_NANOS)
            {
                waits.removeFirst();
            }
            final long inLastSecond = waits.stream().mapToLong(wait -> wait[1]).sum();
            assertTrue(inLastSecond <= SpaceWait.BUDGET_NANOS + longestPark,
                () -> "waited " + inLastSecond + " ns in a second, seed=" + seed + " (-Dttalloc.seed)");
            nowNanos += random.nextInt(10) == 0 ? random.nextLong(2_000_000_000L) : random.nextLong(50_000_000L);
        }
        assertTrue(waitedNanos > 5 * SpaceWait.BUDGET_NANOS, () -> "seed=" + seed + " hardly waited");
    }

    @Test
    void shouldWaitAgainAfterASecondWithoutWaits()
    {
        final SpaceWait spaceWait = newWait(false);
        spaceWait.claim(writer);
        nowNanos += SpaceWait.PERIOD_NANOS;
        heartbeat(nowNanos);
        spaceWait.claim(writer);
        assertEquals(2 * SpaceWait.BUDGET_NANOS, waitedNanos);
    }

    @Test
    void shouldNotRunOutOfItsBudgetByShortWaitsThatFarFromFillIt()
    {
        final SpaceWait spaceWait = newWait(false);
        parkTakesNanos = 1_000_000L;
        duringPark = () -> release(1 + parks.size());
        for (int i = 0; i < 1_000; i++)
        {
            words.putLong(TRAILER + RingDescriptor.TRAILER_TAIL_OFFSET,
                CAPACITY + (long)i * RingDescriptor.RECORD_LENGTH);
            words.putLong(TRAILER + RingDescriptor.TRAILER_HEAD_OFFSET, (long)i * RingDescriptor.RECORD_LENGTH);
            heartbeat(nowNanos);
            assertTrue(spaceWait.claim(writer) >= 0, "dropped at wait " + i);
            nowNanos += 500_000_000L - parkTakesNanos;
        }
        assertEquals(1_000 * parkTakesNanos, waitedNanos);
    }

    @Test
    void shouldParkAnInterruptedThreadAndLeaveItInterrupted()
    {
        duringPark = () -> assertFalse(Thread.currentThread().isInterrupted());
        final SpaceWait spaceWait = newWait(false);
        Thread.currentThread().interrupt();
        assertEquals(RingWriter.FULL, spaceWait.claim(writer));
        assertTrue(Thread.interrupted());
        assertEquals(SpaceWait.BUDGET_NANOS, waitedNanos);
    }

    @Test
    void shouldLetAToolWaitAsLongAsTheRecorderLives()
    {
        parkTakesNanos = 100_000_000L;
        duringPark = () ->
        {
            heartbeat(nowNanos);
            if (parks.size() == 1_000)
            {
                release(1);
            }
        };
        assertEquals(CAPACITY, newWait(true).claim(writer));
        assertEquals(1_000 * parkTakesNanos, waitedNanos);
    }

    @Test
    void shouldLetAToolWaitForARecorderToComeBackButNotForEver()
    {
        heartbeat(0);
        parkTakesNanos = 100_000_000L;
        assertEquals(RingWriter.FULL, newWait(true).claim(writer));
        assertEquals(SpaceWait.TOOL_PATIENCE_NANOS, waitedNanos);
    }

    private SpaceWait newWait(final boolean waitsForRecorder)
    {
        return new SpaceWait(waitsForRecorder, () -> nowNanos, nanos ->
        {
            parks.add(nanos);
            nowNanos += parkTakesNanos;
            waitedNanos += parkTakesNanos;
            duringPark.run();
        });
    }

    private void heartbeat(final long nanos)
    {
        words.putLongRelease(TRAILER + RingDescriptor.TRAILER_HEARTBEAT_OFFSET, nanos);
    }

    private void release(final int records)
    {
        words.putLongRelease(
            TRAILER + RingDescriptor.TRAILER_HEAD_OFFSET, (long)records * RingDescriptor.RECORD_LENGTH);
    }
}
