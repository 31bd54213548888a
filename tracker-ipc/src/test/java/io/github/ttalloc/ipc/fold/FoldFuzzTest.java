package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.client.EventDescriptor;
import io.github.ttalloc.client.EventKind;
import io.github.ttalloc.ipc.journal.TestBatches;
import io.github.ttalloc.ipc.journal.TestEvents;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Events whose every byte may be anything: a fold goes on over all of them, for one that stops would stop every
 * recorder and every tool for good.
 */
class FoldFuzzTest
{
    private static final int ROUNDS = 25;
    private static final int BATCHES = 40;
    private static final int EVENTS = 100;
    private static final long[] EDGES = {
        0, 1, -1, 31, 32, 33, 63, 64, 255, 256, 257, 65_535, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE,
        0xFFFF_FFFFL, 1L << 32, 1L << 46, (1L << 46) - 1, 1L << 48, 0x003F_003F_FFFF_FFFFL, 0x0040_0000_0000_0000L,
        Long.MAX_VALUE, Long.MIN_VALUE};

    private final long seed = Long.getLong("ttalloc.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);
    private final TestEvents events = new TestEvents();

    @Test
    void shouldGoOnWhateverTheBytesOfAnEventAre() throws IOException
    {
        long invalid = 0;
        long unknown = 0;
        long live = 0;
        for (int round = 0; round < ROUNDS; round++)
        {
            final TestBatches batches = new TestBatches();
            for (int i = 0; i < BATCHES; i++)
            {
                append(batches);
            }
            try (LedgerFold fold = new LedgerFold(event -> assertNotNull(event.name())))
            {
                batches.show(0, batches.size(), fold);
                assertEquals(batches.lastSequence(), fold.sequence());
                assertTrue(!FoldText.of(fold).isEmpty());
                assertTrue(FoldModelTest.write(fold).length > 0);
                invalid += fold.counters().invalidEvents();
                unknown += fold.counters().unknownEvents();
                live += fold.ledger().size();
            }
            catch (final RuntimeException | AssertionError ex)
            {
                throw new AssertionError("seed=" + seed + " (-Dttalloc.seed): " + ex, ex);
            }
        }
        final String counted = "invalid=" + invalid + " unknown=" + unknown + " live=" + live + " seed=" + seed;
        assertTrue(invalid > 1_000 && unknown > 1_000 && live > 50, counted);
    }

    private void append(final TestBatches batches)
    {
        final long producer = random.nextLong(1, 5);
        if (random.nextInt(4) == 0)
        {
            events.recorder(producer);
            for (int i = 0; i < 5; i++)
            {
                events.bytes(event(random.nextBoolean() ? 16 + random.nextInt(4) : EventKind.TEXT));
            }
        }
        else
        {
            events.ring(producer, value());
            for (int i = 0; i < EVENTS; i++)
            {
                events.bytes(event(random.nextInt(10)));
            }
        }
        batches.append(events.batch());
    }

    private byte[] event(final int kind)
    {
        final byte[] bytes = new byte[EventDescriptor.EVENT_LENGTH];
        final ByteBuffer event = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (random.nextInt(4) == 0)
        {
            random.nextBytes(bytes);
        }
        else
        {
            for (int offset = EventDescriptor.TIME_OFFSET; offset < bytes.length; offset += Long.BYTES)
            {
                event.putLong(offset, value());
            }
            event.put(EventDescriptor.TYPE_OFFSET, (byte)random.nextInt(11));
            event.put(EventDescriptor.DEVICE_OFFSET, (byte)random.nextInt(random.nextBoolean() ? 4 : 256));
            event.put(EventDescriptor.FLAGS_OFFSET, (byte)random.nextInt(random.nextBoolean() ? 4 : 256));
            event.putInt(EventDescriptor.CORE_RANGE_OFFSET, random.nextBoolean() ? 0 : (int)value());
        }
        event.put(EventDescriptor.KIND_OFFSET, (byte)(random.nextInt(20) == 0 ? random.nextInt(256) : kind));
        return bytes;
    }

    private long value()
    {
        return switch (random.nextInt(4))
        {
            case 0 -> EDGES[random.nextInt(EDGES.length)];
            case 1 -> random.nextInt(1 << 20);
            case 2 -> random.nextLong() >>> random.nextInt(64);
            default -> 32L * random.nextInt(50);
        };
    }
}
