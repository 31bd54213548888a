package io.github.ttalloc.ledger;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many records a ledger of many writers admits. Threadsafe. Writers take and return places in lots, so that the
 * shared count is touched seldom; what lies unused in their pockets is added to the limit, so no writer is refused
 * before the stated capacity is reached.
 */
final class Admission
{
    static final int LOT = 16;

    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong limit;

    Admission(final long capacity)
    {
        limit = new AtomicLong(capacity);
    }

    void enter()
    {
        limit.addAndGet(2 * LOT);
    }

    void leave(final long unused)
    {
        taken.addAndGet(-unused);
        limit.addAndGet(-2 * LOT);
    }

    /* How many places were given, zero to a lot. */
    int take()
    {
        while (true) // ends unless other writers take or return a lot in every round
        {
            final long now = taken.get();
            final long given = Math.min(LOT, limit.get() - now);
            if (given <= 0)
            {
                return 0;
            }
            if (taken.compareAndSet(now, now + given))
            {
                return (int)given;
            }
        }
    }

    void giveBack(final int places)
    {
        taken.addAndGet(-places);
    }
}
