package io.github.ttalloc.device;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FreeListTest
{
    private static final int GRANULARITY = 32;

    @Test
    void shouldFillFromEitherEnd()
    {
        final FreeList list = new FreeList(64, 1024, GRANULARITY);

        assertEquals(64, list.allocateBottomUp(100));
        assertEquals(992, list.allocateTopDown(1));
        assertEquals(192, list.allocateBottomUp(32));
        assertEquals(960, list.allocateTopDown(32));
        assertEquals(128 + 32 + 32 + 32, list.allocatedBytes());
        assertEquals(64, list.lowestAllocated());
    }

    @Test
    void shouldTakeTheNearestRangeThatIsLargeEnough()
    {
        final FreeList list = new FreeList(0, 1024, GRANULARITY);
        final long first = list.allocateTopDown(64);
        final long second = list.allocateTopDown(32);
        list.allocateTopDown(64);
        list.free(first);

        assertEquals(960, list.allocateTopDown(64));
        list.free(960);
        list.free(second);
        assertEquals(928, list.allocateTopDown(96));
    }

    @Test
    void shouldRefuseWhatNoSingleRangeHolds()
    {
        final FreeList list = new FreeList(0, 128, GRANULARITY);
        final long first = list.allocateBottomUp(32);
        list.allocateBottomUp(32);
        list.free(first);

        assertEquals(96, list.freeBytes());
        assertEquals(64, list.largestFreeBytes());
        assertEquals(FreeList.NO_SPACE, list.allocateBottomUp(96));
        assertEquals(FreeList.NO_SPACE, list.allocateTopDown(65));
        assertEquals(64, list.allocateTopDown(64));
    }

    @Test
    void shouldGiveEmptyBuffersAddressesOfTheirOwn()
    {
        final FreeList list = new FreeList(0, 64, GRANULARITY);

        assertEquals(0, list.allocateBottomUp(0));
        assertEquals(32, list.allocateBottomUp(0));
        assertEquals(FreeList.NO_SPACE, list.allocateBottomUp(0));
        assertEquals(0, list.largestFreeBytes());
    }

    @Test
    void shouldNotFreeWhatIsNotAllocated()
    {
        final FreeList list = new FreeList(0, 64, GRANULARITY);
        final long address = list.allocateBottomUp(64);

        assertFalse(list.free(32));
        assertTrue(list.free(address));
        assertFalse(list.free(address));
        assertEquals(64, list.lowestAllocated());
    }

    @Test
    void shouldHoldNothingWhereItIsEmpty()
    {
        final FreeList list = new FreeList(64, 64, GRANULARITY);

        assertEquals(FreeList.NO_SPACE, list.allocateTopDown(0));
        assertEquals(0, list.largestFreeBytes());
        assertEquals(64, list.lowestAllocated());
    }

    @Test
    void shouldRefuseImpossibleArguments()
    {
        final FreeList list = new FreeList(0, 64, GRANULARITY);

        assertThrows(IllegalArgumentException.class, () -> list.allocateBottomUp(-1));
        assertThrows(IllegalArgumentException.class, () -> list.allocateTopDown(-1));
        assertThrows(IllegalArgumentException.class, () -> new FreeList(-1, 64, GRANULARITY));
        assertThrows(IllegalArgumentException.class, () -> new FreeList(65, 64, GRANULARITY));
        assertThrows(IllegalArgumentException.class, () -> new FreeList(0, 64, 24));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20261122})
    void shouldAgreeWithAMapOfItsGranules(final long seed)
    {
        final int granules = 128;
        final Random random = new Random(seed);
        final FreeList list = new FreeList(0, granules * GRANULARITY, GRANULARITY);
        final boolean[] taken = new boolean[granules];
        final List<long[]> live = new ArrayList<>();
        for (int i = 0; i < 5_000; i++)
        {
            final String at = "seed=" + seed + " step=" + i;
            if (random.nextInt(100) < 55)
            {
                final int needed = 1 + random.nextInt(12);
                final boolean topDown = random.nextBoolean();
                final long expected = place(taken, needed, topDown);
                final long bytes = (long)needed * GRANULARITY - random.nextInt(GRANULARITY);
                final long actual = topDown ? list.allocateTopDown(bytes) : list.allocateBottomUp(bytes);
                assertEquals(expected, actual, at);
                if (actual >= 0)
                {
                    live.add(new long[]{actual, needed});
                    mark(taken, actual, needed, true);
                }
            }
            else if (!live.isEmpty())
            {
                final long[] freed = live.remove(random.nextInt(live.size()));
                assertTrue(list.free(freed[0]), at);
                mark(taken, freed[0], freed[1], false);
            }
            assertEquals(largestRun(taken) * GRANULARITY, list.largestFreeBytes(), at);
            assertEquals(count(taken) * GRANULARITY, list.allocatedBytes(), at);
            assertEquals((granules - count(taken)) * GRANULARITY, list.freeBytes(), at);
        }
    }

    private static long place(final boolean[] taken, final int needed, final boolean topDown)
    {
        long found = FreeList.NO_SPACE;
        int run = 0;
        for (int i = 0; i < taken.length; i++)
        {
            run = taken[i] ? 0 : run + 1;
            if (run >= needed)
            {
                found = (long)(i - needed + 1) * GRANULARITY;
                if (!topDown)
                {
                    return found;
                }
            }
        }
        return found;
    }

    private static void mark(final boolean[] taken, final long address, final long granules, final boolean value)
    {
        final int first = (int)(address / GRANULARITY);
        Arrays.fill(taken, first, first + (int)granules, value);
    }

    private static long largestRun(final boolean[] taken)
    {
        int largest = 0;
        int run = 0;
        for (final boolean granule : taken)
        {
            run = granule ? 0 : run + 1;
            largest = Math.max(largest, run);
        }
        return largest;
    }

    private static long count(final boolean[] taken)
    {
        int count = 0;
        for (final boolean granule : taken)
        {
            count += granule ? 1 : 0;
        }
        return count;
    }
}
