package io.github.ttalloc.ledger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;
import java.util.Random;
import java.util.NavigableMap;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RangeIndexTest
{
    private static final long LAST_ADDRESS = 0xFFFF_FFFFL;

    @ParameterizedTest
    @CsvSource({"1, 40, 100", "2, 3000, 50", "3, 3000, 100000", "4, 1000000, 30", "5, 200000, 4000", "6, 1000000, 8"})
    void shouldAgreeWithAPlainSearch(final int seed, final int addresses, final int longest)
    {
        final Random random = new Random(seed);
        final RangeIndex index = new RangeIndex();
        final TreeMap<Long, Long> model = new TreeMap<>();
        for (int i = 0; i < 6_000; i++)
        {
            final String at = "seed=" + seed + " operation=" + i;
            final boolean growing = i / 2_000 % 2 == 0;
            final long first = addressOf(random, addresses);
            final long last = Math.min(LAST_ADDRESS, first + random.nextInt(longest));
            assertEquals(overlaps(model, first, last), index.overlaps(7, first, last), at);
            if (random.nextInt(10) < (growing ? 8 : 2))
            {
                final boolean meets = overlaps(model, first, last);
                if (null == model.putIfAbsent(first, last))
                {
                    assertEquals(meets, index.insert(7, first, last), at);
                }
            }
            else if (!model.isEmpty())
            {
                final Map.Entry<Long, Long> gone = near(model, first);
                model.remove(gone.getKey());
                assertTrue(index.remove(7, gone.getKey(), gone.getValue()), at);
            }
        }
        model.forEach((first, last) -> assertTrue(index.remove(7, first, last), "seed=" + seed));
        assertTrue(index.isEmpty(7));
        assertEquals(0, index.nodesInUse(), "seed=" + seed);
    }

    @Test
    void shouldKeepTreesApart()
    {
        final RangeIndex index = new RangeIndex();
        index.insert(1, 100, 199);
        assertTrue(index.overlaps(1, 150, 150));
        assertFalse(index.overlaps(2, 150, 150));
        assertFalse(index.overlaps(5_000, 150, 150));
        index.insert(5_000, 150, 150);
        assertTrue(index.overlaps(5_000, 0, LAST_ADDRESS));
        assertFalse(index.remove(1, 100, 198));
        assertFalse(index.remove(2, 100, 199));
    }

    @Test
    void shouldTreatRangesThatTouchAsApart()
    {
        final RangeIndex index = new RangeIndex();
        index.insert(0, 100, 199);
        assertFalse(index.overlaps(0, 200, 299));
        assertFalse(index.overlaps(0, 0, 99));
        assertTrue(index.overlaps(0, 0, 100));
        assertTrue(index.overlaps(0, 199, LAST_ADDRESS));
    }

    @Test
    void shouldFindALongRangeBeforeManyShortOnes()
    {
        final RangeIndex index = new RangeIndex();
        index.insert(0, 0, 10_000_000);
        for (int i = 1; i < 10_000; i++)
        {
            index.insert(0, i * 100L, i * 100L + 9);
        }
        assertTrue(index.overlaps(0, 5_000_000, 5_000_000));
        assertFalse(index.overlaps(0, 10_000_001, LAST_ADDRESS));
        assertTrue(index.remove(0, 0, 10_000_000));
        assertFalse(index.overlaps(0, 5_000_000, 5_000_000));
        assertFalse(index.overlaps(0, 550, 599));
        assertTrue(index.overlaps(0, 550, 600));
    }

    private static Map.Entry<Long, Long> near(final NavigableMap<Long, Long> model, final long first)
    {
        final Map.Entry<Long, Long> near = model.ceilingEntry(first);
        return null == near ? model.firstEntry() : near;
    }

    private static long addressOf(final Random random, final int addresses)
    {
        return random.nextInt(50) == 0 ? LAST_ADDRESS - random.nextInt(8) : random.nextInt(addresses) * 8L;
    }

    private static boolean overlaps(final NavigableMap<Long, Long> model, final long first, final long last)
    {
        return model.headMap(last, true).values().stream().anyMatch(l -> l >= first);
    }
}
