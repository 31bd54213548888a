package io.github.ttalloc.ipc.journal;

import io.github.ttalloc.client.EventDescriptor;
import io.github.ttalloc.client.EventKind;
import io.github.ttalloc.client.TextPurpose;
import io.github.ttalloc.device.BufferType;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The bytes of a batch. {@code -Dttalloc.golden.renew=true}, given to a test run, writes the golden file of a new
 * version into {@code src/test/resources}.
 */
class BatchLayoutTest
{
    private static final String GOLDEN = "batch-2.txt";

    @Test
    void shouldPutTheFieldsOfABatchWhereTheyHaveAlwaysBeen()
    {
        assertEquals(0, BatchDescriptor.VERSION_OFFSET);
        assertEquals(4, BatchDescriptor.SOURCE_OFFSET);
        assertEquals(8, BatchDescriptor.PRODUCER_ID_OFFSET);
        assertEquals(16, BatchDescriptor.POSITION_OFFSET);
        assertEquals(24, BatchDescriptor.SEQUENCE_OFFSET);
        assertEquals(32, BatchDescriptor.COUNT_OFFSET);
        assertEquals(36, BatchDescriptor.CHECKSUM_OFFSET);
        assertEquals(40, BatchDescriptor.WALL_TIME_OFFSET);
        assertEquals(48, BatchDescriptor.MONOTONIC_TIME_OFFSET);
        assertEquals(64, BatchDescriptor.EVENTS_OFFSET);
        assertEquals(64 + 56 * 7, BatchDescriptor.length(7));
        assertEquals(BatchDescriptor.length(BatchDescriptor.MAX_COUNT), BatchDescriptor.MAX_LENGTH);
    }

    @Test
    void shouldWriteABatchByteForByte() throws IOException
    {
        final BatchBuilder batch = new TestEvents()
            .ring(0x0102_0304_0506_0708L, 6_400)
            .buffer(EventKind.ALLOCATE, 3, BufferType.L1.code(), 0x0005_0003_0002_0000L, 4_096, 64, 0x09080201, 5)
            .mark(7)
            .batch()
            .add(EventKind.PROCESS_START, 1, 11, 4_711, 1_700_000_000_000_000_000L, 1_000)
            .addText(TextPurpose.PROCESS_NAME, 12, 0, "a name of more than 32 bytes: d\u00e9code");
        final String text = hex(TestBatches.bytes(batch, 100, 1_700_000_001_000_000_000L, 13));
        if (Boolean.getBoolean("ttalloc.golden.renew"))
        {
            final Path folder = Path.of("src/test/resources/io/github/ttalloc/ipc/journal");
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(GOLDEN), text);
            return;
        }
        try (InputStream stream = BatchLayoutTest.class.getResourceAsStream(GOLDEN))
        {
            assertNotNull(stream, GOLDEN + " is missing");
            assertEquals(new String(stream.readAllBytes(), StandardCharsets.UTF_8), text);
        }
    }

    @Test
    void shouldForgetTheEventsOfTheBatchBefore()
    {
        final BatchBuilder batch = new BatchBuilder();
        final byte[] ones = new byte[EventDescriptor.EVENT_LENGTH];
        Arrays.fill(ones, (byte)-1);
        batch.begin(BatchDescriptor.SOURCE_RING, 1, 0).add(new UnsafeBuffer(ones), 0);
        final byte[] fresh = TestBatches.bytes(new BatchBuilder()
            .begin(BatchDescriptor.SOURCE_RECORDER, 2, -1).add(EventKind.GAP, 0, 1, 2, 3, 4));
        assertArrayEquals(fresh, TestBatches.bytes(
            batch.begin(BatchDescriptor.SOURCE_RECORDER, 2, -1).add(EventKind.GAP, 0, 1, 2, 3, 4)));
    }

    @Test
    void shouldReadBackWhatItWrote()
    {
        final TestEvents events = new TestEvents();
        final TestBatches batches = new TestBatches();
        batches.append(events.ring(0xFEDC_BA98_7654_3210L, 128).allocate(1, BufferType.DRAM, 0xFFFF_FFFFL, 9).batch());
        batches.append(events.recorder(7).tag(3, "text").batch());
        final int[] seen = {0};
        batches.show(0, 1, batch ->
        {
            seen[0]++;
            assertNull(batch.fault());
            assertEquals(BatchDescriptor.SOURCE_RING, batch.source());
            assertEquals(0xFEDC_BA98_7654_3210L, batch.producerId());
            assertEquals(128, batch.position());
            assertEquals(1, batch.sequence());
            assertEquals(1, batch.lastSequence());
            assertEquals(1, batch.count());
            final EventFlyweight event = batch.event(new EventFlyweight(), 0);
            assertEquals(EventKind.ALLOCATE, event.kind());
            assertEquals(1, event.device());
            assertEquals(0, event.type());
            assertEquals(0xFFFF_FFFFL, event.bufferId());
            assertEquals(9, event.bytes());
        });
        batches.show(1, 2, batch ->
        {
            seen[0]++;
            assertEquals(BatchDescriptor.SOURCE_RECORDER, batch.source());
            assertEquals(BatchDescriptor.NO_POSITION, batch.position());
            assertEquals(2, batch.sequence());
            final byte[] text = new byte[4];
            batch.event(new EventFlyweight(), 0).getText(text, 0, 4);
            assertEquals("text", new String(text, StandardCharsets.UTF_8));
        });
        assertEquals(2, seen[0]);
    }

    @Test
    void shouldNotReadWhatIsNoBatchOfThisVersion()
    {
        final byte[] good = TestBatches.bytes(new TestEvents().ring(1, 0).mark(0).mark(0).batch());
        assertTrue(isReadable(good, good.length));
        for (int length = 0; length < good.length; length++)
        {
            assertFalse(isReadable(good, length), "length " + length);
        }
        for (final int version : new int[]{0, 1, 3, -1, 1 << 24})
        {
            assertFalse(isReadable(with(good, BatchDescriptor.VERSION_OFFSET, version), good.length));
        }
        for (final int count : new int[]{3, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, BatchDescriptor.MAX_COUNT + 1})
        {
            assertFalse(isReadable(with(good, BatchDescriptor.COUNT_OFFSET, count), good.length));
        }
    }

    @Test
    void shouldNoticeEachBitThatWasChanged()
    {
        final byte[] good = TestBatches.bytes(new TestEvents().ring(1, 0).mark(0).mark(0).batch(), 7, 8, 9);
        for (int bit = 0; bit < good.length * Byte.SIZE; bit++)
        {
            final byte[] changed = good.clone();
            changed[bit / Byte.SIZE] ^= (byte)(1 << bit % Byte.SIZE);
            assertFalse(isReadable(changed, good.length), "bit " + bit);
        }
    }

    private static byte[] with(final byte[] bytes, final int offset, final int value)
    {
        final byte[] changed = bytes.clone();
        new UnsafeBuffer(changed).putInt(offset, value);
        return changed;
    }

    private static boolean isReadable(final byte[] bytes, final int length)
    {
        final UnsafeBuffer memory = new UnsafeBuffer(ByteBuffer.allocateDirect(bytes.length));
        memory.putBytes(0, bytes);
        try
        {
            return null == new JournalBatch().copy(memory.addressOffset(), length, 0).fault();
        }
        finally
        {
            Reference.reachabilityFence(memory);
        }
    }

    private static String hex(final byte[] bytes)
    {
        final StringBuilder text = new StringBuilder();
        for (int offset = 0; offset < bytes.length; offset += 16)
        {
            text.append(String.format("%04x  ", offset))
                .append(HexFormat.ofDelimiter(" ").formatHex(bytes, offset, Math.min(bytes.length, offset + 16)))
                .append('\n');
        }
        return text.toString();
    }
}
