package io.github.ttalloc.cli.device;

import io.github.ttalloc.cli.Captures;
import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.BankLayout;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.Chip;
import io.github.ttalloc.device.CircularBufferAllocator;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.device.FreeList;
import io.github.ttalloc.device.L1Map;
import io.github.ttalloc.device.L1Region;
import io.github.ttalloc.device.LockStepAllocator;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What the fields of recorded error texts determine, the model gives too. */
class ErrorTextsTest
{
    private static final long[] PAGES = {32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384};
    private static final Pattern RANGE =
        Pattern.compile("\\[\\(x=(\\d+),y=(\\d+)\\) - \\(x=(\\d+),y=(\\d+)\\)]");

    /** Bytes of L1 banks to the unreserved base and the L1_SMALL region that leave as many. */
    private static final Map<Long, long[]> L1_BANKS = Map.of(
        1_331_936L, new long[]{101_664, 65_536},
        1_364_704L, new long[]{101_664, 32_768},
        1_364_928L, new long[]{101_440, 32_768});

    /** What profiling builds keep of a DRAM bank. */
    private static final Map<Architecture, Long> PROFILER_BYTES =
        Map.of(Architecture.WORMHOLE_B0, 1_920_000L, Architecture.BLACKHOLE, 4_800_000L);

    private record Text(String text, Map<String, Object> fields)
    {
        boolean has(final String field)
        {
            return fields.containsKey(field);
        }

        long number(final String field)
        {
            return (Long)fields.get(field);
        }

        BufferType type()
        {
            return BufferType.valueOf((String)fields.get("type"));
        }

        boolean isDram()
        {
            return BufferType.DRAM == type();
        }

        Architecture architecture()
        {
            return isDram() && number("banks") < 12 ? Architecture.BLACKHOLE : Architecture.WORMHOLE_B0;
        }

        int alignment()
        {
            return isDram() ? architecture().dramAlignment() : architecture().l1Alignment();
        }

        int cores()
        {
            final Matcher range = RANGE.matcher((String)fields.get("core_range"));
            assertTrue(range.matches(), text);
            return CoreRange.of(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)),
                Integer.parseInt(range.group(3)), Integer.parseInt(range.group(4)));
        }
    }

    @Test
    void shouldKnowEveryText() throws IOException
    {
        final Map<String, Integer> kinds = new TreeMap<>();
        texts(null).forEach(text -> kinds.merge((String)text.fields().get("kind"), 1, Integer::sum));

        assertEquals(Map.of("oom", 25, "clash", 4, "cb_overflow", 5, "partial", 14), kinds);
    }

    @Test
    void shouldReserveAsMuchOfEachBankForThePageSizesThatGiveItAndNoOther() throws IOException
    {
        for (final Text text : texts("oom"))
        {
            final BankLayout layout = new BankLayout((int)text.number("banks"), text.alignment());
            for (final long page : PAGES)
            {
                if (page >= text.alignment())
                {
                    final boolean isConsistent = ((List<?>)text.fields().get("consistent_page_sizes")).contains(page);
                    assertEquals(isConsistent,
                        text.number("per_bank") == layout.bytesPerBank(text.number("size"), page),
                        () -> "page of " + page + ": " + text.text());
                }
            }
            assertEquals(text.fields().get("even_split"),
                text.number("per_bank") * text.number("banks") == text.number("size"), text.text());
            assertTrue(isGivenBySomePage(layout, text), text.text());
        }
    }

    @Test
    void shouldHaveAsMuchInEachBank() throws IOException
    {
        int seen = 0;
        for (final Text text : texts("oom"))
        {
            if (text.has("bank_size"))
            {
                final long bankBytes = text.number("bank_size");
                switch (text.type())
                {
                    case DRAM ->
                    {
                        final long kept = memory(text, L1Map.of(text.architecture())).freeBytes() - bankBytes;
                        assertTrue(0 == kept || PROFILER_BYTES.get(text.architecture()) == kept, text.text());
                    }
                    case L1 ->
                    {
                        final long[] map = L1_BANKS.get(bankBytes);
                        assertEquals(
                            bankBytes, memory(text, L1Map.of(text.architecture(), map[0], map[1])).freeBytes());
                    }
                    default -> assertEquals(
                        bankBytes, memory(text, L1Map.of(text.architecture(), bankBytes)).freeBytes());
                }
                seen++;
            }
        }
        assertEquals(14, seen);
    }

    @Test
    void shouldFindNoSpaceForWhatIsLargerThanABank() throws IOException
    {
        int larger = 0;
        for (final Text text : texts("oom"))
        {
            if (text.has("bank_size"))
            {
                final FreeList bank = new FreeList(0, text.number("bank_size"), 32);
                final boolean isLarger = text.number("per_bank") > text.number("bank_size");
                final long address = bank.allocateTopDown(text.number("per_bank"));
                assertEquals(isLarger, FreeList.NO_SPACE == address, text.text());
                larger += isLarger ? 1 : 0;
            }
        }
        assertEquals(2, larger);
    }

    @Test
    void shouldFindNoSpaceAmongTheFreeBlocks() throws IOException
    {
        int seen = 0;
        for (final Text text : texts("oom"))
        {
            if (text.has("largest_free"))
            {
                final FreeList bank = bankInPieces(text);
                assertEquals(text.number("free"), bank.freeBytes());
                assertEquals(text.number("allocated"), bank.allocatedBytes());
                assertEquals(text.number("largest_free"), bank.largestFreeBytes());
                assertEquals(FreeList.NO_SPACE, bank.allocateBottomUp(text.number("per_bank")), text.text());
                assertNotEquals(FreeList.NO_SPACE, bank.allocateBottomUp(text.number("largest_free")), text.text());
                seen++;
            }
        }
        assertEquals(2, seen);
    }

    @Test
    void shouldGrowCircularBuffersIntoTheL1BufferThatTheyClashWith() throws IOException
    {
        for (final Text text : texts("clash"))
        {
            final Chip chip = new Chip(Architecture.WORMHOLE_B0, 1);
            final L1Map map = L1Map.of(Architecture.WORMHOLE_B0);
            final CircularBufferAllocator circular = new CircularBufferAllocator(chip, map);
            final LockStepAllocator allocator = new LockStepAllocator(chip, map);
            final long base = map.start(L1Region.BUFFERS);
            circular.allocate(text.number("cb_end") - base, text.cores());
            allocator.allocate(BufferType.L1, map.end(L1Region.BUFFERS) - text.number("l1_buffer_at"));

            final long lowest = allocator.memory(BufferType.L1).lowestAllocated();
            assertEquals(text.number("l1_buffer_at"), lowest, text.text());
            assertEquals(text.number("cb_end"), circular.end(text.cores()), text.text());
            assertEquals(text.number("overlap"), circular.end(text.cores()) - lowest, text.text());
            assertTrue(circular.end(text.cores()) > lowest, text.text());
        }
    }

    @Test
    void shouldRefuseCircularBuffersThatPassTheEndOfL1() throws IOException
    {
        for (final Text text : texts("cb_overflow"))
        {
            final Architecture architecture = Architecture.ofL1Bytes(text.number("l1_size"));
            final L1Map map = L1Map.of(architecture);
            final CircularBufferAllocator circular =
                new CircularBufferAllocator(new Chip(architecture, 1), map);
            final long base = map.start(L1Region.BUFFERS);

            assertEquals(FreeList.NO_SPACE, circular.allocate(text.number("cb_end") - base, text.cores()), text.text());
            assertEquals(base, circular.allocate(text.number("l1_size") - base, text.cores()), text.text());
        }
    }

    private static boolean isGivenBySomePage(final BankLayout layout, final Text text)
    {
        final long perBank = text.number("per_bank");
        for (long pages = 1; pages <= perBank / text.alignment(); pages++)
        {
            final long page = perBank / pages;
            if (0 == perBank % pages && 0 == page % text.alignment() &&
                perBank == layout.bytesPerBank(text.number("size"), page))
            {
                return true;
            }
        }
        return false;
    }

    private static FreeList memory(final Text text, final L1Map map)
    {
        return new LockStepAllocator(new Chip(text.architecture(), 1), map).memory(text.type());
    }

    /** A bank with as much free as the text says, the largest block first. */
    private static FreeList bankInPieces(final Text text)
    {
        final FreeList bank = new FreeList(0, text.number("bank_size"), 32);
        long address = text.number("largest_free");
        long free = text.number("free") - address;
        long held = text.number("allocated");
        while (free > 0)
        {
            final long piece = Math.min(free, text.number("largest_free"));
            bank.occupy(address, address + 32);
            address += 32 + piece;
            free -= piece;
            held -= 32;
        }
        bank.occupy(address, address + held);
        return bank;
    }

    /** The texts of a kind, or all. */
    private static List<Text> texts(final String kind) throws IOException
    {
        final Path file = Captures.file("oom-and-clash-messages.json");
        final List<Text> texts = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), Files.readString(file)))
        {
            assertEquals(JsonToken.START_ARRAY, parser.nextToken());
            while (JsonToken.START_OBJECT == parser.nextToken())
            {
                final Map<String, Object> fields = new HashMap<>();
                while (JsonToken.END_OBJECT != parser.nextToken())
                {
                    final String name = parser.currentName();
                    parser.nextToken();
                    fields.put(name, value(parser));
                }
                if (null == kind || kind.equals(fields.get("kind")))
                {
                    texts.add(new Text((String)fields.get("text"), fields));
                }
            }
        }
        return texts;
    }

    private static Object value(final JsonParser parser)
    {
        return switch (parser.currentToken())
        {
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case START_ARRAY ->
            {
                final List<Object> list = new ArrayList<>();
                while (JsonToken.END_ARRAY != parser.nextToken())
                {
                    list.add(value(parser));
                }
                yield list;
            }
            default -> parser.getString();
        };
    }
}
