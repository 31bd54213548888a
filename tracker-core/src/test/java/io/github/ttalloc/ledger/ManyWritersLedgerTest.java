package io.github.ttalloc.ledger;

import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ManyWritersLedgerTest
{
    private static final int OPERATIONS = Integer.getInteger("ttalloc.test.operations", 20_000);
    private ManyWritersLedger ledger = new ManyWritersLedger(new LedgerContext().capacity(500));

    @AfterEach
    void verify()
    {
        LedgerVerifier.verify(ledger);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldAgreeWithTheReferenceModelFromOneThread(final int seed)
    {
        final Random random = new Random(seed);
        ledger = new ManyWritersLedger(new LedgerContext().capacity(1_800).load(0.8).segmentSlots(128));
        final LedgerWriter[] writers = {ledger.newWriter(), ledger.newWriter()};
        final ReferenceLedger model = new ReferenceLedger();
        for (int i = 1; i <= OPERATIONS; i++)
        {
            final String at = "seed=" + seed + " operation=" + i;
            step(random, i, writers[random.nextInt(2)], model, at);
        }
        final Map<Long, String> expected = new TreeMap<>();
        model.records.forEach((k, r) -> expected.put(k, r.toString()));
        final Map<Long, String> actual = new TreeMap<>();
        ledger.newReader().forEach(r -> actual.put(r.key(), r.toString()));
        assertEquals(expected, actual, "seed=" + seed);
        assertEquals(expected.size(), ledger.newReader().size());
        assertEquals(withoutPeaksAndOverlaps(model.totals()),
            ReferenceLedger.totalsOf(ledger.newReader()::forEachTotals), "seed=" + seed);
    }

    @Test
    void shouldAdmitItsCapacityAndThenSayFull()
    {
        try (LedgerWriter writer = ledger.newWriter(); LedgerWriter other = ledger.newWriter())
        {
            for (int i = 0; i < 500; i++)
            {
                final LedgerWriter w = i % 3 == 0 ? writer : other;
                assertEquals(1, w.allocate(l1(i), 1, 0, 0, 0, 0, 0));
            }
            long extra = 0;
            while (LedgerStatus.FULL != writer.allocate(l1(1_000 + extra), 1, 0, 0, 0, 0, 0))
            {
                extra++;
            }
            assertTrue(extra <= 4 * Admission.LOT, "extra=" + extra);
            assertEquals(2, writer.allocate(l1(3), 1, 0, 0, 0, 0, 0));
            for (int i = 10; i < 300; i++)
            {
                assertEquals(0, other.free(l1(i)));
            }
            assertEquals(1, writer.allocate(l1(7_000), 1, 0, 0, 0, 0, 0));
        }
        assertEquals(500, ledger.capacity());
    }

    @Test
    void shouldRefuseMoreWritersThanItWasBuiltFor()
    {
        ledger = new ManyWritersLedger(new LedgerContext().capacity(10).writers(2));
        final LedgerWriter first = ledger.newWriter();
        final LedgerWriter second = ledger.newWriter();
        final String message = assertThrows(IllegalStateException.class, ledger::newWriter).getMessage();
        assertTrue(message.contains("writers=2"), message);
        first.close();
        first.close();
        final LedgerWriter third = ledger.newWriter();
        assertThrows(IllegalStateException.class, ledger::newWriter);
        assertEquals(1, third.allocate(l1(1), 1, 0, 0, 0, 0, 0));
        assertEquals(2, second.allocate(l1(1), 1, 0, 0, 0, 0, 0));
        third.close();
        second.close();
        assertEquals(ledger.memory().table().slots() - 1, ledger.freeSlots());
    }

    @Test
    void shouldLetEveryFreedPlaceBeUsedAgain()
    {
        for (int round = 0; round < 100; round++)
        {
            try (LedgerWriter writer = ledger.newWriter(); LedgerWriter other = ledger.newWriter())
            {
                for (int i = 0; i < 500; i++)
                {
                    assertEquals(1, writer.allocate(l1(i), 1, 0, 0, 0, 0, 0));
                }
                for (int i = 0; i < 500; i++)
                {
                    assertEquals(0, other.free(l1(i)));
                }
            }
        }
        assertEquals(0, ledger.newReader().size());
    }

    @Test
    void shouldRefuseWhatIsOutOfRange()
    {
        try (LedgerWriter writer = ledger.newWriter())
        {
            assertEquals(LedgerStatus.INVALID, writer.allocate(l1(0), -1, 0, 0, 0, 0, 0));
            assertEquals(LedgerStatus.INVALID, writer.allocate(l1(0), ledger.maxBytes() + 1, 0, 0, 0, 0, 0));
            assertEquals(LedgerStatus.INVALID, writer.write(l1(0), 0, -1, 0, 0, 0, 0));
            assertEquals(LedgerStatus.INVALID, writer.free(15L << 44));
            assertEquals(LedgerStatus.INVALID, writer.freeAll(0, 64, 1));
        }
        assertEquals(0, ledger.newReader().size());
    }

    @Test
    void shouldSayFullWhenThereIsNoRoomForAnotherProcessesTotals()
    {
        ledger = new ManyWritersLedger(new LedgerContext().capacity(10).totalsBlocks(2));
        try (LedgerWriter writer = ledger.newWriter())
        {
            assertEquals(1, writer.allocate(LedgerKey.of(0, 0, BufferType.L1, 1), 1, 0, 0, 0, 0, 0));
            assertEquals(1, writer.allocate(LedgerKey.of(0, 1, BufferType.L1, 1), 1, 0, 0, 0, 0, 0));
            assertEquals(LedgerStatus.FULL, writer.allocate(LedgerKey.of(0, 2, BufferType.L1, 1), 1, 0, 0, 0, 0, 0));
        }
    }

    @Test
    void shouldHaveRoomForTheTotalsOfEightDevicesFromEachOfItsWriters()
    {
        final int writers = 40;
        ledger = new ManyWritersLedger(new LedgerContext().capacity(writers * 8).writers(writers));
        final List<LedgerWriter> open = new ArrayList<>();
        for (int number = 0; number < writers; number++)
        {
            open.add(ledger.newWriter());
            for (int device = 0; device < 8; device++)
            {
                assertEquals(1, open.get(number).allocate(
                    LedgerKey.of(0, device, BufferType.L1, number), 1, 0, 0, 0, 0, 0));
            }
        }
        open.forEach(LedgerWriter::close);
        assertEquals(writers * 8, ledger.newReader().size());
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 12, 13})
    void shouldLoseNothingWhenThreadsMeetOnTheSameKeys(final int seed) throws InterruptedException
    {
        ledger = new ManyWritersLedger(new LedgerContext().capacity(200).load(0.8));
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        final List<Thread> threads = new ArrayList<>();
        final long[] held = new long[3];
        for (int t = 0; t < 3; t++)
        {
            final int number = t;
            threads.add(new Thread(() -> held[number] = churn(new Random(seed * 100L + number), failure)));
        }
        threads.add(new Thread(() -> read(failure)));
        for (final Thread thread : threads)
        {
            thread.start();
        }
        for (final Thread thread : threads)
        {
            thread.join();
        }
        assertNull(failure.get(), () -> "seed=" + seed + " " + failure.get());
        final long[] references = new long[1];
        ledger.newReader().forEach(r -> references[0] += r.references());
        assertEquals(held[0] + held[1] + held[2], references[0], "seed=" + seed);
    }

    @Test
    void shouldReleaseAndFreeAllWhatIsThere()
    {
        try (LedgerWriter writer = ledger.newWriter())
        {
            for (int i = 0; i < 300; i++)
            {
                final BufferType type = i % 2 == 0 ? BufferType.CB : BufferType.L1;
                writer.allocate(LedgerKey.of(i % 3, 0, type, i), 8, 0, 0, 0, 0, 0);
            }
            assertEquals(50, writer.freeAll(1, 0, BufferType.CB.code()));
            assertEquals(0, writer.freeAll(1, 0, BufferType.CB.code()));
            final List<Long> shown = new ArrayList<>();
            assertEquals(100, writer.release(2, r -> shown.add(r.key())));
            assertEquals(100, shown.stream().filter(k -> LedgerKey.slot(k) == 2).distinct().count());
            assertEquals(150, ledger.newReader().size());
            assertTrue(writer.find(LedgerKey.of(0, 0, BufferType.CB, 0), new LedgerRecord()));
            assertFalse(writer.find(LedgerKey.of(2, 0, BufferType.CB, 2), new LedgerRecord()));
        }
    }

    @Test
    void shouldFreeAllThoughAnotherWriterHasNotCountedYetWhatAThirdFrees()
    {
        final LedgerMemory memory = ledger.memory();
        final LedgerWriter own = ledger.newWriter();
        assertEquals(1, own.allocate(l1(1), 8, 0, 0, 0, 0, 0));
        final long[] freed = new long[1];
        final UnsafeBuffer stopping = new UnsafeBuffer(memory.totals())
        {
            private boolean hasStopped;

            @Override
            public void putLongRelease(final int index, final long value)
            {
                if (!hasStopped)
                {
                    hasStopped = true;
                    assertEquals(0, own.free(l1(2)));
                    freed[0] = own.freeAll(0, 0, BufferType.L1.code());
                }
                super.putLongRelease(index, value);
            }
        };
        try (LedgerWriter other = new LedgerWriter(
            ledger, new StripedTotals(stopping, memory.geometry().totalsBlocks(), 1), new Admission(10)))
        {
            assertEquals(1, other.allocate(l1(2), 8, 0, 0, 0, 0, 0));
        }
        own.close();
        assertEquals(1, freed[0]);
        assertFalse(ledger.newReader().find(l1(1), new LedgerRecord()));
    }

    private long churn(final Random random, final AtomicReference<Throwable> failure)
    {
        long references = 0;
        try (LedgerWriter writer = ledger.newWriter())
        {
            for (int i = 0; i < 60_000; i++)
            {
                final long key = LedgerKey.of(0, 0, BufferType.L1, BufferId.of(0, 0, random.nextInt(40) * 32L));
                final long n = random.nextInt(1_000_000);
                if (random.nextInt(2) == 0)
                {
                    assertTrue(writer.allocate(key, n, n, 0, (int)n, n, n) > 0);
                    references++;
                }
                else if (writer.free(key) >= 0)
                {
                    references--;
                }
            }
        }
        catch (final Throwable t)
        {
            failure.set(t);
        }
        return references;
    }

    private void read(final AtomicReference<Throwable> failure)
    {
        final LedgerReader reader = ledger.newReader();
        final LedgerRecordConsumer check = r ->
        {
            final long n = r.timeNanos();
            if (r.bytes() != n || r.bytesPerBank() != n || r.tag() != (int)n || r.sequence() != n || r.references() < 1)
            {
                failure.set(new AssertionError("torn: " + r));
            }
        };
        final LedgerRecord found = new LedgerRecord();
        for (int i = 0; i < 3_000; i++)
        {
            reader.forEach(check);
            for (int k = 0; k < 40; k++)
            {
                if (reader.find(l1(k * 32L), found))
                {
                    check.onRecord(found);
                }
            }
        }
    }

    private static void step(
        final Random random, final int i, final LedgerWriter writer, final ReferenceLedger model, final String at)
    {
        final long key = Keys.random(random);
        final LedgerRecord r = new LedgerRecord().key(key).bytes(random.nextInt(100)).bytesPerBank(random.nextInt(9))
            .cores(i).tag(i).timeNanos(i).sequence(i).references(1);
        final int action = random.nextInt(100);
        if (action < 45)
        {
            assertEquals(model.allocate(r), writer.allocate(
                key, r.bytes(), r.bytesPerBank(), r.cores(), r.tag(), r.timeNanos(), r.sequence()), at);
        }
        else if (action < 55)
        {
            assertEquals(model.write(r), writer.write(
                key, r.bytes(), r.bytesPerBank(), r.cores(), r.tag(), r.timeNanos(), r.sequence()), at);
        }
        else if (action < 98)
        {
            assertEquals(model.free(key), writer.free(key), at);
        }
        else
        {
            final int type = LedgerKey.typeCode(key);
            assertEquals(model.freeAll(LedgerKey.slot(key), LedgerKey.device(key), type),
                writer.freeAll(LedgerKey.slot(key), LedgerKey.device(key), type), at);
        }
    }

    private static Map<String, Map<String, Long>> withoutPeaksAndOverlaps(final Map<String, Map<String, Long>> totals)
    {
        totals.values().forEach(t -> t.keySet().removeIf(n -> n.startsWith("peak") || n.equals("overlaps")));
        return totals;
    }

    private static long l1(final long address)
    {
        return LedgerKey.of(0, 0, BufferType.L1, address);
    }
}
