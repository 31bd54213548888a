package io.github.ttalloc.ledger;

import io.github.ttalloc.device.BufferType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LiveRangesTest
{
    private static final int TREE = 4;

    @ParameterizedTest
    @CsvSource({"1, 60, 1", "2, 60, 16", "3, 4000, 1", "4, 4000, 4", "5, 100000, 16", "6, 100000, 7"})
    void shouldCountExactlyTheBuffersThatMeetAnother(final int seed, final int places, final int unit)
    {
        final Random random = new Random(seed);
        final LiveRanges ranges = new LiveRanges(true);
        final Map<Long, Long> sizes = new TreeMap<>();
        for (int i = 0; i < 8_000; i++)
        {
            final long address = random.nextInt(places) * (long)unit;
            final long size = (1L + random.nextInt(1 + random.nextInt(2_000))) * unit;
            if (sizes.containsKey(address))
            {
                ranges.remove(TREE, key(address), sizes.remove(address));
            }
            else
            {
                final boolean meets = sizes.entrySet().stream().anyMatch(
                    e -> e.getKey() < address + size && address < e.getKey() + e.getValue());
                assertEquals(meets, ranges.add(TREE, key(address), size), "seed=" + seed + " operation=" + i);
                sizes.put(address, size);
            }
            if (sizes.size() > 100)
            {
                final List<Long> live = new ArrayList<>(sizes.keySet());
                final long gone = live.get(random.nextInt(live.size()));
                ranges.remove(TREE, key(gone), sizes.remove(gone));
            }
        }
        sizes.forEach((address, size) -> ranges.remove(TREE, key(address), size));
        assertEquals(0, ranges.inUse(), "seed=" + seed);
    }

    @Test
    void shouldLetOnlyBuffersOfEveryBankTakePart()
    {
        final LiveRanges ranges = new LiveRanges(true);
        assertFalse(ranges.add(TREE, key(0), 4_096));
        assertFalse(ranges.add(TREE, key(64), 0));
        assertFalse(ranges.add(TREE, LedgerKey.of(0, 0, BufferType.CB, 64), 64));
        assertTrue(ranges.add(TREE, key(64), 64));
        assertFalse(new LiveRanges(false).add(TREE, key(64), 64));
    }

    private static long key(final long address)
    {
        return LedgerKey.of(0, 0, BufferType.L1, address);
    }
}
