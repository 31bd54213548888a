package io.github.ttalloc.ledger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AlignedRangesTest
{
    private static final long LAST_ADDRESS = 0xFFFF_FFFFL;
    private static final int PAGE = 16 << 10;

    @ParameterizedTest
    @CsvSource({"1, 100, 2", "2, 5000, 60", "3, 100000, 3000", "4, 1000000, 20", "5, 268435456, 100000"})
    void shouldAgreeWithAPlainSearch(final int seed, final int granules, final int longest)
    {
        final Random random = new Random(seed);
        final AlignedRanges ranges = new AlignedRanges();
        final NavigableMap<Long, Long> model = new TreeMap<>();
        for (int i = 0; i < 6_000; i++)
        {
            final String at = "seed=" + seed + " operation=" + i;
            final long first = random.nextInt(granules) * 16L;
            final long last = Math.min(LAST_ADDRESS, first + (1 + random.nextInt(longest)) * 16L - 1);
            final boolean meets = meets(model, first, last);
            assertEquals(meets, ranges.meets(3, first, last), at);
            assertEquals(meets(model, first + 5, last - 3), ranges.meets(3, first + 5, last - 3), at);
            if (random.nextInt(10) < (i / 2_000 % 2 == 0 ? 8 : 2))
            {
                if (!meets)
                {
                    model.put(first, last);
                    ranges.add(3, first, last);
                }
            }
            else if (!model.isEmpty())
            {
                final Map.Entry<Long, Long> near = model.ceilingEntry(first);
                final Map.Entry<Long, Long> gone = null == near ? model.firstEntry() : near;
                model.remove(gone.getKey());
                ranges.remove(3, gone.getKey(), gone.getValue());
            }
        }
        model.forEach((first, last) -> ranges.remove(3, first, last));
        assertFalse(ranges.meets(3, 0, LAST_ADDRESS), "seed=" + seed);
        assertEquals(0, ranges.pagesInUse(), "seed=" + seed);
    }

    @Test
    void shouldHoldWholePagesInTheDirectory()
    {
        final AlignedRanges ranges = new AlignedRanges();
        ranges.add(0, PAGE, 5 * PAGE - 1);
        assertEquals(0, ranges.pagesInUse());
        assertTrue(ranges.meets(0, 3 * PAGE + 100, 3 * PAGE + 100));
        assertFalse(ranges.meets(0, 0, PAGE - 1));
        assertFalse(ranges.meets(0, 5 * PAGE, LAST_ADDRESS));
        ranges.add(0, 5 * PAGE, 6 * PAGE + 15);
        assertEquals(1, ranges.pagesInUse());
        ranges.remove(0, PAGE, 5 * PAGE - 1);
        assertFalse(ranges.meets(0, 0, 5 * PAGE - 1));
        assertTrue(ranges.meets(0, 6 * PAGE + 15, 6 * PAGE + 15));
        assertFalse(ranges.meets(0, 6 * PAGE + 16, LAST_ADDRESS));
    }

    @Test
    void shouldKeepTreesApart()
    {
        final AlignedRanges ranges = new AlignedRanges();
        ranges.add(1, 160, 319);
        ranges.add(5_000, LAST_ADDRESS - 15, LAST_ADDRESS);
        assertTrue(ranges.meets(1, 319, 319));
        assertFalse(ranges.meets(2, 0, LAST_ADDRESS));
        assertFalse(ranges.meets(9_000, 0, LAST_ADDRESS));
        assertTrue(ranges.meets(5_000, LAST_ADDRESS, LAST_ADDRESS));
    }

    @Test
    void shouldTellWhatIsAligned()
    {
        assertTrue(AlignedRanges.isAligned(0, LAST_ADDRESS));
        assertTrue(AlignedRanges.isAligned(32, 47));
        assertFalse(AlignedRanges.isAligned(40, 47));
        assertFalse(AlignedRanges.isAligned(32, 46));
    }

    private static boolean meets(final NavigableMap<Long, Long> model, final long first, final long last)
    {
        final Map.Entry<Long, Long> before = model.floorEntry(last);
        return null != before && before.getValue() >= first;
    }
}
