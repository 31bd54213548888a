package io.github.ttalloc.ledger;

import io.github.ttalloc.device.BufferType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LedgerFilesTest
{
    private static final String GOLDEN = "/io/github/ttalloc/ledger/ledger-version-2.dat";

    @TempDir
    private Path directory;

    @Test
    void shouldBeReadFromAnotherMappingWhileItIsWrittenAndGrows() throws IOException
    {
        try (OneWriterLedger ledger = open(4); LedgerReader reader = LedgerReader.open(directory))
        {
            for (int i = 0; i < 1_000; i++)
            {
                assertEquals(1, ledger.allocate(key(i), i, i, 0, 0, i, i));
                assertTrue(reader.find(key(i), new LedgerRecord()), "i=" + i);
                ledger.applied(i);
                assertEquals(i + 1, reader.size());
                assertEquals(i, reader.sequence());
            }
            assertTrue(reader.generation() > 5, "generation=" + reader.generation());
            assertEquals(List.of("ledger-" + reader.generation() + ".dat"), files());
            LedgerVerifier.verify(ledger);
        }
    }

    @Test
    void shouldBeFollowedThroughGrowthWithoutAGapByAThread() throws IOException, InterruptedException
    {
        final AtomicBoolean done = new AtomicBoolean();
        final AtomicReference<Throwable> wrong = new AtomicReference<>();
        try (OneWriterLedger ledger = open(1))
        {
            ledger.allocate(key(0), 7, 7, 0, 0, 7, 7);
            final Thread thread = new Thread(() -> follow(done, wrong));
            thread.start();
            for (int i = 1; i < 20_000; i++)
            {
                ledger.allocate(key(i), i, i, 0, 0, i, i);
            }
            done.set(true);
            thread.join();
        }
        assertNull(wrong.get());
    }

    @Test
    void shouldSendReadersOfADeadLedgerOnToTheNextOne() throws IOException
    {
        try (OneWriterLedger dead = open(4); LedgerReader reader = LedgerReader.open(directory))
        {
            dead.allocate(key(1), 1, 1, 0, 0, 1, 1);
            assertTrue(reader.find(key(1), new LedgerRecord()));
            try (OneWriterLedger next = open(4))
            {
                next.allocate(key(2), 1, 1, 0, 0, 1, 1);
                assertTrue(reader.find(key(2), new LedgerRecord()));
                assertEquals(2, reader.generation());
            }
            assertTrue(reader.isClosed());
        }
    }

    @Test
    void shouldGoOnAtAHigherLoadWhereItCannotGrowAndGrowWhenItCan() throws IOException
    {
        final Path obstacle = Files.createDirectories(directory.resolve("ledger-2.new").resolve("in-the-way"));
        try (OneWriterLedger ledger = open(100))
        {
            int live = 0;
            while (1 == ledger.allocate(key(live), 1, 1, 0, 0, 1, 1))
            {
                live++;
            }
            assertTrue(live > 105, "live=" + live);
            assertEquals(LedgerStatus.FULL, ledger.allocate(key(live), 1, 1, 0, 0, 1, 1));
            final String failure = ledger.growthFailure().getMessage();
            assertTrue(failure.contains("cannot grow"), failure);
            LedgerVerifier.verify(ledger);
            Files.delete(obstacle);
            Files.delete(obstacle.getParent());
            assertEquals(1, ledger.allocate(key(live), 1, 1, 0, 0, 1, 1));
            assertNull(ledger.growthFailure());
            assertEquals(live + 1, ledger.size());
            LedgerVerifier.verify(ledger);
        }
    }

    @Test
    void shouldStayWithItsFileUntilTheNextCanHaveItsName() throws IOException
    {
        final LedgerRecord found = new LedgerRecord();
        try (OneWriterLedger ledger = open(100); LedgerReader reader = LedgerReader.open(directory))
        {
            final Path obstacle = Files.createDirectories(directory.resolve("ledger-2.dat").resolve("in-the-way"));
            for (int i = 0; i < 102; i++)
            {
                assertEquals(1, ledger.allocate(key(i), 1, 1, 0, 0, 1, i));
                assertTrue(reader.find(key(i), found), "i=" + i);
            }
            final String failure = ledger.growthFailure().getMessage();
            assertTrue(failure.contains("cannot have its name"), failure);
            ledger.applied(7);
            assertEquals(102, reader.size());
            assertEquals(1, reader.generation());
            LedgerVerifier.verify(ledger);
            Files.delete(obstacle);
            Files.delete(obstacle.getParent());
            for (int i = 102; i < 300; i++)
            {
                assertEquals(1, ledger.allocate(key(i), 1, 1, 0, 0, 1, i));
                assertTrue(reader.find(key(i), found), "i=" + i);
            }
            assertTrue(reader.generation() > 1);
            LedgerVerifier.verify(ledger);
        }
    }

    @Test
    void shouldSayFullWhereItsTotalsCannotGrowAndGoOnWhenTheyCan() throws IOException
    {
        final Path obstacle = Files.createDirectories(directory.resolve("ledger-2.new").resolve("in-the-way"));
        try (OneWriterLedger ledger = open(100))
        {
            final long other = LedgerKey.of(0, 1, BufferType.L1, 64);
            assertEquals(1, ledger.allocate(key(1), 1, 1, 0, 0, 1, 1));
            assertEquals(LedgerStatus.FULL, ledger.allocate(other, 1, 1, 0, 0, 1, 1));
            assertEquals(LedgerStatus.FULL, ledger.write(other, 1, 1, 0, 0, 1, 1));
            assertEquals(LedgerStatus.FULL, ledger.free(other));
            final String failure = ledger.growthFailure().getMessage();
            assertTrue(failure.contains("cannot grow"), failure);
            assertThrows(UncheckedIOException.class, () -> ledger.bindDevice(0, 1, 5));
            assertThrows(IllegalStateException.class,
                () -> ledger.restore(new LedgerRecord().key(other).references(1)));
            assertEquals(2, ledger.allocate(key(1), 1, 1, 0, 0, 1, 1));
            LedgerVerifier.verify(ledger);
            Files.delete(obstacle);
            Files.delete(obstacle.getParent());
            assertEquals(1, ledger.allocate(other, 1, 1, 0, 0, 1, 1));
            assertNull(ledger.growthFailure());
            LedgerVerifier.verify(ledger);
        }
    }

    @Test
    void shouldFreeWhateverItHoldsThoughItIsFullAndCannotGrow() throws IOException
    {
        Files.createDirectories(directory.resolve("ledger-2.new").resolve("in-the-way"));
        try (OneWriterLedger ledger = open(100))
        {
            final BucketTable table = ledger.memory().table();
            final List<Long> keys = new ArrayList<>();
            for (int number = 0; keys.isEmpty() || ledger.find(keys.get(keys.size() - 1), new LedgerRecord()); number++)
            {
                if (0 == table.bucket(BucketTable.mix(key(number))))
                {
                    keys.add(key(number));
                    ledger.allocate(key(number), 1, 1, 0, 0, 1, 1);
                }
            }
            keys.remove(keys.size() - 1);
            assertTrue(keys.size() > 105, "live=" + keys.size());
            keys.forEach(k -> assertEquals(2, ledger.allocate(k, 1, 1, 0, 0, 1, 1)));
            keys.forEach(k -> assertEquals(1, ledger.free(k)));
            keys.forEach(k -> assertEquals(0, ledger.free(k)));
            LedgerVerifier.verify(ledger);
        }
    }

    @Test
    void shouldRefuseAClosedOrSilentLedger() throws IOException
    {
        final OneWriterLedger ledger = open(4);
        LedgerReader.open(directory, Long.MAX_VALUE / 2).close();
        ledger.heartbeat(System.nanoTime() - 5_000_000_000L);
        assertMessage("last heard of", () -> LedgerReader.open(directory, 1_000_000_000L));
        LedgerReader.open(directory).close();
        ledger.close();
        ledger.close();
        assertMessage("its writer has ended", () -> LedgerReader.open(directory));
    }

    @Test
    void shouldRefuseWhatIsNoLedgerWithOneMessageEach() throws IOException
    {
        assertMessage("holds no ledger", () -> LedgerReader.open(directory));
        assertMessage("holds no ledger", () -> LedgerReader.open(directory.resolve("absent")));
        final Path file = directory.resolve("ledger-1.dat");
        Files.write(file, new byte[100]);
        assertMessage("too short", () -> LedgerReader.open(directory));
        Files.write(file, new byte[8192]);
        assertMessage("is no ledger", () -> LedgerReader.open(directory));
        final byte[] golden = golden();
        Files.write(file, patched(golden, HeaderDescriptor.VERSION_OFFSET, (byte)0));
        assertMessage("is not finished", () -> LedgerReader.open(directory));
        Files.write(file, patched(golden, HeaderDescriptor.VERSION_OFFSET, (byte)9));
        assertMessage("version=9 is not 2", () -> LedgerReader.open(directory));
        Files.write(file, Arrays.copyOf(golden, golden.length - 4096));
        assertMessage("it is damaged", () -> LedgerReader.open(directory));
        Files.write(file, patched(golden, HeaderDescriptor.SEGMENT_SLOTS_OFFSET, (byte)3));
        assertMessage("it is damaged", () -> LedgerReader.open(directory), "is damaged");
    }

    @Test
    void shouldReadTheGoldenFile() throws IOException
    {
        Files.write(directory.resolve("ledger-1.dat"), golden());
        try (LedgerReader reader = LedgerReader.open(directory))
        {
            final List<String> records = new ArrayList<>();
            reader.forEach(r -> records.add(r.toString()));
            records.sort(null);
            assertEquals(List.of(
                "slot=0 device=0 type=1 bufferId=0x40 bytes=2 bytesPerBank=2 references=2 cores=4 tag=5 timeNanos=6" +
                    " sequence=7",
                "slot=0 device=0 type=1 bufferId=0x80 bytes=2 bytesPerBank=2 references=1 cores=0 tag=0 timeNanos=2" +
                    " sequence=2"), records);
            assertEquals(2, reader.size());
            assertEquals(9, reader.sequence());
        }
    }

    @Test
    void shouldStillWriteTheGoldenFile() throws IOException
    {
        try (OneWriterLedger ledger = open(8))
        {
            writeGolden(ledger);
            final byte[] written = Files.readAllBytes(directory.resolve("ledger-1.dat"));
            Arrays.fill(written, HeaderDescriptor.ID_OFFSET, HeaderDescriptor.ID_OFFSET + 8, (byte)0);
            Arrays.fill(written, HeaderDescriptor.HEARTBEAT_OFFSET, HeaderDescriptor.HEARTBEAT_OFFSET + 8, (byte)0);
            assertArrayEquals(golden(), written, "the layout changed: raise the version and keep the old golden file");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void shouldSurviveEveryFlippedBitOfItsHeaderAndTable(final int bit) throws IOException
    {
        final byte[] golden = golden();
        for (int at = 0; at < golden.length; at += at < 128 ? 1 : 29)
        {
            final byte[] flipped = golden.clone();
            flipped[at] ^= (byte)(1 << bit);
            Files.write(directory.resolve("ledger-1.dat"), flipped);
            readAll("at=" + at + " bit=" + bit);
        }
    }

    @Test
    void shouldServeManyWritersFromAFile() throws IOException
    {
        final LedgerContext context = new LedgerContext().capacity(50).totalsBlocks(4).directory(directory);
        try (ManyWritersLedger ledger = new ManyWritersLedger(context);
            LedgerWriter writer = ledger.newWriter(); LedgerReader reader = LedgerReader.open(directory))
        {
            assertEquals(1, writer.allocate(key(1), 5, 5, 0, 0, 0, 0));
            assertTrue(reader.find(key(1), new LedgerRecord()));
            final List<Long> bytes = new ArrayList<>();
            reader.forEachTotals(t -> bytes.add(t.bytes()));
            assertEquals(List.of(5L, 5L), bytes);
            LedgerVerifier.verify(ledger);
        }
    }

    private static void writeGolden(final OneWriterLedger ledger)
    {
        ledger.allocate(key(1), 1, 1, 2, 3, 1, 1);
        ledger.allocate(key(1), 2, 2, 4, 5, 6, 7);
        ledger.allocate(key(2), 2, 2, 0, 0, 2, 2);
        ledger.allocate(key(3), 3, 3, 0, 0, 3, 3);
        ledger.free(key(3));
        ledger.free(key(4));
        ledger.applied(9);
    }

    /* Damage is refused with a clear error or read as far as it goes: no other exception, no endless loop. */
    private void readAll(final String at)
    {
        try (LedgerReader reader = LedgerReader.open(directory))
        {
            final int[] count = new int[1];
            reader.forEach(r -> count[0]++);
            reader.forEachTotals(t -> count[0]++);
            assertTrue(count[0] < 1_000, at);
            reader.find(key(1), new LedgerRecord());
        }
        catch (final IOException | java.io.UncheckedIOException e)
        {
            assertTrue(e.getMessage().contains(directory.toString()), at + " " + e);
        }
    }

    private void follow(final AtomicBoolean done, final AtomicReference<Throwable> wrong)
    {
        try (LedgerReader reader = LedgerReader.open(directory))
        {
            final LedgerRecord record = new LedgerRecord();
            long seen = 0;
            while (!done.get())
            {
                assertTrue(reader.find(key(0), record));
                final long[] found = new long[2];
                reader.forEach(r ->
                {
                    found[0]++;
                    found[1] = Math.max(found[1], r.sequence() == 7 ? 0 : r.sequence());
                    assertTrue(r.bytes() == r.sequence() && r.timeNanos() == r.sequence(), r.toString());
                });
                assertTrue(found[0] >= seen, "found=" + found[0] + " seen=" + seen);
                seen = found[0];
            }
        }
        catch (final Throwable e)
        {
            wrong.set(e);
        }
    }

    private OneWriterLedger open(final long capacity)
    {
        return new OneWriterLedger(new LedgerContext().capacity(capacity).totalsBlocks(2).directory(directory));
    }

    private List<String> files() throws IOException
    {
        try (Stream<Path> files = Files.list(directory))
        {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private static void assertMessage(final String part, final org.junit.jupiter.api.function.Executable call)
    {
        final LedgerFileException e = assertThrows(LedgerFileException.class, call);
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }

    private static void assertMessage(
        final String part, final org.junit.jupiter.api.function.Executable call, final String or)
    {
        final LedgerFileException e = assertThrows(LedgerFileException.class, call);
        assertTrue(e.getMessage().contains(part) || e.getMessage().contains(or), e.getMessage());
    }

    private static byte[] patched(final byte[] bytes, final int at, final byte value)
    {
        final byte[] result = bytes.clone();
        result[at] = value;
        return result;
    }

    private static byte[] golden() throws IOException
    {
        try (InputStream in = LedgerFilesTest.class.getResourceAsStream(GOLDEN))
        {
            return in.readAllBytes();
        }
    }

    private static long key(final long number)
    {
        return LedgerKey.of(0, 0, BufferType.L1, number * 64);
    }
}
