package io.github.ttalloc.ledger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SlotPoolTest
{
    private static final int THREADS = 3;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16, 17, 100})
    void shouldGiveEverySlotOnceAndThenNone(final int slots)
    {
        final SlotPool pool = new SlotPool(slots);
        final FreeSlots free = new FreeSlots(pool, 32);
        final boolean[] taken = new boolean[slots];
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < slots; i++)
            {
                final int slot = free.take();
                assertTrue(slot >= 0 && slot < slots && !taken[slot], "slot=" + slot);
                taken[slot] = true;
            }
            assertEquals(FreeSlots.NONE, free.take());
            assertEquals(0, free.sizeInAll());
            for (int slot = 0; slot < slots; slot++)
            {
                free.give(slot);
                taken[slot] = false;
            }
            assertEquals(slots, free.sizeInAll());
        }
        free.giveBackAll();
        assertEquals(0, free.size());
        assertEquals(slots, pool.size());
    }

    @Test
    void shouldUseTheSlotThatWasFreedLastFirst()
    {
        final FreeSlots free = new FreeSlots(new SlotPool(10), 4);
        free.take();
        final int last = free.take();
        free.take();
        free.give(last);
        assertEquals(last, free.take());
    }

    @Test
    void shouldHoldNoMoreThanItMay()
    {
        final SlotPool pool = new SlotPool(50);
        final FreeSlots free = new FreeSlots(pool, 2);
        for (int i = 0; i < 50; i++)
        {
            free.take();
        }
        for (int slot = 0; slot < 50; slot++)
        {
            free.give(slot);
            assertTrue(free.size() <= 2);
            assertEquals(slot + 1, free.sizeInAll());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 32})
    void shouldGiveNoSlotToTwoThreads(final int held) throws InterruptedException
    {
        final SlotPool pool = new SlotPool(64);
        final AtomicIntegerArray owners = new AtomicIntegerArray(64);
        final AtomicReference<String> wrong = new AtomicReference<>();
        final List<Thread> threads = new ArrayList<>();
        for (int t = 1; t <= THREADS; t++)
        {
            final int number = t;
            threads.add(new Thread(() -> churn(new FreeSlots(pool, held), owners, number, wrong)));
        }
        for (final Thread thread : threads)
        {
            thread.start();
        }
        for (final Thread thread : threads)
        {
            thread.join();
        }
        assertNull(wrong.get());
        assertEquals(64, pool.size());
    }

    private static void churn(
        final FreeSlots free, final AtomicIntegerArray owners, final int number, final AtomicReference<String> wrong)
    {
        final Random random = new Random(number);
        final int[] own = new int[30];
        int count = 0;
        for (int i = 0; i < 100_000 && null == wrong.get(); i++)
        {
            if (count > 0 && (count == own.length || random.nextBoolean()))
            {
                owners.set(own[--count], 0);
                free.give(own[count]);
            }
            else
            {
                final int slot = free.take();
                if (FreeSlots.NONE != slot)
                {
                    if (!owners.compareAndSet(slot, 0, number))
                    {
                        wrong.set("slot=" + slot + " was given twice");
                    }
                    own[count++] = slot;
                }
            }
        }
        while (count > 0)
        {
            owners.set(own[--count], 0);
            free.give(own[count]);
        }
        free.giveBackAll();
    }
}
