package io.github.ttalloc.ledger;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigInteger;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class BucketTableTest
{
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);
    private static final int SLOTS = 100;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 63, 64, 65, 1_000, 65_535, 65_536, 65_537, 715_827_883, (1 << 30) - 1,
        1 << 30})
    void shouldTellApartAllKeysOfOneBucketByTagAndEntry(final int buckets)
    {
        final BucketTable table = table(buckets);
        final Random random = new Random(buckets);
        final BigInteger count = BigInteger.valueOf(buckets);
        for (int i = 0; i < 2_000; i++)
        {
            final long mixed = random.nextLong();
            final BigInteger product = new BigInteger(Long.toUnsignedString(mixed)).multiply(count);
            assertEquals(product.shiftRight(64).intValueExact(), table.bucket(mixed), "mixed=" + mixed);
            for (final long step : new long[]{1, -1, 2, 255, 256, -256, 1L << 32, 1L << 33})
            {
                requireToldApart(table, mixed, mixed + step);
            }
            for (int bit = 0; bit < Long.SIZE; bit++)
            {
                requireToldApart(table, mixed, mixed ^ 1L << bit);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 1_000, 65_537, (1 << 30) - 1})
    void shouldTellApartTheFirstAndTheLastKeysOfEveryBucket(final int buckets)
    {
        final BucketTable table = table(buckets);
        final BigInteger count = BigInteger.valueOf(buckets);
        for (int bucket = 0; bucket < buckets; bucket += 1 + buckets / 500)
        {
            final long first = ceiling(TWO_TO_64.multiply(BigInteger.valueOf(bucket)), count).longValue();
            final long next = ceiling(TWO_TO_64.multiply(BigInteger.valueOf(bucket + 1L)), count).longValue();
            assertEquals(bucket, table.bucket(first));
            assertEquals(bucket, table.bucket(next - 1));
            assertEquals(bucket == buckets - 1 ? 0 : bucket + 1, table.bucket(next));
            requireToldApart(table, first, next - 1);
            requireToldApart(table, first, first + 1);
            requireToldApart(table, next - 2, next - 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 64, 65_537, 1 << 30})
    void shouldKeepSlotAndMarkBesideTheRestOfTheKey(final int buckets)
    {
        final BucketTable table = table(buckets);
        final Random random = new Random(7);
        for (int i = 0; i < 1_000; i++)
        {
            final long residue = random.nextLong();
            final int slot = i % SLOTS;
            final long own = table.entry(residue, slot, false);
            final long shared = table.entry(residue, slot, true);
            assertEquals(slot, table.slotOf(own));
            assertEquals(slot, table.slotOf(shared));
            assertEquals(1, Long.bitCount(own ^ shared));
            assertNotEquals(BucketDescriptor.FREE, own);
            assertTrue(table.tag(residue) >= 0 && table.tag(residue) < 256);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldFindEachOfManyKeysAndNoneOfTheirNeighbours(final int buckets)
    {
        final SharedTable shared = new SharedTable(buckets, SLOTS);
        final LedgerRecord found = new LedgerRecord();
        for (int bit = 0; bit < Long.SIZE; bit++)
        {
            assertEquals(1, shared.put(1L << bit, bit), "bit=" + bit);
        }
        assertEquals(Long.SIZE, shared.records().size());
        for (int bit = 0; bit < Long.SIZE; bit++)
        {
            assertTrue(shared.table().find(1L << bit, found), "bit=" + bit);
            assertEquals(bit, found.bytes());
            assertFalse(shared.table().find(1L << bit | 1L << (bit + 1) % Long.SIZE, found), "bit=" + bit);
        }
        assertFalse(shared.table().find(0, found));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, 0x1234_5678_9ABC_DEF0L})
    void shouldTellApartKeysThatDifferInOneBitOfTheRest(final long mixed)
    {
        final BucketTable table = table(1);
        for (int bit = 8; bit < Long.SIZE; bit++)
        {
            final long other = mixed ^ 1L << bit;
            assertEquals(table.tag(table.residue(mixed)), table.tag(table.residue(other)));
            assertNotEquals(table.entry(table.residue(mixed), 1, false), table.entry(table.residue(other), 1, false));
        }
    }

    /* The slot number is left out: what remains must differ. */
    private static void requireToldApart(final BucketTable table, final long one, final long other)
    {
        if (one != other && table.bucket(one) == table.bucket(other))
        {
            final long a = table.residue(one);
            final long b = table.residue(other);
            assertFalse(table.tag(a) == table.tag(b) && table.entry(a, 0, false) == table.entry(b, 0, false),
                one + " is taken for " + other);
        }
    }

    private static BigInteger ceiling(final BigInteger dividend, final BigInteger divisor)
    {
        return dividend.add(divisor).subtract(BigInteger.ONE).divide(divisor);
    }

    private static BucketTable table(final int buckets)
    {
        return new BucketTable(new UnsafeBuffer[0], new UnsafeBuffer[0], new UnsafeBuffer[0],
            new LedgerGeometry(1, buckets, SLOTS, LedgerGeometry.DEFAULT_SEGMENT_SLOTS, 2));
    }
}
