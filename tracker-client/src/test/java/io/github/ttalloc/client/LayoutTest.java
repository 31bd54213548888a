package io.github.ttalloc.client;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LayoutTest
{
    private static final int CACHE_LINE_LENGTH = 64;

    private static final Map<String, Integer> EVENT_LENGTHS = Map.of(
        "KIND_OFFSET", 1, "TYPE_OFFSET", 1, "DEVICE_OFFSET", 1, "FLAGS_OFFSET", 1, "CORE_RANGE_OFFSET", 4,
        "TAG_OFFSET", 4, "RESERVED_OFFSET", 4);

    private static final Map<String, Integer> HEADER_LENGTHS = Map.of(
        "VERSION_OFFSET", 4, "HEADER_LENGTH_OFFSET", 4, "BOOT_ID_OFFSET", 16, "UID_OFFSET", 4, "FLAGS_OFFSET", 4,
        "NAME_LENGTH_OFFSET", 4, "NAME_OFFSET", RingDescriptor.MAX_NAME_LENGTH, "CLOSED_OFFSET", 4);

    private record Span(String name, int offset, int length)
    {
        int end()
        {
            return offset + length;
        }
    }

    @Test
    void shouldFillAnEventOf56BytesWithoutAGap()
    {
        final List<Span> spans =
            spans(EventDescriptor.class, EVENT_LENGTHS, name -> !"TEXT_OFFSET".equals(name));
        int end = 0;
        for (final Span span : spans)
        {
            assertEquals(end, span.offset(), span.name());
            end = span.end();
        }
        assertEquals(12, spans.size());
        assertEquals(EventDescriptor.EVENT_LENGTH, end);
        assertEquals(56, end);
    }

    @Test
    void shouldAlignEachFieldOfAnEventInItsRecord()
    {
        for (final Span span : spans(EventDescriptor.class, EVENT_LENGTHS, name -> true))
        {
            assertEquals(0, (RingDescriptor.RECORD_EVENT_OFFSET + span.offset()) % span.length(), span.name());
        }
    }

    @Test
    void shouldPutATextWhereNoFieldThatEveryEventHasIs()
    {
        assertEquals(EventDescriptor.BUFFER_ID_OFFSET + Long.BYTES, EventDescriptor.TEXT_OFFSET);
        assertEquals(32, EventDescriptor.TEXT_PART_LENGTH);
        assertEquals(0, EventDescriptor.MAX_TEXT_LENGTH % EventDescriptor.TEXT_PART_LENGTH);
    }

    @Test
    void shouldPackTheFirstWordOfAnEventAsItsBytesLie()
    {
        assertEquals(0x04030201, EventDescriptor.head(1, 2, 3, 4));
        assertEquals(0xFFFFFFFF, EventDescriptor.head(255, 255, 255, 255));
    }

    @Test
    void shouldMakeARecordOneCacheLine()
    {
        assertEquals(CACHE_LINE_LENGTH, RingDescriptor.RECORD_LENGTH);
        assertEquals(
            RingDescriptor.RECORD_LENGTH, RingDescriptor.RECORD_EVENT_OFFSET + EventDescriptor.EVENT_LENGTH);
        assertEquals(0, RingDescriptor.DATA_OFFSET % CACHE_LINE_LENGTH);
        assertEquals(0x0000_0001_0000_0040L, RingDescriptor.COMMITTED);
    }

    @Test
    void shouldKeepTheFieldsOfTheHeaderApartAndAlignedAndInsideIt()
    {
        final List<Span> spans = spans(RingDescriptor.class, HEADER_LENGTHS,
            name -> !name.startsWith("TRAILER_") && !name.startsWith("RECORD_") && !"DATA_OFFSET".equals(name));
        int end = 0;
        for (final Span span : spans)
        {
            assertTrue(span.offset() >= end, span + " begins before " + end);
            assertEquals(0, span.offset() % (span.length() > Long.BYTES ? Integer.BYTES : span.length()), span.name());
            end = span.end();
        }
        assertEquals(16, spans.size());
        assertEquals(0, RingDescriptor.VERSION_OFFSET);
        assertTrue(end <= RingDescriptor.DATA_OFFSET);
        assertEquals(0, RingDescriptor.DROPPED_OFFSET % CACHE_LINE_LENGTH);
    }

    @Test
    void shouldKeepTheCountersOfTheTrailerTwoCacheLinesApart()
    {
        final List<Span> spans = spans(RingDescriptor.class, Map.of(), name -> name.startsWith("TRAILER_"));
        int end = 0;
        for (final Span span : spans)
        {
            assertTrue(span.offset() >= end + 2 * CACHE_LINE_LENGTH - Long.BYTES, span.name());
            assertEquals(0, span.offset() % CACHE_LINE_LENGTH, span.name());
            end = span.end();
        }
        assertEquals(4, spans.size());
        assertEquals(768, RingDescriptor.TRAILER_LENGTH);
        assertTrue(end <= RingDescriptor.TRAILER_LENGTH - CACHE_LINE_LENGTH);
    }

    @Test
    void shouldMakeAFileOfWholePagesThatHoldsHeaderRecordsAndTrailer()
    {
        for (long capacity = RingDescriptor.MIN_CAPACITY; capacity <= RingDescriptor.MAX_CAPACITY; capacity <<= 1)
        {
            assertTrue(RingDescriptor.isValidCapacity(capacity));
            final int length = RingDescriptor.fileLength((int)capacity);
            assertEquals(0, length % 4096);
            assertTrue(length >= RingDescriptor.DATA_OFFSET + capacity + RingDescriptor.TRAILER_LENGTH);
        }
    }

    @Test
    void shouldRefuseCapacitiesThatAreNoPowerOfTwoInRange()
    {
        for (final long capacity : new long[]{
            Long.MIN_VALUE, -1, 0, 1, RingDescriptor.MIN_CAPACITY / 2, RingDescriptor.MIN_CAPACITY + 64,
            3L * RingDescriptor.MIN_CAPACITY, 2L * RingDescriptor.MAX_CAPACITY, 1L << 32 | RingDescriptor.MIN_CAPACITY,
            Long.MAX_VALUE})
        {
            assertFalse(RingDescriptor.isValidCapacity(capacity), () -> "capacity=" + capacity);
        }
    }

    private static List<Span> spans(
        final Class<?> descriptor, final Map<String, Integer> lengths, final Predicate<String> isWanted)
    {
        final List<Span> spans = new ArrayList<>();
        for (final Field field : descriptor.getFields())
        {
            final String name = field.getName();
            if (name.endsWith("_OFFSET") && isWanted.test(name))
            {
                spans.add(new Span(name, valueOf(field), lengths.getOrDefault(name, Long.BYTES)));
            }
        }
        spans.sort(Comparator.comparingInt(Span::offset));
        return spans;
    }

    private static int valueOf(final Field field)
    {
        try
        {
            return field.getInt(null);
        }
        catch (final IllegalAccessException ex)
        {
            throw new AssertionError(ex);
        }
    }
}
