package io.github.ttalloc.ledger;

import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LedgerKeyTest
{
    @Test
    void shouldBeTheBufferIdWhereEverythingElseIsZero()
    {
        final long id = BufferId.of(5, 3, 0x20000);
        assertEquals(0x0005000300020000L, LedgerKey.of(0, 0, BufferType.DRAM, id));
    }

    @Test
    void shouldGiveBackWhatWasPackedAndNeverMeet()
    {
        final long seed = 42;
        final Random random = new Random(seed);
        final Set<String> fields = new HashSet<>();
        final Set<Long> keys = new HashSet<>();
        for (int i = 0; i < 20_000; i++)
        {
            final int slot = random.nextInt(1024);
            final int device = random.nextInt(64);
            final BufferType type = BufferType.values()[random.nextInt(BufferType.COUNT)];
            final long id = BufferId.of(random.nextInt(64), random.nextInt(64), random.nextInt() & 0xFFFF_FFFFL);
            final long key = LedgerKey.of(slot, device, type, id);
            assertEquals(slot, LedgerKey.slot(key), "seed=" + seed);
            assertEquals(device, LedgerKey.device(key), "seed=" + seed);
            assertEquals(type.code(), LedgerKey.typeCode(key), "seed=" + seed);
            assertEquals(id, LedgerKey.bufferId(key), "seed=" + seed);
            assertEquals(LedgerKey.of(slot, device, type, 0), LedgerKey.group(key), "seed=" + seed);
            fields.add(slot + " " + device + " " + type + " " + id);
            keys.add(key);
        }
        assertEquals(fields.size(), keys.size());
    }

    @Test
    void shouldRefuseFieldsOutOfRange()
    {
        assertFalse(LedgerKey.isValid(1024, 0, 0, 0));
        assertFalse(LedgerKey.isValid(-1, 0, 0, 0));
        assertFalse(LedgerKey.isValid(0, 64, 0, 0));
        assertFalse(LedgerKey.isValid(0, 0, 9, 0));
        assertFalse(LedgerKey.isValid(0, 0, 0, BufferId.of(64, 0, 0)));
        assertFalse(LedgerKey.isValid(0, 0, 0, BufferId.of(0, 64, 0)));
        assertTrue(LedgerKey.isValid(1023, 63, 8, BufferId.of(63, 63, 0xFFFF_FFFFL)));
        assertThrows(IllegalArgumentException.class, () -> LedgerKey.of(1024, 0, BufferType.L1, 0));
    }

    @Test
    void shouldRefuseSettingsOutOfRange()
    {
        final LedgerContext context = new LedgerContext();
        assertThrows(IllegalArgumentException.class, () -> context.capacity(0));
        assertThrows(IllegalArgumentException.class, () -> context.load(0.9));
        assertThrows(IllegalArgumentException.class, () -> context.load(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> context.totalsBlocks(1));
        assertThrows(IllegalArgumentException.class, () -> new LedgerBatch(0));
        assertThrows(IllegalArgumentException.class,
            () -> new OneWriterLedger(new LedgerContext().capacity(1L << 40)));
        assertTrue(context.toString().contains("capacity=65536"));
    }
}
