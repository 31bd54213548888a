package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LayoutTest
{
    @Test
    void shouldFillOneCacheLineWithASlot() throws IllegalAccessException
    {
        assertEquals(64, SlotDescriptor.SLOT_LENGTH);
        assertEquals(64, 1 << SlotDescriptor.SLOT_SHIFT);
        assertEquals(Map.of(0, "KEY", 8, "BYTES", 16, "BYTES_PER_BANK", 24, "TIME", 32, "SEQUENCE", 40, "REFERENCES",
            48, "CORES", 52, "TAG"), offsets(SlotDescriptor.class, "NODE_"));
        assertEquals(56, SlotDescriptor.RECORD_LENGTH);
        assertEquals(0, SlotDescriptor.NODE_ENTRIES_OFFSET);
        assertEquals(SlotDescriptor.NODE_NEXT_OFFSET,
            SlotDescriptor.NODE_ENTRIES_OFFSET + 4 * SlotDescriptor.NODE_ENTRIES);
        assertTrue(SlotDescriptor.NODE_NEXT_OFFSET + 4 <= SlotDescriptor.SLOT_LENGTH);
    }

    @Test
    void shouldFillOneCacheLineWithALineOfTheIndex() throws IllegalAccessException
    {
        assertEquals(64, BucketDescriptor.LINE_LENGTH);
        assertEquals(64, 1 << BucketDescriptor.LINE_SHIFT);
        assertEquals(Map.of(0, "WORD", 8, "TAGS", 16, "ENTRIES"), offsets(BucketDescriptor.class, "-"));
        assertEquals(56, BucketDescriptor.entryOffset(0, BucketDescriptor.LINE_ENTRIES - 1));
        assertTrue(BucketDescriptor.LINE_ENTRIES <= 8, "a tag is a byte of one word");
        assertEquals(0b1111_1111_1111, BucketDescriptor.ALL_BITS);
        assertEquals(0b11_1111, BucketDescriptor.FIRST_LINE_BITS);
    }

    @Test
    void shouldMatchExactlyTheTagsThatAreEqual()
    {
        final UnsafeBuffer line = new UnsafeBuffer(new byte[BucketDescriptor.LINE_LENGTH]);
        for (int tag = 0; tag < 256; tag++)
        {
            for (int other = 0; other < 256; other++)
            {
                line.putLong(BucketDescriptor.TAGS_OFFSET, 0);
                for (int entry = 0; entry < BucketDescriptor.LINE_ENTRIES; entry++)
                {
                    line.putByte(BucketDescriptor.TAGS_OFFSET + entry, (byte)(entry % 2 == 0 ? tag : other));
                }
                final long expected = tag == other ? 0x8080_8080_8080L : 0x0080_0080_0080L;
                final long matches = BucketDescriptor.matches(line, 0, tag);
                assertEquals(expected, matches, "tag=" + tag + " other=" + other);
                assertEquals(0, BucketDescriptor.firstOf(matches));
                assertEquals(2, BucketDescriptor.firstOf(matches & 0xFFFF_FF00_0000L | 0x80_0000L));
            }
        }
    }

    @Test
    void shouldKeepTheWordsVersionFromItsOtherFields()
    {
        long word = 0;
        for (int i = 0; i < 5; i++)
        {
            final long bits = BucketWord.ofBitmap(word | 0x7FFF_FFFF_0000_0000L, 0xFFF);
            assertEquals(0xFFF, BucketWord.bitmap(bits));
            assertEquals(0, bits >>> 32, "the version starts again at zero");
            final long node = BucketWord.ofNode(word, LedgerGeometry.MAX_SLOTS - 1);
            assertTrue(BucketWord.isExtended(node) && !BucketWord.isEmpty(node));
            assertEquals(LedgerGeometry.MAX_SLOTS - 1, BucketWord.firstNode(node));
            word = BucketWord.toggled(BucketWord.ofBitmap(node, 1 << i), 1 << i);
            assertTrue(BucketWord.isEmpty(word) && !BucketWord.isExtended(word));
            assertEquals(3L * (i + 1), word >>> 32);
        }
    }

    @Test
    void shouldAlignTheHeaderAndKeepItsPlaces() throws IllegalAccessException
    {
        assertEquals(Map.ofEntries(Map.entry(0, "MAGIC"), Map.entry(8, "VERSION"), Map.entry(12, "MODE"),
            Map.entry(16, "GENERATION"), Map.entry(24, "CAPACITY"), Map.entry(32, "ID"), Map.entry(40, "BUCKETS"),
            Map.entry(44, "SLOTS"), Map.entry(48, "SEGMENT_SLOTS"), Map.entry(52, "TOTALS_BLOCKS"),
            Map.entry(64, "STATE"), Map.entry(72, "SEQUENCE"), Map.entry(80, "HEARTBEAT")),
            offsets(HeaderDescriptor.class, "-"));
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
        assertEquals(16, TotalsDescriptor.CHIP_OFFSET);
        assertEquals(24, TotalsDescriptor.VERSION_OFFSET);
        assertTrue(TotalsDescriptor.VERSION_OFFSET + 8 <= TotalsDescriptor.BLOCK_HEADER_LENGTH);
    }

    private static boolean isCellWord(final Field field)
    {
        final String name = field.getName();
        return name.endsWith("_OFFSET") && !name.matches("(BLOCK_|SCOPE|SLOT|DEVICE|WRITER|CHIP|VERSION).*");
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

    @Test
    void shouldKnowTheMostRecordsThatALedgerHolds()
    {
        for (final double load : new double[]{0.1, LedgerContext.DEFAULT_LOAD, 1.0})
        {
            final long most = LedgerGeometry.mostCapacity(load);
            assertEquals(most, LedgerGeometry.of(most, load, LedgerContext.HELD_BY_ONE, 1 << 24, 2).capacity());
            assertThrows(IllegalArgumentException.class,
                () -> LedgerGeometry.of(most + 8, load, LedgerContext.HELD_BY_ONE, 1 << 24, 2));
        }
    }
}
