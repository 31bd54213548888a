package io.github.ttalloc.benchmarks.figures;

import io.github.ttalloc.benchmarks.process.ScratchDirectory;
import io.github.ttalloc.ledger.LedgerContext;
import io.github.ttalloc.ledger.OneWriterLedger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * How many bytes a ledger's file has for each record that it can hold.
 */
public final class LedgerSizeProbe implements Probe
{
    private final int records;

    /**
     * A probe.
     *
     * @param records capacity of the ledger.
     */
    public LedgerSizeProbe(final int records)
    {
        this.records = records;
    }

    @Override
    public String name()
    {
        return "ledger " + records + " bytes of a record";
    }

    @Override
    public int rounds()
    {
        return 1;
    }

    @Override
    public void measure(final Figures figures) throws IOException
    {
        try (ScratchDirectory directory = ScratchDirectory.create();
            OneWriterLedger ledger =
                new OneWriterLedger(new LedgerContext().capacity(records).directory(directory.path()));
            Stream<Path> files = Files.list(directory.path()))
        {
            long bytes = 0;
            for (final Path file : files.toList())
            {
                bytes += Files.size(file);
            }
            figures.forkedWith(name(), "");
            figures.add(name() + " [B]", (double)bytes / ledger.capacity());
        }
    }
}
