package io.github.ttalloc.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Makes, fills and follows up the generations of a ledger with one writer, in memory or in files. For the writer's
 * thread.
 */
final class Generations
{
    private final Path directory;
    private final SlotList scanned = new SlotList();
    private final SlotList scannedNodes = new SlotList();

    /* The directory of the files, or null for a ledger in memory. */
    Generations(final Path directory)
    {
        this.directory = directory;
    }

    /* The generation after another, of another size, which no reader sees before the other is superseded. */
    LedgerMemory make(final LedgerMemory old, final long capacity, final int totalsBlocks)
    {
        final LedgerGeometry from = old.geometry();
        final double load = (double)from.capacity() / from.homes();
        final LedgerGeometry geometry = LedgerGeometry.of(capacity, load, from.segmentSlots(), totalsBlocks);
        final LedgerMemory next = make(geometry, old.generation() + 1);
        HeaderDescriptor.heartbeatRelease(next.header(), HeaderDescriptor.heartbeatAcquire(old.header()));
        HeaderDescriptor.sequenceRelease(next.header(), HeaderDescriptor.sequenceAcquire(old.header()));
        return next;
    }

    /* Copies every record; homes keep their order, so both tables are passed through in order. */
    void copy(
        final SlotTable source, final SlotWriter sourceSlots, final SlotTable target, final SlotWriter targetSlots)
    {
        for (int home = 0; home < source.homes(); home++)
        {
            final long word = source.homeAcquire(home);
            if (!HomeWord.isEmpty(word))
            {
                sourceSlots.collect(home, word, scanned, scannedNodes);
                for (int i = 0; i < scanned.size(); i++)
                {
                    copy(source, scanned.get(i), target, targetSlots);
                }
            }
        }
    }

    /* Sends readers on to the next generation, and lets go of the old one. */
    void supersede(final LedgerMemory old, final LedgerMemory next)
    {
        try
        {
            if (null != directory)
            {
                LedgerFiles.finish(directory, next);
            }
            HeaderDescriptor.stateRelease(old.header(), HeaderDescriptor.STATE_SUPERSEDED);
            if (null != directory)
            {
                Files.deleteIfExists(LedgerFiles.file(directory, old.generation()));
            }
            letGo(old);
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException("directory=" + directory + ": " + e, e);
        }
    }

    /* Unmaps a file at once; memory is left to readers of this process, and to the collector after them. */
    void letGo(final LedgerMemory memory)
    {
        if (null != directory)
        {
            memory.free();
        }
    }

    LedgerReader newReader(final Supplier<LedgerMemory> current)
    {
        if (null == directory)
        {
            return LedgerReader.of(current);
        }
        try
        {
            return LedgerReader.open(directory);
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException("directory=" + directory + " cannot be read: " + e, e);
        }
    }

    private LedgerMemory make(final LedgerGeometry geometry, final long generation)
    {
        if (null == directory)
        {
            return LedgerMemory.allocate(geometry, HeaderDescriptor.MODE_ONE_WRITER, generation);
        }
        try
        {
            return LedgerFiles.create(directory, geometry, HeaderDescriptor.MODE_ONE_WRITER, generation);
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException("the ledger in directory=" + directory + " cannot grow to capacity=" +
                geometry.capacity() + ": " + e, e);
        }
    }

    private static void copy(
        final SlotTable source, final int slot, final SlotTable target, final SlotWriter targetSlots)
    {
        final int home = target.home(source.key(slot));
        final int copy = targetSlots.claim(home);
        target.segment(copy).putBytes(target.offset(copy) + SlotDescriptor.CONTROL_OFFSET, source.segment(slot),
            source.offset(slot) + SlotDescriptor.CONTROL_OFFSET,
            SlotDescriptor.SLOT_LENGTH - SlotDescriptor.CONTROL_OFFSET);
        targetSlots.link(home, target.homeAcquire(home), copy);
    }
}
