package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.client.EventKind;
import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.ipc.journal.TestBatches;
import io.github.ttalloc.ipc.journal.TestEvents;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A journal of random processes that do everything that processes do, and what a model makes of it.
 */
final class RandomJournal
{
    private static final BufferType[] TYPES = BufferType.values();
    private static final int MAX_LIVE = 6;

    private final SplittableRandom random;
    private final TestEvents events = new TestEvents();
    private final TestBatches batches = new TestBatches();
    private final ModelFold model = new ModelFold();
    private final List<Long> live = new ArrayList<>();
    private final Map<Long, Long> positions = new HashMap<>();
    private long nextProducer = 1;
    private long invalid;
    private long unknown;
    private long lost;

    RandomJournal(final long seed)
    {
        random = new SplittableRandom(seed);
    }

    TestBatches batches()
    {
        return batches;
    }

    ModelFold model()
    {
        return model;
    }

    long invalid()
    {
        return invalid;
    }

    long unknown()
    {
        return unknown;
    }

    long lost()
    {
        return lost;
    }

    /** Adds one batch. */
    void next()
    {
        final int dice = random.nextInt(20);
        if (live.isEmpty() || dice < 2 && live.size() < MAX_LIVE)
        {
            final long producer = nextProducer++;
            live.add(producer);
            positions.put(producer, 0L);
            model.start(producer);
            batches.append(events.start(producer, 100 + producer, "process " + producer + " with a rather long name"));
            return;
        }
        final long producer = live.get(random.nextInt(live.size()));
        if (dice == 2)
        {
            model.end(producer);
            live.remove(producer);
            batches.append(events.end(producer, random.nextBoolean(), random.nextInt(3)));
        }
        else if (dice == 3)
        {
            final int count = 1 + random.nextInt(9);
            lost += count;
            batches.append(events.gap(producer, count, count));
        }
        else
        {
            final long position = positions.get(producer);
            events.ring(producer, position);
            final int count = 1 + random.nextInt(12);
            for (int i = 0; i < count; i++)
            {
                addEvent(producer);
            }
            positions.put(producer, position + events.batch().count() * 64L);
            batches.append(events.batch());
        }
    }

    private void addEvent(final long producer)
    {
        final int device = random.nextInt(3);
        final BufferType type = TYPES[random.nextInt(TYPES.length)];
        final long bytes = random.nextInt(4) * 256L;
        switch (random.nextInt(16))
        {
            case 0, 1, 2, 3, 4 -> allocate(producer, device, type, bytes);
            case 5, 6, 7, 8 ->
            {
                final long id = bufferId(type);
                model.free(producer, device, type, id);
                events.free(device, type, id);
            }
            case 9, 10 ->
            {
                final BufferType written = TYPES[5 + random.nextInt(TYPES.length - 5)];
                final long id = coreId();
                model.write(producer, device, written, id, bytes);
                events.write(device, written, id, bytes);
            }
            case 11 ->
            {
                model.freeAll(producer, device, type);
                events.freeAll(device, type);
            }
            case 12 -> events.device(
                device, 1, 1_000L * random.nextInt(3) + device, 0, random.nextInt(10));
            case 13 -> addText();
            case 14 -> events.handle(1 + random.nextInt(20), random.nextBoolean() ? 0 : random.nextLong());
            default -> addBad(device, type);
        }
    }

    private void allocate(final long producer, final int device, final BufferType type, final long bytes)
    {
        final long id = bufferId(type);
        model.allocate(producer, device, type, id, bytes);
        events.buffer(EventKind.ALLOCATE, device, type.code(), id, bytes, random.nextInt(3) * 64L,
            random.nextBoolean() ? CoreRange.ALL : CoreRange.of(1, 1, 4, 5), random.nextInt(10));
    }

    private void addText()
    {
        final long id = random.nextLong(1, 11);
        events.tag(id, "tag " + id + " " + "of some length ".repeat(random.nextInt(4)));
    }

    private void addBad(final int device, final BufferType type)
    {
        switch (random.nextInt(6))
        {
            case 0 ->
            {
                invalid++;
                events.allocate(64 + random.nextInt(190), type, 32, 1);
            }
            case 1 ->
            {
                invalid++;
                events.allocate(device, type, BufferId.of(64, 0, 32), 1);
            }
            case 2 ->
            {
                invalid++;
                events.allocate(device, type, 32, -1 - random.nextInt(100));
            }
            case 3 ->
            {
                invalid++;
                events.write(device, TYPES[random.nextInt(5)], coreId(), 1);
            }
            case 4 ->
            {
                unknown++;
                events.buffer(9 + random.nextInt(200), device, type.code(), 32, 1, 1, 0, 0);
            }
            default -> events.mark(random.nextInt(10));
        }
    }

    private long bufferId(final BufferType type)
    {
        return type.perCore() || random.nextInt(8) == 0 ? coreId() : 64L * random.nextInt(12);
    }

    private long coreId()
    {
        return BufferId.of(random.nextInt(3), random.nextInt(3), 1_024L * random.nextInt(6));
    }
}
