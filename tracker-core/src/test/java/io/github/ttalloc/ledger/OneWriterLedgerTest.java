package io.github.ttalloc.ledger;

import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OneWriterLedgerTest
{
    private final OneWriterLedger ledger = new OneWriterLedger(new LedgerContext().capacity(64));
    private final LedgerRecord record = new LedgerRecord();

    @AfterEach
    void verify()
    {
        LedgerVerifier.verify(ledger);
    }

    @Test
    void shouldCountReferencesAndKeepTheNewestFields()
    {
        final long key = l1(0x1000);
        assertEquals(1, ledger.allocate(key, 4096, 64, 0, 1, 10, 1));
        assertEquals(2, ledger.allocate(key, 8192, 128, 3, 2, 20, 2));
        assertTrue(ledger.find(key, record));
        assertEquals(new LedgerRecord().key(key).bytes(8192).bytesPerBank(128).cores(3).tag(2).timeNanos(20)
            .sequence(2).references(2).toString(), record.toString());
        assertEquals(1, ledger.free(key));
        assertEquals(0, ledger.free(key));
        assertEquals(LedgerStatus.UNKNOWN, ledger.free(key));
        assertFalse(ledger.find(key, record));
        final LedgerTotals totals = totals(0, BufferType.L1);
        assertEquals(2, totals.allocations());
        assertEquals(2, totals.frees());
        assertEquals(1, totals.unknownFrees());
        assertEquals(1, totals.reallocations());
        assertEquals(1, totals.doubleAllocations());
        assertEquals(8192, totals.peakBytes());
        assertEquals(2, totals.peakBytesSequence());
        assertEquals(1, totals.peakBuffers());
        assertEquals(1, totals.peakBuffersSequence());
    }

    @Test
    void shouldReplaceWhatWasWrittenWithoutAReference()
    {
        final long key = LedgerKey.of(1, 2, BufferType.KERNEL, BufferId.of(3, 4, 0x2000));
        assertEquals(1, ledger.write(key, 100, 0, 0, 0, 1, 1));
        assertEquals(1, ledger.write(key, 60, 0, 0, 0, 2, 2));
        assertTrue(ledger.find(key, record));
        assertEquals(60, record.bytes());
        assertEquals(1, record.references());
        assertEquals(0, ledger.free(key));
    }

    @Test
    void shouldRefuseWhatIsOutOfRangeAndChangeNothing()
    {
        assertEquals(LedgerStatus.INVALID, ledger.allocate(l1(1), -1, 0, 0, 0, 0, 0));
        assertEquals(LedgerStatus.INVALID, ledger.allocate(l1(1), 0, -1, 0, 0, 0, 0));
        assertEquals(LedgerStatus.INVALID, ledger.allocate(l1(1), OneWriterLedger.MAX_TOTAL + 1, 0, 0, 0, 0, 0));
        assertEquals(LedgerStatus.INVALID, ledger.write(15L << 44, 1, 0, 0, 0, 0, 0));
        assertEquals(LedgerStatus.INVALID, ledger.free(15L << 44));
        assertEquals(LedgerStatus.INVALID, ledger.freeAll(0, 0, 9));
        assertEquals(0, ledger.size());
    }

    @Test
    void shouldRefuseAnAllocationThatWouldWrapATotal()
    {
        assertEquals(1, ledger.allocate(l1(1), OneWriterLedger.MAX_TOTAL, 0, 0, 0, 0, 0));
        assertEquals(LedgerStatus.INVALID, ledger.allocate(l1(2), 1, 0, 0, 0, 0, 0));
        assertEquals(1, ledger.allocate(l1(3), 0, 0, 0, 0, 0, 0));
        assertEquals(OneWriterLedger.MAX_TOTAL, totals(0, BufferType.L1).bytes());
    }

    @Test
    void shouldCountAnAllocationThatOverlapsOnce()
    {
        ledger.allocate(l1(0x1000), 4096, 256, 0, 0, 0, 1);
        ledger.allocate(l1(0x1100), 4096, 256, 0, 0, 0, 2);
        assertEquals(0, totals(0, BufferType.L1).overlaps());
        ledger.allocate(l1(0x10F0), 4096, 32, 0, 0, 0, 3);
        assertEquals(1, totals(0, BufferType.L1).overlaps());
        ledger.free(l1(0x10F0));
        ledger.allocate(LedgerKey.of(0, 0, BufferType.DRAM, 0x10F0), 4096, 32, 0, 0, 0, 4);
        ledger.allocate(LedgerKey.of(0, 1, BufferType.L1, 0x10F0), 4096, 32, 0, 0, 0, 5);
        ledger.allocate(l1(0x10F0), 4096, 0, 0, 0, 0, 6);
        assertEquals(1, totals(0, BufferType.L1).overlaps());
    }

    @Test
    void shouldCountOverlapsAmongManyBuffersOfTwoProcesses()
    {
        final int buffers = 120_000;
        ledger.bindDevice(1, 0, 0);
        for (int i = 0; i < buffers; i++)
        {
            final long address = i * 7_919L % buffers * 128;
            ledger.allocate(LedgerKey.of(0, 0, BufferType.L1, address), 4096, 64, 0, 0, 0, i);
            ledger.allocate(LedgerKey.of(1, 0, BufferType.L1, address + 32), 4096, 32, 0, 0, 0, i);
        }
        assertEquals(0, totals(0, BufferType.L1).overlaps());
        assertEquals(0, totals(1, BufferType.L1).overlaps());
        assertFalse(ledger.ranges().isNear());

        ledger.allocate(LedgerKey.of(0, 0, BufferType.L1, 1280 + 16), 4096, 16, 0, 0, 0, buffers);
        ledger.allocate(LedgerKey.of(1, 0, BufferType.L1, 1280 + 16), 4096, 16, 0, 0, 0, buffers);
        assertEquals(1, totals(0, BufferType.L1).overlaps());
        assertEquals(0, totals(1, BufferType.L1).overlaps());

        ledger.freeAll(0, 0, BufferType.L1.code());
        for (int i = 0; i < buffers; i++)
        {
            assertEquals(0, ledger.free(LedgerKey.of(1, 0, BufferType.L1, i * 104_729L % buffers * 128 + 32)));
        }
        assertEquals(0, ledger.free(LedgerKey.of(1, 0, BufferType.L1, 1280 + 16)));
        ledger.applied(buffers);
        assertEquals(0, ledger.ranges().inUse());
    }

    @Test
    void shouldFreeAllOfATypeInProportionToIt()
    {
        for (int program = 0; program < 100; program++)
        {
            for (int i = 0; i < 10; i++)
            {
                ledger.allocate(LedgerKey.of(0, 0, BufferType.CB, BufferId.of(i, 0, 0x100)), 64, 64, 0, 0, 0, 0);
            }
            ledger.allocate(l1(program * 64L), 64, 0, 0, 0, 0, 0);
            assertEquals(10, ledger.freeAll(0, 0, BufferType.CB.code()));
            assertEquals(program + 1, ledger.size());
        }
        assertEquals(0, ledger.freeAll(0, 0, BufferType.CB.code()));
        assertEquals(100, ledger.freeAll(0, 0, BufferType.L1.code()));
        assertEquals(0, ledger.freeAll(7, 0, BufferType.L1.code()));
    }

    @Test
    void shouldReleaseAProcessAndKeepItsHistoryUntilItIsRetired()
    {
        for (int i = 0; i < 200; i++)
        {
            ledger.allocate(LedgerKey.of(i % 2, i % 3, BufferType.DRAM, i), 10, 0, 0, 0, 0, i);
        }
        final List<Long> shown = new ArrayList<>();
        assertEquals(100, ledger.release(1, r -> shown.add(r.key())));
        assertEquals(100, shown.stream().distinct().filter(k -> LedgerKey.slot(k) == 1).count());
        assertEquals(100, ledger.size());
        assertEquals(0, totals(1, BufferType.DRAM).bytes());
        assertTrue(totals(1, BufferType.DRAM).allocations() > 0);
        assertThrows(IllegalStateException.class, () -> ledger.retire(0));
        ledger.retire(1);
        assertNull(totals(1, BufferType.DRAM));
        assertEquals(1, ledger.allocate(LedgerKey.of(1, 0, BufferType.DRAM, 5), 10, 0, 0, 0, 0, 500));
        assertEquals(1, totals(1, BufferType.DRAM).allocations());
    }

    @Test
    void shouldGroupTotalsByChipWhereItIsKnown()
    {
        ledger.allocate(LedgerKey.of(1, 0, BufferType.DRAM, 0), 10, 0, 0, 0, 0, 1);
        ledger.bindDevice(1, 0, 77);
        ledger.bindDevice(2, 3, 77);
        ledger.allocate(LedgerKey.of(2, 3, BufferType.DRAM, 0), 5, 0, 0, 0, 0, 2);
        ledger.allocate(LedgerKey.of(3, 0, BufferType.DRAM, 0), 1, 0, 0, 0, 0, 3);
        final List<String> groups = new ArrayList<>();
        ledger.forEachTotals(t ->
        {
            if (t.isGroup())
            {
                groups.add("chip=" + t.chipId() + " bytes=" + t.bytes() + " peak=" + t.peakBytes() + "@" +
                    t.peakBytesSequence() + " allocations=" + t.allocations());
            }
        });
        assertTrue(groups.contains("chip=77 bytes=15 peak=15@2 allocations=2"), groups.toString());
        assertTrue(groups.contains("chip=0 bytes=1 peak=10@1 allocations=1"), groups.toString());
    }

    @Test
    void shouldRestoreWhatItShowedExactly()
    {
        ledger.bindDevice(1, 0, 99);
        for (int i = 0; i < 300; i++)
        {
            ledger.allocate(LedgerKey.of(i % 3, 0, BufferType.L1, i / 2 * 64L), i, 100, 0, i, i, i);
            ledger.free(LedgerKey.of(i % 3, 0, BufferType.L1, i * 16L));
        }
        assertTrue(ledger.release(2, record::set) > 0);
        final OneWriterLedger restored = new OneWriterLedger(new LedgerContext().capacity(1).totalsBlocks(2));
        ledger.forEachTotals(restored::restoreTotals);
        ledger.forEach(restored::restore);
        LedgerVerifier.verify(restored);
        assertEquals(ReferenceLedger.totalsOf(ledger::forEachTotals),
            ReferenceLedger.totalsOf(restored::forEachTotals));
        assertEquals(recordsOf(ledger), recordsOf(restored));
        ledger.forEach(record::set);
        assertThrows(IllegalArgumentException.class, () -> restored.restore(record));
    }

    @Test
    void shouldHoldAnyNumberOfKeysOfOneBucket()
    {
        final BucketTable table = ledger.memory().table();
        final List<Long> keys = new ArrayList<>();
        for (long address = 0; keys.size() < 60; address += 32)
        {
            if (table.bucket(BucketTable.mix(l1(address))) == 5)
            {
                keys.add(l1(address));
            }
        }
        for (int round = 0; round < 3; round++)
        {
            keys.forEach(k -> assertEquals(1, ledger.allocate(k, 32, 0, 0, 0, 0, 1)));
            assertTrue(BucketWord.isExtended(table.wordAcquire(5)));
            keys.forEach(k -> assertEquals(2, ledger.allocate(k, 32, 0, 0, 0, 0, 1)));
            LedgerVerifier.verify(ledger);
            assertEquals(60, recordsOf(ledger).size());
            keys.forEach(k -> assertEquals(1, ledger.free(k)));
            keys.forEach(k -> assertEquals(0, ledger.free(k)));
            LedgerVerifier.verify(ledger);
            assertFalse(BucketWord.isExtended(table.wordAcquire(5)));
        }
        assertEquals(64, ledger.capacity());
    }

    @Test
    void shouldHoldItsCapacityHoweverItsKeysShareBuckets()
    {
        for (final int share : new int[]{1, 6, 12, 13, 15, 16, 29, 400})
        {
            final OneWriterLedger shared = new OneWriterLedger(new LedgerContext().capacity(1_200).load(0.8));
            final List<Long> keys = keysBySharesOf(share, shared.memory().table(), 1_200);
            keys.forEach(k -> assertEquals(1, shared.allocate(k, 32, 0, 0, 0, 0, 1), "share=" + share));
            keys.forEach(k -> assertTrue(shared.find(k, record), "share=" + share));
            LedgerVerifier.verify(shared);
            assertEquals(1_200, shared.capacity());
            keys.forEach(k -> assertEquals(0, shared.free(k), "share=" + share));
            LedgerVerifier.verify(shared);
        }
    }

    /* So many keys for each of the first buckets, or fewer where there are not enough buckets. */
    private static List<Long> keysBySharesOf(final int share, final BucketTable table, final int count)
    {
        final int[] sizes = new int[table.buckets()];
        final int most = Math.max(share, (count + sizes.length - 1) / sizes.length);
        final List<Long> keys = new ArrayList<>();
        for (long address = 0; keys.size() < count; address += 32)
        {
            final int bucket = table.bucket(BucketTable.mix(l1(address)));
            if (bucket <= (count - 1) / most && sizes[bucket]++ < most)
            {
                keys.add(l1(address));
            }
        }
        return keys;
    }

    @Test
    void shouldRefuseExactlyWhatGoesBeyondTheLargestTotal()
    {
        final long some = OneWriterLedger.MAX_TOTAL / 64;
        for (int i = 0; i < 64; i++)
        {
            assertEquals(1, ledger.allocate(l1(i), some - 1, 7, 0, 0, 0, i), "i=" + i);
        }
        assertEquals(1, ledger.allocate(l1(64), 63, 0, 0, 0, 0, 64));
        assertEquals(LedgerStatus.INVALID, ledger.allocate(l1(65), 2, 0, 0, 0, 0, 65));
        assertEquals(1, ledger.allocate(l1(66), 1, 0, 0, 0, 0, 66));
        assertEquals(LedgerStatus.INVALID, ledger.allocate(l1(67), 1, 0, 0, 0, 0, 67));
        assertEquals(0, ledger.free(l1(66)));
        assertEquals(1, ledger.allocate(l1(68), 1, 0, 0, 0, 0, 68));
        assertEquals(OneWriterLedger.MAX_TOTAL, totals(0, BufferType.L1).bytes());
    }

    @Test
    void shouldCountPeaksAndOverlapsInTheOrderOfTheEventsThoughItCountsThemLater()
    {
        assertEquals(1, ledger.allocate(l1(0x1000), 100, 256, 0, 0, 0, 1));
        assertEquals(0, ledger.free(l1(0x1000)));
        assertEquals(1, ledger.allocate(l1(0x1010), 60, 256, 0, 0, 0, 2));
        assertEquals(1, ledger.allocate(l1(0x1020), 41, 256, 0, 0, 0, 3));
        assertEquals(0, ledger.free(l1(0x1010)));
        assertEquals(1, ledger.allocate(l1(0x1000), 50, 32, 0, 0, 0, 4));
        final LedgerTotals totals = totals(0, BufferType.L1);
        assertEquals(101, totals.peakBytes());
        assertEquals(3, totals.peakBytesSequence());
        assertEquals(2, totals.peakBuffers());
        assertEquals(3, totals.peakBuffersSequence());
        assertEquals(1, totals.overlaps());
        assertEquals(91, totals.bytes());
    }

    @Test
    void shouldShowReadersWholeRecordsWhileItIsChangedAndGrows() throws InterruptedException
    {
        final AtomicBoolean done = new AtomicBoolean();
        final AtomicReference<String> wrong = new AtomicReference<>();
        final LedgerReader reader = ledger.newReader();
        final long stable = l1(0xFFFF_0000L);
        ledger.allocate(stable, 7, 7, 0, 7, 7, 7);
        final Thread thread = new Thread(() -> readUntil(done, reader, stable, wrong));
        thread.start();
        for (int round = 0; round < 40; round++)
        {
            for (int i = 0; i < 5_000; i++)
            {
                final long n = round * 5_000L + i + 1;
                ledger.allocate(l1(i % (500 * (1 + round % 7)) * 64L), n, n, 0, (int)n, n, n);
                ledger.allocate(stable, n, n, 0, (int)n, n, n);
                ledger.free(stable);
                if (i % 3 == 0)
                {
                    ledger.freeAll(0, 0, BufferType.CB.code());
                    ledger.free(l1(i % 977 * 64L));
                }
            }
        }
        done.set(true);
        thread.join();
        assertNull(wrong.get());
        assertTrue(reader.generation() > 3, "generation=" + reader.generation());
    }

    private static void readUntil(
        final AtomicBoolean done, final LedgerReader reader, final long stable, final AtomicReference<String> wrong)
    {
        final LedgerRecord found = new LedgerRecord();
        final int[] seen = new int[1];
        final LedgerRecordConsumer check = r ->
        {
            seen[0] += r.key() == stable ? 1 : 0;
            final long n = r.timeNanos();
            if (r.bytes() != n || r.bytesPerBank() != n || r.tag() != (int)n || r.sequence() != n)
            {
                wrong.set("torn: " + r);
            }
        };
        while (!done.get() && null == wrong.get())
        {
            if (!reader.find(stable, found))
            {
                wrong.set("a live record was not found");
            }
            check.onRecord(found);
            seen[0] = 0;
            reader.forEach(check);
            if (1 != seen[0])
            {
                wrong.set("a live record was shown " + seen[0] + " times");
            }
            reader.forEachTotals(t ->
            {
                if (t.bytes() < 0 || t.buffers() < 0)
                {
                    wrong.set("negative: " + t);
                }
            });
        }
    }

    private static List<String> recordsOf(final OneWriterLedger ledger)
    {
        final List<String> records = new ArrayList<>();
        ledger.forEach(r -> records.add(r.toString()));
        records.sort(null);
        return records;
    }

    private LedgerTotals totals(final int slot, final BufferType type)
    {
        final LedgerTotals[] found = new LedgerTotals[1];
        ledger.forEachTotals(t ->
        {
            if (!t.isGroup() && t.slot() == slot && t.typeCode() == type.code() && null == found[0])
            {
                found[0] = copy(t);
            }
        });
        return found[0];
    }

    private static LedgerTotals copy(final LedgerTotals t)
    {
        return new LedgerTotals().ofProcess(t.slot(), t.device(), t.typeCode(), t.chipId()).bytes(t.bytes())
            .buffers(t.buffers()).peakBytes(t.peakBytes()).peakBytesSequence(t.peakBytesSequence())
            .peakBuffers(t.peakBuffers()).peakBuffersSequence(t.peakBuffersSequence()).allocations(t.allocations())
            .frees(t.frees()).unknownFrees(t.unknownFrees()).reallocations(t.reallocations())
            .doubleAllocations(t.doubleAllocations()).overlaps(t.overlaps());
    }

    private static long l1(final long address)
    {
        return LedgerKey.of(0, 0, BufferType.L1, address);
    }
}
