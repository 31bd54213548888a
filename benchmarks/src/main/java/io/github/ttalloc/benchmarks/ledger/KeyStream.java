package io.github.ttalloc.benchmarks.ledger;

import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ledger.LedgerKey;

/**
 * An endless stream of ledger keys as runtimes make them: two processes, eight devices, DRAM and L1, addresses at
 * multiples of 32. For one thread.
 */
public final class KeyStream
{
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long MIX_1 = 0xBF58476D1CE4E5B9L;
    private static final long MIX_2 = 0x94D049BB133111EBL;
    private static final int DEVICES = 7;
    private static final int ALIGNMENT_SHIFT = 5;
    private static final int ADDRESS_MASK = 0x7FF_FFFF;

    private long state;

    /**
     * A stream.
     *
     * @param seed streams with the same seed are the same.
     */
    public KeyStream(final long seed)
    {
        state = seed;
    }

    /**
     * The next key.
     *
     * @return a ledger key, fresh with all but certainty.
     */
    public long next()
    {
        final long random = random();
        final BufferType type = 0 == (random >>> 8 & 3) ? BufferType.DRAM : BufferType.L1;
        return LedgerKey.pack((int)(random & 1), (int)(random >>> 1) & DEVICES, type.code(),
            (random >>> 16 & ADDRESS_MASK) << ALIGNMENT_SHIFT);
    }

    /**
     * The next random number.
     *
     * @param bound one more than the largest.
     * @return 0 to bound - 1.
     */
    public int next(final int bound)
    {
        return (int)Math.multiplyHigh(random() >>> 1, (long)bound << 1);
    }

    private long random()
    {
        state += GOLDEN;
        final long a = (state ^ state >>> 30) * MIX_1;
        final long b = (a ^ a >>> 27) * MIX_2;
        return b ^ b >>> 31;
    }
}
