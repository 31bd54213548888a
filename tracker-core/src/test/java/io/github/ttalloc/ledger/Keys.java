package io.github.ttalloc.ledger;

import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;

import java.util.Random;

/**
 * Keys as a runtime makes them, from a space small enough to meet often.
 */
final class Keys
{
    static final long NEVER_USED = LedgerKey.of(1023, 63, BufferType.LAUNCH, 0xFFFF_FFFFL);

    private Keys()
    {
    }

    static long random(final Random random)
    {
        final int slot = random.nextInt(4);
        final int device = random.nextInt(3);
        final BufferType type = BufferType.values()[random.nextInt(BufferType.COUNT)];
        final boolean named = random.nextInt(4) == 0;
        final long id = BufferId.of(named ? random.nextInt(3) : 0, named ? random.nextInt(3) : 0,
            0x10000 + 64L * random.nextInt(16));
        return LedgerKey.of(slot, device, type, id);
    }
}
