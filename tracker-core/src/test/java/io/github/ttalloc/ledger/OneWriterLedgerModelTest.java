package io.github.ttalloc.ledger;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;

class OneWriterLedgerModelTest
{
    private static final int OPERATIONS = Integer.getInteger("ttalloc.test.operations", 20_000);

    @ParameterizedTest
    @CsvSource({
        "1, 16, 0.46, 16777216", "2, 300, 0.46, 16777216", "3, 64, 0.8, 32", "4, 1, 0.8, 8", "5, 2000, 0.3, 256"})
    void shouldAgreeWithTheReferenceModel(
        final int seed, final int capacity, final double load, final int segmentSlots)
    {
        final Random random = new Random(seed);
        final OneWriterLedger ledger = new OneWriterLedger(
            new LedgerContext().capacity(capacity).load(load).segmentSlots(segmentSlots).totalsBlocks(2));
        final ReferenceLedger model = new ReferenceLedger();
        for (int i = 1; i <= OPERATIONS; i++)
        {
            final String at = "seed=" + seed + " operation=" + i;
            step(random, i, ledger, model, at);
            assertEquals(model.records.size(), ledger.size(), at);
            if (i % 500 == 0 || i < 50)
            {
                compare(ledger, model, at);
            }
        }
        compare(ledger, model, "seed=" + seed + " end");
    }

    @ParameterizedTest
    @CsvSource({"6, 16, 0.46, 16777216", "7, 64, 0.8, 32"})
    void shouldApplyBatchesAsItAppliesSingleEvents(
        final int seed, final int capacity, final double load, final int segmentSlots)
    {
        final Random random = new Random(seed);
        final OneWriterLedger ledger = new OneWriterLedger(
            new LedgerContext().capacity(capacity).load(load).segmentSlots(segmentSlots).totalsBlocks(2));
        final ReferenceLedger model = new ReferenceLedger();
        final LedgerBatch batch = new LedgerBatch(17);
        for (int i = 1; i <= OPERATIONS; i += batch.size())
        {
            batch.clear();
            final List<Long> expected = new ArrayList<>();
            while (!batch.isFull() && random.nextInt(40) > 0)
            {
                expected.add(add(random, i + expected.size(), batch, model));
            }
            ledger.apply(batch);
            for (int k = 0; k < batch.size(); k++)
            {
                assertEquals(expected.get(k), batch.result(k), "seed=" + seed + " operation=" + (i + k));
            }
        }
        compare(ledger, model, "seed=" + seed + " end");
    }

    private static long add(
        final Random random, final int i, final LedgerBatch batch, final ReferenceLedger model)
    {
        final long key = Keys.random(random);
        final LedgerRecord r = event(random, key, i);
        final int action = random.nextInt(10);
        if (action < 5)
        {
            batch.allocate(key, r.bytes(), r.bytesPerBank(), r.cores(), r.tag(), r.timeNanos(), r.sequence());
            return model.allocate(r);
        }
        if (action == 5)
        {
            batch.write(key, r.bytes(), r.bytesPerBank(), r.cores(), r.tag(), r.timeNanos(), r.sequence());
            return model.write(r);
        }
        batch.free(key);
        return model.free(key);
    }

    private static void step(
        final Random random, final int i, final OneWriterLedger ledger, final ReferenceLedger model, final String at)
    {
        final long key = Keys.random(random);
        final int action = random.nextInt(1000);
        if (action < 480)
        {
            final LedgerRecord r = event(random, key, i);
            assertEquals(model.allocate(r), ledger.allocate(
                key, r.bytes(), r.bytesPerBank(), r.cores(), r.tag(), r.timeNanos(), r.sequence()), at);
        }
        else if (action < 560)
        {
            final LedgerRecord r = event(random, key, i);
            assertEquals(model.write(r), ledger.write(
                key, r.bytes(), r.bytesPerBank(), r.cores(), r.tag(), r.timeNanos(), r.sequence()), at);
        }
        else if (action < 970)
        {
            final long freed = random.nextInt(10) == 0 ? key : live(random, model, key);
            assertEquals(model.free(freed), ledger.free(freed), at);
        }
        else if (action < 990)
        {
            final int slot = LedgerKey.slot(key);
            final int device = LedgerKey.device(key);
            final int type = LedgerKey.typeCode(key);
            assertEquals(model.freeAll(slot, device, type), ledger.freeAll(slot, device, type), at);
        }
        else if (action < 995)
        {
            release(random, key, ledger, model, at);
        }
        else
        {
            final long chip = random.nextInt(3);
            if (model.totals().keySet().stream().noneMatch(
                n -> n.startsWith("slot " + LedgerKey.slot(key) + " device " + LedgerKey.device(key) + " ")))
            {
                model.bind(LedgerKey.slot(key), LedgerKey.device(key), chip);
                ledger.bindDevice(LedgerKey.slot(key), LedgerKey.device(key), chip);
            }
        }
    }

    private static void release(
        final Random random, final long key, final OneWriterLedger ledger, final ReferenceLedger model,
        final String at)
    {
        final int slot = LedgerKey.slot(key);
        final Map<Long, String> shown = new TreeMap<>();
        final long count = ledger.release(slot, r -> shown.put(r.key(), r.toString()));
        final Map<Long, String> expected = new TreeMap<>();
        model.release(slot).forEach(r -> expected.put(r.key(), r.toString()));
        assertEquals(expected, shown, at);
        assertEquals(expected.size(), count, at);
        if (random.nextBoolean())
        {
            ledger.retire(slot);
            model.retire(slot);
        }
    }

    private static long live(final Random random, final ReferenceLedger model, final long otherwise)
    {
        if (model.records.isEmpty())
        {
            return otherwise;
        }
        final Long near = ((TreeMap<Long, LedgerRecord>)model.records).ceilingKey(Keys.random(random));
        return null == near ? model.records.keySet().iterator().next() : near;
    }

    private static LedgerRecord event(final Random random, final long key, final int i)
    {
        return new LedgerRecord().key(key).bytes(random.nextInt(4) * 1024L).bytesPerBank(random.nextInt(4) * 48L)
            .cores(random.nextInt()).tag(random.nextInt(5)).timeNanos(i * 10L).sequence(i).references(1);
    }

    private static void compare(final OneWriterLedger ledger, final ReferenceLedger model, final String at)
    {
        LedgerVerifier.verify(ledger);
        final List<String> expected = new ArrayList<>();
        model.records.values().forEach(r -> expected.add(r.toString()));
        final Map<Long, String> actual = new TreeMap<>();
        ledger.newReader().forEach(r -> assertEquals(null, actual.put(r.key(), r.toString()), at));
        assertEquals(expected, new ArrayList<>(actual.values()), at);
        assertEquals(model.totals(), ReferenceLedger.totalsOf(ledger::forEachTotals), at);
        final LedgerRecord found = new LedgerRecord();
        for (final Map.Entry<Long, LedgerRecord> e : model.records.entrySet())
        {
            assertEquals(true, ledger.find(e.getKey(), found), at);
            assertEquals(e.getValue().toString(), found.toString(), at);
        }
        assertEquals(false, ledger.find(Keys.NEVER_USED, found), at);
    }
}
