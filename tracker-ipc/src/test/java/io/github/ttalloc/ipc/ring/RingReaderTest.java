package io.github.ttalloc.ipc.ring;

import io.github.ttalloc.client.EventDescriptor;
import io.github.ttalloc.client.RingDescriptor;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.journal.BatchBuilder;
import io.github.ttalloc.ipc.journal.BatchDescriptor;
import io.github.ttalloc.ipc.journal.TestBatches;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.LongStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RingReaderTest
{
    private static final int RECORDS = RingFiles.CAPACITY / RingDescriptor.RECORD_LENGTH;

    @TempDir
    private Path parent;

    private final BatchBuilder batch = new BatchBuilder();
    private RingReporter reporter;
    private ByteBuffer memory;

    @BeforeEach
    void open() throws IOException
    {
        reporter = RingFiles.reporter(parent.resolve("tracker"));
        memory = RingFiles.memory(reporter);
    }

    @AfterEach
    void close()
    {
        reporter.close();
    }

    @Test
    void shouldCopyThenReleaseAndZeroWhatWasCopied() throws IOException, RingException
    {
        report(0, 10);
        try (RingReader reader = RingReader.open(reporter.ring()))
        {
            assertArrayEquals(numbers(0, 10), copy(reader));
            assertEquals(640, reader.position());
            assertEquals(0, head());
            assertEquals(RingDescriptor.COMMITTED, memory.getLong(RingFiles.record(0)));
            assertFalse(reader.hasMore());

            reader.release();

            assertEquals(640, head());
            final byte[] zeroed = new byte[640];
            memory.get(RingDescriptor.DATA_OFFSET, zeroed);
            assertArrayEquals(new byte[640], zeroed);
            assertArrayEquals(numbers(0, 0), copy(reader));
        }
    }

    @Test
    void shouldCopyAgainAfterARewindWhatTheLastCopyTook() throws IOException, RingException
    {
        report(0, 5);
        try (RingReader reader = RingReader.open(reporter.ring()))
        {
            copy(reader);
            reader.release();
            reader.rewind();
            assertEquals(5 * 64, reader.position());
            report(5, 9);
            assertArrayEquals(numbers(5, 9), copy(reader));
            reader.rewind();
            assertArrayEquals(numbers(5, 9), copy(reader));
            report(9, 11);
            assertArrayEquals(numbers(9, 11), copy(reader));
            reader.rewind();
            assertArrayEquals(numbers(9, 11), copy(reader));
            reader.release();
            assertEquals(11 * 64, head());
        }
    }

    @Test
    void shouldNotGoBackOverUnfinishedRecordsThatItHasCounted() throws IOException, RingException
    {
        report(0, 3);
        memory.putLong(RingFiles.record(0), 0);
        memory.putLong(RingFiles.record(64), 0);
        try (RingReader reader = RingReader.open(reporter.ring()))
        {
            assertArrayEquals(numbers(0, 0), copy(reader));
            assertEquals(2, reader.skipUnfinished());
            assertArrayEquals(numbers(2, 3), copy(reader));
            reader.rewind();
            assertEquals(128, reader.position());
            assertArrayEquals(numbers(2, 3), copy(reader));
            reader.release();
            assertEquals(192, head());
        }
    }

    @Test
    void shouldStopBeforeTheFirstRecordThatIsNotCommitted() throws IOException, RingException
    {
        report(0, 6);
        memory.putLong(RingFiles.record(2 * 64), 0);
        try (RingReader reader = RingReader.open(reporter.ring()))
        {
            assertArrayEquals(numbers(0, 2), copy(reader));
            assertArrayEquals(numbers(0, 0), copy(reader));
            assertTrue(reader.hasMore());
            memory.putLong(RingFiles.record(2 * 64), RingDescriptor.COMMITTED);
            assertArrayEquals(numbers(2, 6), copy(reader));
        }
    }

    @Test
    void shouldCopyNoMoreThanABatchHolds() throws IOException, RingException
    {
        report(0, 2 * BatchDescriptor.MAX_COUNT + 5);
        try (RingReader reader = RingReader.open(reporter.ring()))
        {
            assertArrayEquals(numbers(0, BatchDescriptor.MAX_COUNT), copy(reader));
            assertArrayEquals(numbers(BatchDescriptor.MAX_COUNT, 2 * BatchDescriptor.MAX_COUNT), copy(reader));
            assertArrayEquals(
                numbers(2 * BatchDescriptor.MAX_COUNT, 2 * BatchDescriptor.MAX_COUNT + 5), copy(reader));
        }
    }

    @Test
    void shouldGoRoundAndRound() throws IOException, RingException
    {
        try (RingReader reader = RingReader.open(reporter.ring()))
        {
            long reported = 0;
            long seen = 0;
            for (int round = 0; seen < 7L * RECORDS; round++)
            {
                final long until = Math.min(seen + RECORDS, reported + 700 + round % 300);
                report(reported, until);
                reported = until;
                seen += copyAndExpect(reader, seen);
                if (round % 3 != 0)
                {
                    reader.release();
                }
                if (reported - head() / 64 == RECORDS)
                {
                    reader.release();
                }
            }
        }
    }

    @Test
    void shouldReleaseAWholeRingAtOnceFromTheMiddle() throws IOException, RingException
    {
        try (RingReader reader = RingReader.open(reporter.ring()))
        {
            report(0, 100);
            copy(reader);
            reader.release();
            report(100, 100 + RECORDS);
            for (long seen = 100; seen < 100 + RECORDS; )
            {
                seen += copyAndExpect(reader, seen);
            }
            reader.release();
            assertEquals((100L + RECORDS) * 64, head());
            report(100 + RECORDS, 100 + 2L * RECORDS);
            assertEquals(-1, reporter.mark(0));
        }
    }

    @Test
    void shouldGoOnBehindWhatTheJournalHoldsAndReleaseIt() throws IOException, RingException
    {
        report(0, 10);
        try (RingReader reader = RingReader.open(reporter.ring()))
        {
            reader.startAt(4 * 64);
            assertEquals(4 * 64, head());
            assertEquals(0, memory.getLong(RingFiles.record(3 * 64)));
            assertArrayEquals(numbers(4, 10), copy(reader));
        }
        try (RingReader reader = RingReader.open(reporter.ring()))
        {
            assertEquals(4 * 64, reader.position());
            reader.startAt(4 * 64);
            reader.startAt(10 * 64);
            assertFalse(reader.hasMore());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 64, -64, 129, 11 * 64, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 63})
    void shouldRefuseAJournalPositionThatTheRingCannotHave(final long position) throws IOException, RingException
    {
        report(0, 10);
        try (RingReader reader = RingReader.open(reporter.ring()))
        {
            reader.startAt(2 * 64);
            final RingException refusal = assertThrows(RingException.class, () -> reader.startAt(position));
            assertTrue(refusal.getMessage().contains(reporter.ring().toString()), refusal.getMessage());
            assertTrue(refusal.getMessage().contains("position=" + position), refusal.getMessage());
            assertEquals(2 * 64, reader.position());
            assertEquals(2 * 64, head());
        }
    }

    @Test
    void shouldSkipAllThatADeadProducerLeftUnfinished() throws IOException, RingException
    {
        report(0, 20);
        final ByteBuffer image = RingFiles.image(reporter);
        for (final int unfinished : new int[]{3, 4, 7, 18, 19})
        {
            image.putLong(RingFiles.record(64L * unfinished), 0);
        }
        final Path file = RingFiles.write(image, parent.resolve("dead.ring"));
        long[] seen = {};
        int skipped = 0;
        try (RingReader reader = RingReader.open(file))
        {
            assertFalse(reader.producerIsAlive());
            while (reader.hasMore())
            {
                final long[] copied = copy(reader);
                seen = LongStream.concat(Arrays.stream(seen), Arrays.stream(copied)).toArray();
                skipped += reader.skipUnfinished();
            }
        }
        assertEquals(5, skipped);
        assertArrayEquals(new long[]{0, 1, 2, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17}, seen);
    }

    @Test
    void shouldTellWhetherAReporterOfItsOwnProcessIsOpen() throws IOException, RingException
    {
        reporter.tag("one event");
        memory.putLong(RingDescriptor.DROPPED_OFFSET, 5);
        try (RingReader reader = RingReader.open(reporter.ring()))
        {
            assertTrue(reader.producerIsAlive());
            assertFalse(reader.wasClosed());
            assertEquals(5, reader.droppedCount());
            Files.delete(reporter.ring());
            assertTrue(reader.producerIsAlive());
            reporter.close();
            assertFalse(reader.producerIsAlive());
            assertTrue(reader.wasClosed());
            assertTrue(reader.hasMore());
        }
    }

    @Test
    void shouldOpenARingWhoseReporterWasClosedBefore() throws IOException, RingException
    {
        report(0, 3);
        final Path ring = reporter.ring();
        reporter.close();
        try (RingReader reader = RingReader.open(ring))
        {
            assertFalse(reader.producerIsAlive());
            assertTrue(reader.wasClosed());
            assertArrayEquals(numbers(0, 3), copy(reader));
        }
    }

    @Test
    void shouldReadTheHeader() throws IOException, RingException
    {
        try (RingReader reader = RingReader.open(reporter.ring()))
        {
            final RingHeader header = reader.header();
            assertEquals(ProcessHandle.current().pid(), header.pid());
            assertEquals(memory.getLong(RingDescriptor.PRODUCER_ID_OFFSET), header.producerId());
            assertEquals(RingFiles.CAPACITY, header.capacity());
            assertEquals(memory.getLong(RingDescriptor.START_TIME_OFFSET), header.startTimeNanos());
            assertEquals(memory.getInt(RingDescriptor.UID_OFFSET), header.uid());
            assertFalse(header.replayed());
            assertFalse(header.name().isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1, 64, 65, Integer.MAX_VALUE})
    void shouldReadANameOfAnyStatedLength(final int length) throws IOException, RingException
    {
        final ByteBuffer image = RingFiles.image(reporter);
        image.putInt(RingDescriptor.NAME_LENGTH_OFFSET, length);
        final byte[] noUtf8 = new byte[RingDescriptor.MAX_NAME_LENGTH];
        Arrays.fill(noUtf8, (byte)0xFF);
        image.put(RingDescriptor.NAME_OFFSET, noUtf8);
        try (RingReader reader = RingReader.open(RingFiles.write(image, parent.resolve("named.ring"))))
        {
            final String name = reader.header().name();
            assertEquals(length <= 0 ? "?" : "\ufffd".repeat(Math.min(length, 64)), name);
        }
    }

    @Test
    void shouldRefuseARingOfThisProcessWhosePagesAreGone() throws IOException
    {
        final long length = Files.size(reporter.ring());
        try (FileChannel file = FileChannel.open(reporter.ring(), StandardOpenOption.WRITE))
        {
            file.truncate(0);
            final RingException refusal =
                assertThrows(RingException.class, () -> RingReader.open(reporter.ring()));
            file.write(ByteBuffer.allocate(1), length - 1);
            assertEquals(
                "ring " + reporter.ring() + " is truncated: 0 bytes of " + length, refusal.getMessage());
        }
    }

    @Test
    void shouldSayWhatIsWrongWithAFileThatIsNoRing() throws IOException
    {
        refusal(ByteBuffer.allocate(0), "is truncated: 0 bytes");
        refusal(ByteBuffer.allocate(100), "is truncated: 100 bytes");
        refusal(ByteBuffer.allocate(RingFiles.image(reporter).capacity()), "is foreign");
        final ByteBuffer cut = RingFiles.image(reporter);
        cut.putLong(RingDescriptor.CAPACITY_OFFSET, 2L * RingFiles.CAPACITY);
        refusal(cut, "truncated or damaged");
        final ByteBuffer odd = RingFiles.image(reporter);
        odd.putLong(RingDescriptor.CAPACITY_OFFSET, RingFiles.CAPACITY - 64);
        refusal(odd, "has capacity=" + (RingFiles.CAPACITY - 64));
        final ByteBuffer newer = RingFiles.image(reporter);
        newer.putInt(RingDescriptor.VERSION_OFFSET, 2);
        refusal(newer, "has version=2, this program reads version=1");
        final ByteBuffer unfinished = RingFiles.image(reporter);
        unfinished.putInt(RingDescriptor.VERSION_OFFSET, 0);
        refusal(unfinished, "has version=0");
        final ByteBuffer nobody = RingFiles.image(reporter);
        nobody.putLong(RingDescriptor.PRODUCER_ID_OFFSET, 0);
        refusal(nobody, "has producer id 0");
    }

    @Test
    void shouldSayThatACounterCannotBe() throws IOException
    {
        final int head = RingFiles.trailer(RingDescriptor.TRAILER_HEAD_OFFSET);
        final int tail = RingFiles.trailer(RingDescriptor.TRAILER_TAIL_OFFSET);
        for (final long[] counters : new long[][]{
            {64, 0}, {0, 63}, {1, 65}, {-64, 0}, {0, RingFiles.CAPACITY + 64L}, {0, -64},
            {Long.MAX_VALUE - 63, Long.MIN_VALUE}, {Long.MIN_VALUE, Long.MAX_VALUE - 63}})
        {
            final ByteBuffer image = RingFiles.image(reporter).putLong(head, counters[0]).putLong(tail, counters[1]);
            refusal(image, "is damaged: head=" + counters[0]);
        }
    }

    @Test
    void shouldSayThatARingIsGone()
    {
        assertThrows(NoSuchFileException.class, () -> RingReader.open(parent.resolve("none.ring")));
    }

    @Test
    void shouldNoticeADamagedTailWhileItDrains() throws IOException, RingException
    {
        report(0, 4);
        try (RingReader reader = RingReader.open(reporter.ring()))
        {
            copy(reader);
            memory.putLong(RingFiles.trailer(RingDescriptor.TRAILER_TAIL_OFFSET), 64);
            assertThrows(RingException.class, () -> copy(reader));
            assertThrows(RingException.class, reader::hasMore);
            assertThrows(RingException.class, reader::skipUnfinished);
        }
    }

    private void refusal(final ByteBuffer image, final String part) throws IOException
    {
        final Path file = RingFiles.write(image, parent.resolve("refused.ring"));
        final RingException refusal = assertThrows(RingException.class, () -> RingReader.open(file));
        assertTrue(refusal.getMessage().startsWith("ring " + file + " "), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
        Files.delete(file);
    }

    private void report(final long from, final long to)
    {
        for (long i = from; i < to; i++)
        {
            assertEquals(i * 64, reporter.free(0, BufferType.DRAM, i));
        }
    }

    private long[] copy(final RingReader reader) throws RingException
    {
        final int count =
            reader.copy(batch.begin(BatchDescriptor.SOURCE_RING, reader.header().producerId(), reader.position()));
        assertEquals(count, batch.count());
        final ByteBuffer copied = ByteBuffer.wrap(TestBatches.bytes(batch)).order(ByteOrder.LITTLE_ENDIAN);
        return LongStream.range(0, count).map(i ->
            copied.getLong(BatchDescriptor.length((int)i) + EventDescriptor.BUFFER_ID_OFFSET)).toArray();
    }

    private int copyAndExpect(final RingReader reader, final long from) throws RingException
    {
        final long[] copied = copy(reader);
        assertArrayEquals(numbers(from, from + copied.length), copied);
        return copied.length;
    }

    private long head()
    {
        return memory.getLong(RingFiles.trailer(RingDescriptor.TRAILER_HEAD_OFFSET));
    }

    private static long[] numbers(final long from, final long to)
    {
        return LongStream.range(from, to).toArray();
    }
}
