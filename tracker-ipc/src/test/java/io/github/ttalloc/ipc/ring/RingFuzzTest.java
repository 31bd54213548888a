package io.github.ttalloc.ipc.ring;

import io.github.ttalloc.client.RingDescriptor;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.journal.BatchBuilder;
import io.github.ttalloc.ipc.journal.BatchDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Damages words of a ring, before it is opened and while it is drained: every call ends, and in a result that can be or
 * in a {@link RingException}.
 */
class RingFuzzTest
{
    private static final int ROUNDS = 2_000;
    private static final int STEPS = 12;
    private static final int EVENTS = 3_000;
    private static final int RECORDS = RingFiles.CAPACITY / RingDescriptor.RECORD_LENGTH;

    @TempDir
    private Path parent;

    private final BatchBuilder batch = new BatchBuilder();
    private SplittableRandom random;
    private int refused;
    private int finished;

    @Test
    void shouldComeToAResultOrARingExceptionWhateverTheWordsAre() throws IOException
    {
        final long seed = Long.getLong("ttalloc.seed", System.nanoTime());
        random = new SplittableRandom(seed);
        final ByteBuffer image = image();
        final Path file = RingFiles.write(image, parent.resolve("damaged.ring"));
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE))
        {
            final MappedByteBuffer memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, image.capacity());
            memory.order(ByteOrder.LITTLE_ENDIAN);
            for (int round = 0; round < ROUNDS; round++)
            {
                memory.put(0, image, 0, image.capacity());
                damage(memory);
                drain(file, memory);
            }
        }
        catch (final RuntimeException | AssertionError ex)
        {
            throw new AssertionError("seed=" + seed + " (-Dttalloc.seed): " + ex, ex);
        }
        assertEquals(ROUNDS, refused + finished);
        assertTrue(refused > ROUNDS / 10 && finished > ROUNDS / 10,
            () -> "refused=" + refused + " finished=" + finished + " seed=" + seed);
    }

    private ByteBuffer image() throws IOException
    {
        try (RingReporter reporter = RingFiles.reporter(parent.resolve("tracker")))
        {
            for (int i = 0; i < EVENTS; i++)
            {
                reporter.free(0, BufferType.DRAM, i);
            }
            return RingFiles.image(reporter);
        }
    }

    private void drain(final Path file, final MappedByteBuffer memory) throws IOException
    {
        try (RingReader reader = RingReader.open(file))
        {
            for (int step = 0; step < STEPS; step++)
            {
                step(reader);
                if (0 == random.nextInt(8))
                {
                    damage(memory);
                }
            }
            finished++;
        }
        catch (final RingException ex)
        {
            assertTrue(ex.getMessage().contains(file.toString()), ex.getMessage());
            refused++;
        }
    }

    private void step(final RingReader reader) throws RingException, IOException
    {
        final long before = reader.position();
        switch (random.nextInt(8))
        {
            case 0, 1, 2 ->
            {
                final int count = reader.copy(batch.begin(BatchDescriptor.SOURCE_RING, 1, before));
                assertTrue(count >= 0 && count <= BatchDescriptor.MAX_COUNT);
                assertEquals(before + count * 64L, reader.position());
            }
            case 3 -> reader.release();
            case 4 ->
            {
                final int skipped = reader.skipUnfinished();
                assertTrue(skipped >= 0 && skipped <= RECORDS);
                assertEquals(before + skipped * 64L, reader.position());
            }
            case 5 ->
            {
                reader.rewind();
                assertTrue(reader.position() <= before);
            }
            case 6 -> reader.startAt(random.nextBoolean() ? before : value());
            default ->
            {
                reader.hasMore();
                reader.wasClosed();
                reader.droppedCount();
                assertTrue(!reader.producerIsAlive());
            }
        }
    }

    private void damage(final MappedByteBuffer memory)
    {
        for (int word = random.nextInt(3); word >= 0; word--)
        {
            switch (random.nextInt(4))
            {
                case 0 -> memory.putLong(random.nextInt(RingDescriptor.CLOSED_OFFSET), value());
                case 1 -> memory.putLong(
                    RingFiles.trailer(128 * random.nextInt(RingDescriptor.TRAILER_LENGTH / 128)), value());
                default -> memory.putLong(
                    RingFiles.record(64L * random.nextInt(RECORDS)), random.nextBoolean() ? 0 : value());
            }
        }
    }

    private long value()
    {
        return switch (random.nextInt(6))
        {
            case 0 -> random.nextLong();
            case 1 -> 64L * random.nextInt(2 * RECORDS);
            case 2 -> 1L << random.nextInt(64);
            case 3 -> -(1L << random.nextInt(64));
            case 4 -> random.nextInt(EVENTS) * 64L + random.nextInt(2);
            default -> RingDescriptor.COMMITTED;
        };
    }
}
