package io.github.ttalloc.ipc.ring;

import io.github.ttalloc.client.EventDescriptor;
import io.github.ttalloc.client.EventKind;
import io.github.ttalloc.client.RingDescriptor;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.journal.BatchBuilder;
import io.github.ttalloc.ipc.journal.BatchDescriptor;
import io.github.ttalloc.ipc.journal.TestBatches;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class AgronaInteropTest
{
    private static final int RECORDS = RingFiles.CAPACITY / RingDescriptor.RECORD_LENGTH;
    private static final long EVENTS = 5L * RECORDS + 17;

    @TempDir
    private Path parent;

    private final UnsafeBuffer message = new UnsafeBuffer(new byte[EventDescriptor.EVENT_LENGTH]);
    private final BatchBuilder batch = new BatchBuilder();
    private RingReporter reporter;
    private ManyToOneRingBuffer agrona;
    private long next;

    @BeforeEach
    void open() throws IOException
    {
        reporter = RingFiles.reporter(parent.resolve("tracker"));
        agrona = new ManyToOneRingBuffer(new UnsafeBuffer(
            RingFiles.memory(reporter), RingDescriptor.DATA_OFFSET,
            RingFiles.CAPACITY + RingDescriptor.TRAILER_LENGTH));
    }

    @AfterEach
    void close()
    {
        reporter.close();
    }

    @Test
    void shouldBeDrainedByTheReaderOfAgrona()
    {
        long reported = 0;
        while (next < EVENTS)
        {
            while (reported < EVENTS && reporter.free(1, BufferType.DRAM, reported) >= 0)
            {
                reported++;
            }
            assertEquals(reported * RingDescriptor.RECORD_LENGTH, agrona.producerPosition());
            agrona.read(this::onMessage, 100);
            assertEquals(next * RingDescriptor.RECORD_LENGTH, agrona.consumerPosition());
        }
        assertEquals(EVENTS, reported);
    }

    @Test
    void shouldDrainWhatTheWriterOfAgronaWrites() throws IOException, RingException
    {
        final UnsafeBuffer drained = new UnsafeBuffer(new byte[0]);
        try (RingReader reader = RingReader.open(reporter.ring()))
        {
            long written = 0;
            while (next < EVENTS)
            {
                while (written < EVENTS && write(written))
                {
                    written++;
                }
                reader.copy(batch.begin(BatchDescriptor.SOURCE_RING, 1, reader.position()));
                drained.wrap(TestBatches.bytes(batch));
                for (int i = 0; i < batch.count(); i++)
                {
                    onMessage(RingDescriptor.MESSAGE_TYPE, drained, BatchDescriptor.length(i),
                        EventDescriptor.EVENT_LENGTH);
                }
                reader.release();
            }
            assertFalse(reader.hasMore());
            assertEquals(EVENTS * RingDescriptor.RECORD_LENGTH, agrona.consumerPosition());
        }
    }

    @Test
    void shouldShareARingWithTheWriterOfAgrona()
    {
        for (long i = 0; i < EVENTS; i++)
        {
            assertTrue(i % 3 == 0 ? write(i) : reporter.free(1, BufferType.DRAM, i) >= 0);
            agrona.read(this::onMessage, 1);
        }
        assertEquals(EVENTS, next);
    }

    @Test
    void shouldAgreeWithAgronaOnWhatIsFull()
    {
        for (long i = 0; i < RECORDS; i++)
        {
            assertTrue(write(i));
        }
        assertFalse(write(0));
        assertTrue(reporter.free(1, BufferType.DRAM, 0) < 0);
        agrona.read(this::onMessage, 1);
        assertTrue(reporter.free(1, BufferType.DRAM, RECORDS) >= 0);
        assertFalse(write(0));
        assertEquals(RingFiles.CAPACITY, agrona.size());
    }

    @Test
    void shouldShowItsHeartbeatWhereAgronaLooksForIt() throws IOException, RingException
    {
        try (RingReader reader = RingReader.open(reporter.ring()))
        {
            reader.heartbeat(1_234);
            assertEquals(1_234, agrona.consumerHeartbeatTime());
        }
    }

    private boolean write(final long number)
    {
        message.setMemory(0, EventDescriptor.EVENT_LENGTH, (byte)0);
        message.putInt(EventDescriptor.KIND_OFFSET,
            EventDescriptor.head(EventKind.FREE, BufferType.DRAM.code(), 1, 0));
        message.putLong(EventDescriptor.BUFFER_ID_OFFSET, number);
        return agrona.write(RingDescriptor.MESSAGE_TYPE, message, 0, EventDescriptor.EVENT_LENGTH);
    }

    private void onMessage(
        final int type, final DirectBuffer buffer, final int offset, final int length)
    {
        assertEquals(RingDescriptor.MESSAGE_TYPE, type);
        assertEquals(EventDescriptor.EVENT_LENGTH, length);
        assertEquals(EventDescriptor.head(EventKind.FREE, BufferType.DRAM.code(), 1, 0),
            buffer.getInt(offset + EventDescriptor.KIND_OFFSET));
        assertEquals(next, buffer.getLong(offset + EventDescriptor.BUFFER_ID_OFFSET));
        next++;
    }
}
