package io.github.ttalloc.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Reads a ledger while it is written, and follows it when it grows: one of this process, or one in the files of
 * another process. Each reader belongs to one thread. A reader never waits, not for a writer stopped at any
 * instruction; it tries again only if a writer completed a change of the very records it was reading.
 * <p>
 * A read that began before the ledger grew shows what the old generation held when it was left. Following a ledger in
 * files throws {@link UncheckedIOException} if the next generation cannot be mapped.
 */
public final class LedgerReader implements AutoCloseable
{
    private final Supplier<LedgerMemory> source;
    private final Path directory;
    private final BucketScanner scanner = new BucketScanner();
    private final TotalsReader totals = new TotalsReader();
    private final StripedTotalsReader stripedTotals = new StripedTotalsReader();
    private LedgerMemory mapped;

    private LedgerReader(final Supplier<LedgerMemory> source, final Path directory, final LedgerMemory mapped)
    {
        this.source = source;
        this.directory = directory;
        this.mapped = mapped;
    }

    static LedgerReader of(final Supplier<LedgerMemory> source)
    {
        return new LedgerReader(source, null, null);
    }

    /**
     * Opens the newest ledger in a directory, read-only.
     *
     * @param directory where its files are.
     * @return a reader.
     * @throws LedgerFileException if there is no ledger, or it is not finished, damaged, of another version, or closed
     *                             by its writer.
     * @throws IOException         if a file cannot be mapped.
     */
    public static LedgerReader open(final Path directory) throws IOException
    {
        final LedgerMemory memory = LedgerFiles.open(directory);
        if (HeaderDescriptor.STATE_CLOSED == HeaderDescriptor.stateAcquire(memory.header()))
        {
            memory.free();
            throw new LedgerFileException(LedgerFiles.file(directory, LedgerFiles.newest(directory)),
                "its writer has ended: start a recorder, or fold the journal instead");
        }
        return new LedgerReader(null, directory, memory);
    }

    /**
     * Opens the newest ledger in a directory, read-only, if its writer gave a sign of life lately.
     *
     * @param directory    where its files are.
     * @param timeoutNanos longest age of the last sign of life, in nanoseconds.
     * @return a reader.
     * @throws LedgerFileException as {@link #open(Path)}, or if the writer has not been heard of for that long.
     * @throws IOException         if a file cannot be mapped.
     */
    public static LedgerReader open(final Path directory, final long timeoutNanos) throws IOException
    {
        final LedgerReader reader = open(directory);
        final long age = Math.abs(System.nanoTime() - reader.heartbeat());
        if (age > timeoutNanos)
        {
            reader.close();
            throw new LedgerFileException(directory, "the writer of its ledger was last heard of " +
                TimeUnit.NANOSECONDS.toMillis(age) + " ms ago: start a recorder, or fold the journal instead");
        }
        return reader;
    }

    /**
     * When the writer last gave a sign of life.
     *
     * @return {@code System.nanoTime()} of the writer, which all processes of a host share; 0 in memory.
     */
    public long heartbeat()
    {
        return HeaderDescriptor.heartbeatAcquire(memory().header());
    }

    /**
     * Whether the writer has closed the ledger: nothing will change any more.
     *
     * @return true if it is closed.
     */
    public boolean isClosed()
    {
        return HeaderDescriptor.STATE_CLOSED == HeaderDescriptor.stateAcquire(memory().header());
    }

    /**
     * Lets go of the files. A second call does nothing; no other method may be called afterwards.
     */
    @Override
    public void close()
    {
        if (null != mapped)
        {
            mapped.free();
            mapped = null;
        }
    }

    /**
     * Finds the record of a live buffer.
     *
     * @param key  ledger key.
     * @param into takes the record; undefined where there is none.
     * @return true if the key is live.
     */
    public boolean find(final long key, final LedgerRecord into)
    {
        return memory().table().find(key, into);
    }

    /**
     * Shows every live record. One that is live all the while is shown exactly once; one that comes or goes meanwhile
     * may be shown or not. Each is whole.
     *
     * @param consumer is shown each record.
     */
    public void forEach(final LedgerRecordConsumer consumer)
    {
        scanner.forEach(memory().table(), consumer);
    }

    /**
     * Shows the totals of every process, device and type and of every chip and type that counted anything.
     *
     * @param consumer is shown each.
     */
    public void forEachTotals(final LedgerTotalsConsumer consumer)
    {
        final LedgerMemory now = memory();
        if (HeaderDescriptor.isManyWriters(now.header()))
        {
            stripedTotals.forEach(now.totals(), consumer);
        }
        else
        {
            totals.forEach(now.totals(), consumer);
        }
    }

    /**
     * How many records are live, as the totals say.
     *
     * @return count; exact when no writer is at work.
     */
    public long size()
    {
        return Math.max(0, totals.size(memory().totals()));
    }

    /**
     * The journal sequence up to which the ledger was folded when this is called, as its writer last said.
     *
     * @return sequence; records may already show later events.
     */
    public long sequence()
    {
        return HeaderDescriptor.sequenceAcquire(memory().header());
    }

    /**
     * Which generation of the ledger is current: one more after each growth.
     *
     * @return generation, from 1.
     */
    public long generation()
    {
        return memory().header().getLong(HeaderDescriptor.GENERATION_OFFSET);
    }

    private LedgerMemory memory()
    {
        if (null != source)
        {
            return source.get();
        }
        if (HeaderDescriptor.STATE_SUPERSEDED == HeaderDescriptor.stateAcquire(mapped.header()))
        {
            follow();
        }
        return mapped;
    }

    /* The newer generation has its name before the older is marked, so it is there, or a newer still. */
    private void follow()
    {
        try
        {
            final LedgerMemory next = LedgerFiles.open(directory);
            mapped.free();
            mapped = next;
        }
        catch (final IOException e)
        {
            throw new UncheckedIOException("the ledger in directory=" + directory + " cannot be followed: " + e, e);
        }
    }
}
