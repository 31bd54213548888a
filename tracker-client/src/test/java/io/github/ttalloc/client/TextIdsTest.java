package io.github.ttalloc.client;

import io.github.ttalloc.device.BufferType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TextIdsTest
{
    private static final int RING_BYTES = RingDescriptor.MIN_CAPACITY;

    @TempDir
    private Path parent;

    private RingReporter reporter;
    private RingImage ring;

    @BeforeEach
    void open() throws IOException
    {
        reporter = RingReporter.create(new ReporterContext().directory(parent.resolve("tracker"))
            .ringBytes(RING_BYTES));
        ring = new RingImage(reporter);
    }

    @AfterEach
    void close()
    {
        reporter.close();
    }

    @Test
    void shouldSendATextInPartsOf32Bytes()
    {
        assertEquals(1, reporter.tag("a"));
        final String text = "0123456789abcdef0123456789ABCDEFx";
        assertEquals(2, reporter.tag(text));

        assertEquals(3 * 64, ring.tail());
        assertEquals("a", ring.text(0L));
        assertEquals(1, ring.bufferId(0));
        assertEquals(1, ring.coreRange(0));
        assertEquals(1, ring.device(0));
        for (int part = 0; part < 2; part++)
        {
            final long position = 64L * (part + 1);
            assertEquals(EventKind.TEXT, ring.kind(position));
            assertEquals(TextPurpose.TAG, ring.type(position));
            assertEquals(2, ring.device(position));
            assertEquals(part, ring.flags(position));
            assertEquals(text.length(), ring.coreRange(position));
            assertEquals(2, ring.bufferId(position));
        }
        assertEquals(text, ring.text(64L));
    }

    @Test
    void shouldZeroWhatAPartDoesNotFill()
    {
        for (int i = 0; i < RING_BYTES / 64; i++)
        {
            reporter.allocate(63, BufferType.L1, 0xFFFF_FFFFL, Long.MAX_VALUE);
        }
        ring.poll();
        ring.release();
        reporter.tag("abc");
        assertEquals("abc" + "\0".repeat(29), ring.text(ring.event(0) + EventDescriptor.TEXT_OFFSET, 32));
    }

    @Test
    void shouldSendEachTextOnce()
    {
        assertEquals(1, reporter.tag("weights"));
        assertEquals(2, reporter.tag("activations"));
        assertEquals(1, reporter.tag("weights"));
        assertEquals(2, reporter.tag(new String("activations".toCharArray())));
        assertEquals(128, ring.tail());
    }

    @Test
    void shouldTreatAnEmptyTextAsNone()
    {
        assertEquals(0, reporter.tag(""));
        assertEquals(0, reporter.tag(null));
        assertEquals(0, ring.tail());
        assertEquals(0, ring.dropped());
    }

    @Test
    void shouldCutATextBeforeTheCharacterThatWouldPass256Bytes()
    {
        assertEquals(256, sent("x".repeat(300)).length());
        assertEquals("x".repeat(256), sent("x".repeat(256)));
        assertEquals("x".repeat(255), sent("x".repeat(255) + "\u00e9"));
        assertEquals("x".repeat(254) + "\u00e9", sent("x".repeat(254) + "\u00e9" + "y"));
        assertEquals("x".repeat(254), sent("x".repeat(254) + "\u20ac"));
        assertEquals("x".repeat(253), sent("x".repeat(253) + "\ud83d\ude00"));
        assertEquals("\ud83d\ude00".repeat(64), sent("\ud83d\ude00".repeat(70)));
    }

    @Test
    void shouldSpendNoIdOnATextThatFoundNoSpace()
    {
        while (reporter.mark(0) >= 0)
        {
            assertTrue(ring.tail() <= RING_BYTES);
        }
        for (int i = 0; i < EventDescriptor.MAX_TEXT_ID + 10; i++)
        {
            assertEquals(0, reporter.tag("text " + i));
        }
        ring.release();
        assertEquals(1, reporter.tag("text 0"));
    }

    @Test
    void shouldNotSendUnderTheIdOfATextThatWasSentInPart()
    {
        for (int i = 0; i < RING_BYTES / 64 - 1; i++)
        {
            reporter.mark(0);
        }
        final String text = "y".repeat(40);
        assertEquals(0, reporter.tag(text));
        ring.release();
        ring.release();
        assertEquals(2, reporter.tag(text));
        assertEquals(text, ring.text((long)RING_BYTES));
    }

    @Test
    void shouldSend65535TextsAndNoMore()
    {
        for (int i = 1; i <= EventDescriptor.MAX_TEXT_ID; i++)
        {
            if (ring.tail() >= RING_BYTES)
            {
                ring.release();
            }
            assertEquals(i, reporter.tag(Integer.toString(i)));
        }
        ring.release();
        assertEquals(0, reporter.tag("one more"));
        assertEquals(65_535, reporter.tag("65535"));
        assertEquals(64L * EventDescriptor.MAX_TEXT_ID, ring.tail());
        assertEquals(0, ring.dropped());
    }

    private String sent(final String text)
    {
        final long position = ring.tail();
        assertTrue(reporter.tag(text) > 0);
        return ring.text(position);
    }
}
