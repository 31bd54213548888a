package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Puts a whole operation of one actor between any two memory operations of another, at every place there is: each
 * hazard of the protocol on its own, without threads and without luck.
 */
class InterleavingTest
{
    private static final int HOME = 3;
    private static final int MOST_STEPS = 2_000;

    /* The acting side's view of the memory. */
    UnsafeBuffer view(final byte[] memory, final ScriptedBuffer.Script script)
    {
        return new ScriptedBuffer(memory, script);
    }

    @Test
    void shouldNeverShowAReaderASlotThatWasUsedAgainForAnotherKey()
    {
        between(2, (shared, keys) -> shared.writer().drop(keys.get(1)) + put(shared, keys.get(9), 999),
            (shared, keys, view) ->
            {
                final LedgerRecord found = new LedgerRecord();
                if (shared.table(view).find(keys.get(1), found))
                {
                    SharedTable.requireWhole(found);
                    assertEquals(keys.get(1), found.key());
                    assertEquals(1, found.bytes());
                }
            });
    }

    @Test
    void shouldAlwaysFindARecordThatIsReplacedMeanwhile()
    {
        for (final int others : new int[]{1, 40})
        {
            between(others, (shared, keys) -> put(shared, keys.get(1), 500) + put(shared, keys.get(1), 501),
                (shared, keys, view) ->
                {
                    final LedgerRecord found = new LedgerRecord();
                    assertTrue(shared.table(view).find(keys.get(1), found));
                    SharedTable.requireWhole(found);
                    assertTrue(shared.table(view).contains(keys.get(1)));
                });
        }
    }

    @Test
    void shouldShowAReaderEveryLiveRecordOnceWhileOthersComeAndGo()
    {
        for (final int others : new int[]{3, 45})
        {
            between(others,
                (shared, keys) -> shared.writer().drop(keys.get(2)) + put(shared, keys.get(50), 7) +
                    put(shared, keys.get(1), 8),
                (shared, keys, view) ->
                {
                    final int[] seen = new int[1];
                    new SlotScanner().forEach(shared.table(view), r ->
                    {
                        SharedTable.requireWhole(r);
                        seen[0] += r.key() == keys.get(1) ? 1 : 0;
                    });
                    assertEquals(1, seen[0]);
                });
        }
    }

    @Test
    void shouldLinkAKeyOnceThoughTwoWritersAllocateIt()
    {
        for (final int others : new int[]{0, 2, 32, 40})
        {
            between(others, (shared, keys) -> put(shared, keys.get(0), 5), (shared, keys, view) ->
            {
                final long references = SharedTable.put(shared.writer(view, true), keys.get(0), 6);
                final Map<Long, Integer> records = shared.records();
                assertTrue(references == 1 || references == 2, "references=" + references);
                assertTrue(records.get(keys.get(0)) >= references, records.toString());
                assertEquals(0, shared.lostSlots());
            });
        }
    }

    @Test
    void shouldGiveTheLastReferenceToOneOfTwoFrees()
    {
        for (final int others : new int[]{1, 40})
        {
            final long[] other = new long[1];
            between(others, (shared, keys) -> other[0] = shared.writer().drop(keys.get(1)), (shared, keys, view) ->
            {
                other[0] = Long.MIN_VALUE;
                final long own = shared.writer(view, true).drop(keys.get(1));
                assertTrue(own == 0 || own == LedgerStatus.UNKNOWN, "own=" + own);
                assertTrue(other[0] == Long.MIN_VALUE || (own == 0) != (other[0] == 0), own + " " + other[0]);
                assertEquals(0, shared.lostSlots());
            });
        }
    }

    @Test
    void shouldKeepAReferenceThatIsAddedWhileAnotherIsDropped()
    {
        for (final int others : new int[]{1, 40})
        {
            between(others, (shared, keys) -> put(shared, keys.get(1), 9), (shared, keys, view) ->
            {
                final long left = shared.writer(view, true).drop(keys.get(1));
                assertTrue(left == 0 || left == 1, "left=" + left);
                final Integer live = shared.records().get(keys.get(1));
                assertTrue(left == 0 || live != null && live == 1, left + " " + live);
                assertEquals(0, shared.lostSlots());
            });
        }
    }

    @Test
    void shouldNeverGiveOneSlotToTwoKeys()
    {
        between(3, (shared, keys) -> put(shared, keys.get(20), 5) + put(shared, keys.get(21), 6),
            (shared, keys, view) ->
            {
                SharedTable.put(shared.writer(view, true), keys.get(22), 7);
                assertTrue(shared.records().containsKey(keys.get(22)));
                assertEquals(0, shared.lostSlots());
            });
    }

    @FunctionalInterface
    interface Actor
    {
        void run(SharedTable shared, List<Long> keys, Function<byte[], UnsafeBuffer> view);
    }

    @FunctionalInterface
    interface Other
    {
        long run(SharedTable shared, List<Long> keys);
    }

    /* Runs the actor once for each of its steps, with the other's whole work before that step. */
    private void between(final int others, final Other other, final Actor actor)
    {
        boolean reached = true;
        for (int step = 0; reached; step++)
        {
            final SharedTable shared = new SharedTable(70);
            final List<Long> keys = shared.keysOf(HOME, 60);
            prepare(shared, keys, others);
            final ScriptedBuffer.Script script = new ScriptedBuffer.Script();
            final boolean[] done = new boolean[1];
            script.before(step, () ->
            {
                done[0] = true;
                other.run(shared, keys);
            });
            final int at = step;
            failingAt(at, ignored -> actor.run(shared, keys, memory -> view(memory, script)));
            reached = done[0];
            assertTrue(script.steps() < MOST_STEPS, "steps=" + script.steps());
        }
    }

    private static void failingAt(final int step, final Consumer<Void> body)
    {
        try
        {
            body.accept(null);
        }
        catch (final AssertionError e)
        {
            throw new AssertionError("the other ran before step=" + step + ": " + e.getMessage(), e);
        }
    }

    private static void prepare(final SharedTable shared, final List<Long> keys, final int others)
    {
        final RecordWriter writer = shared.writer();
        for (int i = 1; i <= others; i++)
        {
            SharedTable.put(writer, keys.get(i), i);
        }
    }

    private static long put(final SharedTable shared, final long key, final long value)
    {
        return SharedTable.put(shared.writer(), key, value);
    }
}
