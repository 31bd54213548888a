package io.github.ttalloc.ledger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
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

    @ParameterizedTest
    @CsvSource({"1, 40, 100", "2, 3000, 50", "3, 3000, 8", "4, 1000000, 30", "5, 200000, 4000", "6, 1000000, 8"})
    void shouldAgreeWithAPlainSearchWhenSoughtTogether(final int seed, final int addresses, final int longest)
    {
        final Random random = new Random(seed);
        final RangeIndex index = new RangeIndex();
        final RangeSearch search = new RangeSearch(32);
        final List<TreeMap<Long, Long>> models = List.of(new TreeMap<>(), new TreeMap<>());
        final List<Change> changes = new ArrayList<>();
        for (int round = 0; round < 1_200; round++)
        {
            final boolean growing = round / 400 % 2 == 0;
            for (int i = random.nextInt(32); i >= 0; i--)
            {
                final int tree = random.nextInt(2);
                final long first = addressOf(random, addresses);
                final long last = Math.min(LAST_ADDRESS, first + random.nextInt(longest));
                change(models.get(tree), tree, first, last, random.nextInt(10) < (growing ? 7 : 4), changes);
            }
            search.clear();
            changes.forEach(c -> search.add(c.tree, c.first));
            index.seek(search);
            for (int i = 0; i < changes.size(); i++)
            {
                final Change c = changes.get(i);
                final boolean result = c.isInsert ? index.insert(c.tree, c.first, c.last, search.hint(i)) :
                    index.remove(c.tree, c.first, c.last, search.hint(i));
                assertEquals(c.result, result, "seed=" + seed + " round=" + round + " " + c);
            }
            changes.clear();
        }
        for (int tree = 0; tree < models.size(); tree++)
        {
            final int number = tree;
            models.get(tree).forEach((first, last) -> assertTrue(index.remove(number, first, last), "seed=" + seed));
        }
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

    private static void change(
        final NavigableMap<Long, Long> model, final int tree, final long first, final long last, final boolean isInsert,
        final List<Change> changes)
    {
        if (isInsert)
        {
            final boolean meets = overlaps(model, first, last);
            if (null == model.putIfAbsent(first, last))
            {
                changes.add(new Change(tree, true, first, last, meets));
            }
        }
        else if (!model.isEmpty())
        {
            final Map.Entry<Long, Long> gone = near(model, first);
            model.remove(gone.getKey());
            changes.add(new Change(tree, false, gone.getKey(), gone.getValue(), true));
        }
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

    private record Change(int tree, boolean isInsert, long first, long last, boolean result)
    {
    }
}
