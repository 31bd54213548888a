package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Puts a whole operation of one actor between any two memory operations of another, at every place there is: each
 * hazard of the protocol on its own, without threads and without luck.
 */
class InterleavingTest
{
    private static final int BUCKET = 3;
    private static final int MOST_STEPS = 4_000;
    private static final int FRESH = 50;

    /** A bucket with one line, with a spill line, full, with nodes, and with as few in nodes as may be. */
    private static final List<Setup> ALL = List.of(
        new Setup(2, 0), new Setup(8, 0), new Setup(12, 0), new Setup(30, 0), new Setup(11, 2));

    /* So many keys live, after so many more that were put and dropped. */
    private record Setup(int live, int dropped)
    {
    }

    @FunctionalInterface
    interface Actor
    {
        void run(SharedTable shared, List<Long> keys, SharedTable.View view);
    }

    @FunctionalInterface
    interface Other
    {
        void run(SharedTable shared, List<Long> keys);
    }

    /* The acting side's view of the memory. */
    UnsafeBuffer view(final SharedTable.Area area, final byte[] memory, final ScriptedBuffer.Script script)
    {
        return new ScriptedBuffer(memory, script);
    }

    /* The acting side's writer. */
    SharedTable.Writer writer(final SharedTable shared, final SharedTable.View view)
    {
        return shared.writer(view, true);
    }

    @Test
    void shouldNeverShowAReaderAnEntryOrASlotThatWasUsedAgainForAnotherKey()
    {
        for (final Setup setup : List.of(new Setup(2, 0), new Setup(8, 0), new Setup(30, 0)))
        {
            between(setup,
                (shared, keys) ->
                {
                    final int slot = shared.slotOf(keys.get(1));
                    shared.drop(keys.get(1));
                    shared.put(keys.get(FRESH), 999);
                    assertTrue(setup.live > 12 || slot == shared.slotOf(keys.get(FRESH)), "the slot is not used again");
                },
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
    }

    @Test
    void shouldAlwaysFindARecordThatIsReplacedMeanwhile()
    {
        for (final Setup setup : ALL)
        {
            between(setup,
                (shared, keys) ->
                {
                    shared.put(keys.get(1), 500);
                    shared.put(keys.get(1), 501);
                },
                (shared, keys, view) ->
                {
                    final LedgerRecord found = new LedgerRecord();
                    assertTrue(shared.table(view).find(keys.get(1), found));
                    SharedTable.requireWhole(found);
                    assertEquals(keys.get(1), found.key());
                    assertTrue(shared.table(view).contains(keys.get(1)));
                });
        }
    }

    @Test
    void shouldAlwaysFindAKeyWhoseBucketGoesToNodesAndBack()
    {
        between(new Setup(12, 0),
            (shared, keys) ->
            {
                shared.put(keys.get(FRESH), 5);
                assertTrue(shared.isExtended(BUCKET));
                shared.drop(keys.get(FRESH));
                shared.drop(keys.get(2));
                shared.drop(keys.get(3));
                assertFalse(shared.isExtended(BUCKET));
                shared.put(keys.get(3), 3);
            },
            (shared, keys, view) ->
            {
                final LedgerRecord found = new LedgerRecord();
                for (final int number : new int[]{1, 7, 12})
                {
                    assertTrue(shared.table(view).find(keys.get(number), found));
                    SharedTable.requireWhole(found);
                    assertEquals(number, found.bytes());
                }
            });
    }

    @Test
    void shouldShowAReaderEveryLiveRecordOnceWhileOthersComeAndGo()
    {
        for (final Setup setup : ALL)
        {
            between(setup,
                (shared, keys) ->
                {
                    shared.drop(keys.get(2));
                    shared.put(keys.get(FRESH), 7);
                    shared.put(keys.get(1), 8);
                },
                (shared, keys, view) ->
                {
                    final Set<Long> seen = new HashSet<>();
                    new BucketScanner().forEach(shared.table(view), r ->
                    {
                        SharedTable.requireWhole(r);
                        assertTrue(seen.add(r.key()), "shown twice: " + r);
                    });
                    assertTrue(seen.contains(keys.get(1)), "a live record was not shown");
                    assertTrue(seen.size() >= setup.live - 1, "seen=" + seen.size());
                });
        }
    }

    @Test
    void shouldShowOthersOnlyWholeRecordsWhileItWrites()
    {
        for (final Setup setup : ALL)
        {
            between(setup, InterleavingTest::requireReadable, (shared, keys, view) ->
            {
                final SharedTable.Writer writer = writer(shared, view);
                assertEquals(1, writer.put(keys.get(0), 6));
                assertEquals(2, writer.put(keys.get(1), 7));
                assertEquals(0, writer.drop(keys.get(2)));
                assertEquals(1, writer.drop(keys.get(1)));
                assertEquals(0, writer.remove(keys.get(1)));
                requireNothingLost(shared, writer);
            });
        }
    }

    @Test
    void shouldLinkAKeyOnceThoughTwoWritersAllocateIt()
    {
        for (final Setup setup : ALL)
        {
            between(setup, (shared, keys) -> shared.put(keys.get(0), 5), (shared, keys, view) ->
            {
                final SharedTable.Writer writer = writer(shared, view);
                final long references = writer.put(keys.get(0), 6);
                final Map<Long, Integer> records = shared.records();
                assertTrue(references == 1 || references == 2, "references=" + references);
                assertTrue(records.get(keys.get(0)) >= references, records.toString());
                requireNothingLost(shared, writer);
            });
        }
    }

    @Test
    void shouldCountEveryReferenceThoughTwoWritersReplaceOneRecord()
    {
        for (final Setup setup : ALL)
        {
            final long[] other = new long[1];
            between(setup, (shared, keys) -> other[0] = shared.put(keys.get(1), 5), (shared, keys, view) ->
            {
                other[0] = 0;
                final SharedTable.Writer writer = writer(shared, view);
                final long own = writer.put(keys.get(1), 6);
                assertEquals(0 == other[0] ? 2 : 5, own + other[0], "references");
                assertEquals((int)Math.max(own, other[0]), shared.records().get(keys.get(1)));
                requireNothingLost(shared, writer);
            });
        }
    }

    @Test
    void shouldGiveTheLastReferenceToOneOfTwoFrees()
    {
        for (final Setup setup : ALL)
        {
            final long[] other = new long[1];
            between(setup, (shared, keys) -> other[0] = shared.drop(keys.get(1)), (shared, keys, view) ->
            {
                other[0] = Long.MIN_VALUE;
                final SharedTable.Writer writer = writer(shared, view);
                final long own = writer.drop(keys.get(1));
                assertTrue(own == 0 || own == LedgerStatus.UNKNOWN, "own=" + own);
                assertTrue(other[0] == Long.MIN_VALUE || (own == 0) != (other[0] == 0), own + " " + other[0]);
                requireNothingLost(shared, writer);
            });
        }
    }

    @Test
    void shouldKeepAReferenceThatIsAddedWhileAnotherIsDropped()
    {
        for (final Setup setup : ALL)
        {
            between(setup, (shared, keys) -> shared.put(keys.get(1), 9), (shared, keys, view) ->
            {
                final SharedTable.Writer writer = writer(shared, view);
                final long left = writer.drop(keys.get(1));
                assertTrue(left == 0 || left == 1, "left=" + left);
                final Integer live = shared.records().get(keys.get(1));
                assertTrue(left == 0 || live != null && live == 1, left + " " + live);
                requireNothingLost(shared, writer);
            });
        }
    }

    @Test
    void shouldDropAKeyWhileAnotherOfItsBucketIsAllocatedAndDropped()
    {
        for (final Setup setup : ALL)
        {
            between(setup,
                (shared, keys) ->
                {
                    shared.put(keys.get(FRESH), 5);
                    shared.drop(keys.get(2));
                },
                (shared, keys, view) ->
                {
                    final SharedTable.Writer writer = writer(shared, view);
                    assertEquals(0, writer.drop(keys.get(1)));
                    assertEquals(LedgerStatus.UNKNOWN, writer.drop(keys.get(1)));
                    final Map<Long, Integer> records = shared.records();
                    assertFalse(records.containsKey(keys.get(1)), records.toString());
                    assertEquals(setup.live - 1, records.size());
                    requireNothingLost(shared, writer);
                });
        }
    }

    @Test
    void shouldNeverGiveOneEntryOrSlotToTwoKeys()
    {
        for (final Setup setup : ALL)
        {
            final boolean[] ran = new boolean[1];
            between(setup,
                (shared, keys) ->
                {
                    ran[0] = true;
                    shared.put(keys.get(40), 5);
                    shared.put(keys.get(41), 6);
                },
                (shared, keys, view) ->
                {
                    ran[0] = false;
                    final SharedTable.Writer writer = writer(shared, view);
                    assertEquals(1, writer.put(keys.get(42), 7));
                    final Map<Long, Integer> records = shared.records();
                    assertNotNull(records.get(keys.get(42)));
                    assertEquals(setup.live + (ran[0] ? 3 : 1), records.size());
                    requireNothingLost(shared, writer);
                });
        }
    }

    @Test
    void shouldNeverTakeASlotThatIsTakenThoughThePoolLooksAsBefore()
    {
        final int[] held = new int[2];
        between(new Setup(0, 0),
            (shared, keys) ->
            {
                final SlotPool pool = shared.pool(SharedTable.View.plain());
                assertEquals(2, pool.take(held, 2));
                pool.give(held, 0, 1);
                held[0] = BucketTable.NONE;
            },
            (shared, keys, view) ->
            {
                held[0] = BucketTable.NONE;
                held[1] = BucketTable.NONE;
                fill(shared.pool(SharedTable.View.plain()), 6);
                final int[] own = new int[2];
                final int count = shared.pool(view).take(own, 2);
                assertEquals(2, count);
                assertTrue(own[0] != own[1] && own[0] != held[1] && own[1] != held[1],
                    "slot=" + held[1] + " was taken already: " + own[0] + " " + own[1]);
                assertEquals(118 - (held[1] < 0 ? 0 : 1), shared.pool(SharedTable.View.plain()).size());
            });
    }

    @Test
    void shouldGiveASlotBackOnceThoughOthersTakeAndGive()
    {
        between(new Setup(0, 0),
            (shared, keys) ->
            {
                final int[] some = new int[3];
                final SlotPool pool = shared.pool(SharedTable.View.plain());
                assertEquals(3, pool.take(some, 3));
                pool.give(some, 0, 3);
            },
            (shared, keys, view) ->
            {
                final SlotPool pool = shared.pool(SharedTable.View.plain());
                fill(pool, 6);
                final int[] own = new int[2];
                assertEquals(2, pool.take(own, 2));
                shared.pool(view).give(own, 0, 2);
                final int[] all = new int[6];
                assertEquals(6, pool.take(all, 6));
                assertEquals(6, Arrays.stream(all).distinct().count());
                pool.give(all, 0, 6);
                assertEquals(120, pool.size());
            });
    }

    @Test
    void shouldFindASlotInThePoolWhileOneIsExchangedForTheLast()
    {
        between(new Setup(0, 0),
            (shared, keys) ->
            {
                final int[] last = new int[1];
                final SlotPool pool = shared.pool(SharedTable.View.plain());
                if (1 == pool.take(last, 1))
                {
                    last[0] = 0;
                    pool.give(last, 0, 1);
                }
            },
            (shared, keys, view) ->
            {
                assertEquals(119, shared.pool(SharedTable.View.plain()).take(new int[119], 119));
                assertEquals(1, shared.pool(view).take(new int[1], 1));
            });
    }

    /* Slots that were given back, on top of those that were never used. */
    private static void fill(final SlotPool pool, final int count)
    {
        final int[] slots = new int[count];
        assertEquals(count, pool.take(slots, count));
        pool.give(slots, 0, count);
    }

    private static void requireNothingLost(final SharedTable shared, final SharedTable.Writer writer)
    {
        assertEquals(0, shared.lostSlots(writer), "lost slots");
        assertEquals(0, shared.lostEntries(), "lost entries");
    }

    /* Any key is found by itself exactly if it is shown among all. */
    private static void requireReadable(final SharedTable shared, final List<Long> keys)
    {
        final Map<Long, Integer> records = shared.records();
        final LedgerRecord found = new LedgerRecord();
        for (final long key : keys)
        {
            assertEquals(records.containsKey(key), shared.table().find(key, found), "key=" + key);
        }
    }

    /* Runs the actor once for each of its steps, with the other's whole work before that step. */
    private void between(final Setup setup, final Other other, final Actor actor)
    {
        boolean reached = true;
        for (int step = 0; reached; step++)
        {
            final SharedTable shared = new SharedTable(4, 120);
            final List<Long> keys = shared.keysOf(BUCKET, FRESH + 1);
            prepare(shared, keys, setup);
            final ScriptedBuffer.Script script = new ScriptedBuffer.Script();
            final boolean[] done = new boolean[1];
            script.before(step, () ->
            {
                done[0] = true;
                other.run(shared, keys);
            });
            try
            {
                actor.run(shared, keys, (area, memory) -> view(area, memory, script));
            }
            catch (final AssertionError e)
            {
                throw new AssertionError(setup + ", the other ran before step=" + step + ": " + e.getMessage(), e);
            }
            reached = done[0];
            assertTrue(script.steps() < MOST_STEPS, "steps=" + script.steps());
        }
    }

    private static void prepare(final SharedTable shared, final List<Long> keys, final Setup setup)
    {
        for (int i = 1; i <= setup.live + setup.dropped; i++)
        {
            shared.put(keys.get(i), i);
        }
        for (int i = setup.live + setup.dropped; i > setup.live; i--)
        {
            shared.drop(keys.get(i));
        }
        assertEquals(setup.live + setup.dropped > 12, shared.isExtended(BUCKET));
    }
}
