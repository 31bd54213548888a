package io.github.ttalloc.ledger;

import io.github.ttalloc.device.BufferType;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The accounting rules written down as plainly as possible, for comparison.
 */
final class ReferenceLedger
{
    private static final String COUNTERS = "allocations frees unknownFrees reallocations doubleAllocations overlaps";

    final Map<Long, LedgerRecord> records = new TreeMap<>();
    private final Map<Integer, Long> chips = new TreeMap<>();
    private final Map<String, Map<String, Long>> totals = new TreeMap<>();

    void bind(final int slot, final int device, final long chip)
    {
        chips.put(slot * 64 + device, chip);
    }

    long allocate(final LedgerRecord event)
    {
        final LedgerRecord old = records.get(event.key());
        if (null != old)
        {
            count(event.key(), "reallocations");
            if (old.bytes() != event.bytes())
            {
                count(event.key(), "doubleAllocations");
            }
        }
        count(event.key(), "allocations");
        if (overlaps(event))
        {
            count(event.key(), "overlaps");
        }
        put(event, null == old ? 1 : old.references() + 1, old);
        return records.get(event.key()).references();
    }

    long write(final LedgerRecord event)
    {
        final LedgerRecord old = records.get(event.key());
        if (null == old)
        {
            return allocate(event);
        }
        put(event, old.references(), old);
        return old.references();
    }

    long free(final long key)
    {
        final LedgerRecord old = records.get(key);
        if (null == old)
        {
            count(key, "unknownFrees");
            return LedgerStatus.UNKNOWN;
        }
        count(key, "frees");
        if (old.references() > 1)
        {
            old.references(old.references() - 1);
            return old.references();
        }
        remove(old);
        return 0;
    }

    long freeAll(final int slot, final int device, final int type)
    {
        final List<LedgerRecord> gone = new ArrayList<>();
        for (final LedgerRecord r : records.values())
        {
            final long key = r.key();
            if (LedgerKey.slot(key) == slot && LedgerKey.device(key) == device && LedgerKey.typeCode(key) == type)
            {
                gone.add(r);
            }
        }
        for (final LedgerRecord r : gone)
        {
            count(r.key(), "frees");
            remove(r);
        }
        return gone.size();
    }

    List<LedgerRecord> release(final int slot)
    {
        final List<LedgerRecord> gone = new ArrayList<>();
        for (final LedgerRecord r : records.values())
        {
            if (LedgerKey.slot(r.key()) == slot)
            {
                gone.add(r);
            }
        }
        gone.forEach(this::remove);
        return gone;
    }

    void retire(final int slot)
    {
        totals.keySet().removeIf(name -> name.startsWith("slot " + slot + " "));
        chips.keySet().removeIf(index -> index / 64 == slot);
    }

    Map<String, Map<String, Long>> totals()
    {
        final Map<String, Map<String, Long>> result = new TreeMap<>();
        totals.forEach((name, values) ->
        {
            final Map<String, Long> nonZero = new TreeMap<>(values);
            nonZero.values().removeIf(v -> 0 == v);
            if (nonZero.keySet().stream().anyMatch(n -> !n.endsWith("Sequence")))
            {
                result.put(name, nonZero);
            }
        });
        return result;
    }

    static Map<String, Map<String, Long>> totalsOf(final java.util.function.Consumer<LedgerTotalsConsumer> ledger)
    {
        final Map<String, Map<String, Long>> result = new TreeMap<>();
        ledger.accept(t -> result.put(name(t), values(t)));
        return result;
    }

    private static String name(final LedgerTotals t)
    {
        final String type = " type " + t.typeCode();
        if (!t.isGroup())
        {
            return "slot " + t.slot() + " device " + t.device() + type;
        }
        return 0 == t.chipId() ? "device " + t.device() + type : "chip " + t.chipId() + type;
    }

    private static Map<String, Long> values(final LedgerTotals t)
    {
        final Map<String, Long> values = new TreeMap<>();
        values.put("bytes", t.bytes());
        values.put("buffers", t.buffers());
        values.put("bytesPerBank", t.bytesPerBank());
        values.put("peakBytes", t.peakBytes());
        values.put("peakBytesSequence", t.peakBytesSequence());
        values.put("peakBuffers", t.peakBuffers());
        values.put("peakBuffersSequence", t.peakBuffersSequence());
        values.put("peakBytesPerBank", t.peakBytesPerBank());
        values.put("peakBytesPerBankSequence", t.peakBytesPerBankSequence());
        values.put("allocations", t.allocations());
        values.put("frees", t.frees());
        values.put("unknownFrees", t.unknownFrees());
        values.put("reallocations", t.reallocations());
        values.put("doubleAllocations", t.doubleAllocations());
        values.put("overlaps", t.overlaps());
        values.values().removeIf(v -> 0 == v);
        return values;
    }

    private void put(final LedgerRecord event, final int references, final LedgerRecord old)
    {
        records.put(event.key(), new LedgerRecord().set(event).references(references));
        change(event.key(), event.bytes() - (null == old ? 0 : old.bytes()), null == old ? 1 : 0,
            event.bytesPerBank() - (null == old ? 0 : old.bytesPerBank()), event.sequence());
    }

    private void remove(final LedgerRecord old)
    {
        records.remove(old.key());
        change(old.key(), -old.bytes(), -1, -old.bytesPerBank(), 0);
    }

    private boolean overlaps(final LedgerRecord event)
    {
        if (!hasRange(event))
        {
            return false;
        }
        final long key = event.key();
        for (final LedgerRecord r : records.values())
        {
            if (r.key() != key && hasRange(r) && (r.key() ^ key) >>> 32 == 0 &&
                address(r) < address(event) + event.bytesPerBank() && address(event) < address(r) + r.bytesPerBank())
            {
                return true;
            }
        }
        return false;
    }

    private static long address(final LedgerRecord r)
    {
        return r.key() & 0xFFFF_FFFFL;
    }

    private static boolean hasRange(final LedgerRecord r)
    {
        return r.bytesPerBank() > 0 && !BufferType.of(LedgerKey.typeCode(r.key())).perCore() &&
            LedgerKey.bufferId(r.key()) <= 0xFFFF_FFFFL;
    }

    private List<Map<String, Long>> cells(final long key)
    {
        final int slot = LedgerKey.slot(key);
        final int device = LedgerKey.device(key);
        final String type = " type " + LedgerKey.typeCode(key);
        final long chip = chips.getOrDefault(slot * 64 + device, 0L);
        final String group = 0 == chip ? "device " + device + type : "chip " + chip + type;
        return List.of(totals.computeIfAbsent("slot " + slot + " device " + device + type, n -> new TreeMap<>()),
            totals.computeIfAbsent(group, n -> new TreeMap<>()));
    }

    private void count(final long key, final String counter)
    {
        assert COUNTERS.contains(counter);
        cells(key).forEach(cell -> cell.merge(counter, 1L, Long::sum));
    }

    private void change(final long key, final long bytes, final long buffers, final long perBank, final long sequence)
    {
        for (final Map<String, Long> cell : cells(key))
        {
            change(cell, "bytes", "peakBytes", bytes, sequence);
            change(cell, "buffers", "peakBuffers", buffers, sequence);
            change(cell, "bytesPerBank", "peakBytesPerBank", perBank, sequence);
        }
    }

    private static void change(
        final Map<String, Long> cell, final String value, final String peak, final long delta, final long sequence)
    {
        final long now = cell.merge(value, delta, Long::sum);
        if (now > cell.getOrDefault(peak, 0L))
        {
            cell.put(peak, now);
            cell.put(peak + "Sequence", sequence);
        }
    }
}
