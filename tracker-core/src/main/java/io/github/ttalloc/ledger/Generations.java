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

    /* The directory of the files, or null for a ledger in memory. */
    Generations(final Path directory)
    {
        this.directory = directory;
    }

    /* The generation after another, of another size, which no reader sees before the other is superseded. */
    LedgerMemory make(final LedgerMemory old, final LedgerGeometry geometry)
    {
        final LedgerMemory next = make(geometry, old.generation() + 1);
        HeaderDescriptor.heartbeatRelease(next.header(), HeaderDescriptor.heartbeatAcquire(old.header()));
        HeaderDescriptor.sequenceRelease(next.header(), HeaderDescriptor.sequenceAcquire(old.header()));
        return next;
    }

    /* Copies every record; buckets keep the order of the mixed keys, so both tables are passed through in order. */
    static void copy(final BucketTable source, final BucketTable target, final BucketWriter writer)
    {
        new BucketScanner().forEach(source, record ->
        {
            final int slot = writer.takeSlot();
            SlotDescriptor.putRecord(target.segment(slot), target.offset(slot), record.key(), record.bytes(),
                record.bytesPerBank(), record.references(), record.cores(), record.tag(), record.timeNanos(),
                record.sequence());
            final int bucket = target.bucket(BucketTable.mix(record.key()));
            writer.link(bucket, target.wordAcquire(bucket), slot);
        });
    }

    /* Gives the next generation its name once everything is in it. If it cannot have it, it is of no more use. */
    void finish(final LedgerMemory next)
    {
        try
        {
            if (null != directory)
            {
                LedgerFiles.finish(directory, next);
            }
        }
        catch (final IOException e)
        {
            letGo(next);
            throw new UncheckedIOException("the next ledger in directory=" + directory + " cannot have its name: " + e,
                e);
        }
    }

    /* Sends readers on to the next generation, and lets go of the old one. */
    void supersede(final LedgerMemory old)
    {
        try
        {
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
}
