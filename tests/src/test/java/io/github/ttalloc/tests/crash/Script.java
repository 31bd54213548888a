package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.EventKind;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The events of a test producer, made again from its seed by whoever checks them. The bytes of an allocation are its
 * number, so that no two events are alike.
 */
final class Script
{
    private static final BufferType[] TYPES = {BufferType.DRAM, BufferType.L1, BufferType.TRACE};
    private static final int FREE_PERCENT = 45;

    private final SplittableRandom random;
    private final List<long[]> live = new ArrayList<>();
    private long number;
    private int kind;
    private BufferType type;
    private long bufferId;
    private long bytes;

    Script(final long seed)
    {
        random = new SplittableRandom(seed);
    }

    Script next()
    {
        number++;
        if (!live.isEmpty() && random.nextInt(100) < FREE_PERCENT)
        {
            final int index = random.nextInt(live.size());
            final long[] victim = live.get(index);
            live.set(index, live.get(live.size() - 1));
            live.remove(live.size() - 1);
            kind = EventKind.FREE;
            type = TYPES[(int)victim[0]];
            bufferId = victim[1];
            bytes = 0;
        }
        else
        {
            final int typeIndex = random.nextInt(TYPES.length);
            kind = EventKind.ALLOCATE;
            type = TYPES[typeIndex];
            bufferId = number * 32;
            bytes = number;
            live.add(new long[]{typeIndex, bufferId});
        }
        return this;
    }

    long report(final AllocationReporter reporter)
    {
        return EventKind.FREE == kind ?
            reporter.free(0, type, bufferId) :
            reporter.allocate(0, type, bufferId, bytes, bytes / 2, CoreRange.ALL, 0);
    }

    long number()
    {
        return number;
    }

    int kind()
    {
        return kind;
    }

    BufferType type()
    {
        return type;
    }

    long bufferId()
    {
        return bufferId;
    }

    long bytes()
    {
        return bytes;
    }

    int live()
    {
        return live.size();
    }
}
