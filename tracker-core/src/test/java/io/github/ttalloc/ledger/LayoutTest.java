package io.github.ttalloc.ledger;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LayoutTest
{
    @Test
    void shouldFillOneCacheLineWithASlot() throws IllegalAccessException
    {
        assertEquals(64, SlotDescriptor.SLOT_LENGTH);
        assertEquals(64, 1 << SlotDescriptor.SLOT_SHIFT);
        assertEquals(Map.of(0, "HOME", 8, "CONTROL", 16, "KEY", 24, "BYTES", 32, "BYTES_PER_BANK", 40, "TIME", 48,
            "SEQUENCE", 56, "CORES", 60, "TAG"), offsets(SlotDescriptor.class, "NODE_"));
        assertTrue(SlotDescriptor.NODE_ENTRIES_OFFSET >= SlotDescriptor.CONTROL_OFFSET + 8);
        assertEquals(SlotDescriptor.SLOT_LENGTH, SlotDescriptor.NODE_NEXT_OFFSET + 4);
    }

    @Test
    void shouldAlignTheHeaderAndKeepItsPlaces() throws IllegalAccessException
    {
        assertEquals(Map.ofEntries(Map.entry(0, "MAGIC"), Map.entry(8, "VERSION"), Map.entry(12, "MODE"),
            Map.entry(16, "GENERATION"), Map.entry(24, "CAPACITY"), Map.entry(32, "ID"), Map.entry(40, "HOMES"),
            Map.entry(44, "SEGMENT_SLOTS"), Map.entry(48, "TOTALS_BLOCKS"), Map.entry(64, "STATE"),
            Map.entry(72, "SEQUENCE"), Map.entry(80, "HEARTBEAT")), offsets(HeaderDescriptor.class, "-"));
        assertEquals(4096, HeaderDescriptor.HEADER_LENGTH);
    }

    @Test
    void shouldFillTwoCacheLinesWithACellOfTotals() throws IllegalAccessException
    {
        assertEquals(128, TotalsDescriptor.CELL_LENGTH);
        assertEquals(0, TotalsDescriptor.BLOCK_LENGTH % 64);
        assertEquals(15, Arrays.stream(TotalsDescriptor.class.getDeclaredFields())
            .filter(LayoutTest::isCellWord).map(LayoutTest::value).distinct().filter(o -> o % 8 == 0 && o < 120)
            .count());
        assertTrue(TotalsDescriptor.CHIP_OFFSET + 8 <= TotalsDescriptor.BLOCK_HEADER_LENGTH);
        assertEquals(0, TotalsDescriptor.CHIP_OFFSET % 8);
    }

    private static boolean isCellWord(final Field field)
    {
        final String name = field.getName();
        return name.endsWith("_OFFSET") && !name.matches("(BLOCK_|SCOPE|SLOT|DEVICE|WRITER|CHIP).*");
    }

    private static int value(final Field field)
    {
        try
        {
            return field.getInt(null);
        }
        catch (final IllegalAccessException e)
        {
            throw new AssertionError(e);
        }
    }

    private static Map<Integer, String> offsets(final Class<?> descriptor, final String without)
    {
        final Map<Integer, String> offsets = new TreeMap<>();
        for (final Field field : descriptor.getDeclaredFields())
        {
            final String name = field.getName();
            if (Modifier.isStatic(field.getModifiers()) && name.endsWith("_OFFSET") && !name.startsWith(without))
            {
                final String other = offsets.put(value(field), name.replace("_OFFSET", ""));
                assertEquals(null, other, name + " lies on another field");
            }
        }
        return offsets;
    }
}
