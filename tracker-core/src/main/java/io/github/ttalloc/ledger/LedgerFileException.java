package io.github.ttalloc.ledger;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A ledger file cannot be read or made: it is missing, not finished, of another kind or version, damaged, or its
 * writer is gone. The message names the file and what to do.
 */
public final class LedgerFileException extends IOException
{
    private static final long serialVersionUID = 1;

    /**
     * A problem with a file.
     *
     * @param file    the file or directory.
     * @param problem what is wrong, and what to do.
     */
    public LedgerFileException(final Path file, final String problem)
    {
        super(file + ": " + problem);
    }
}
