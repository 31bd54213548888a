package io.github.ttalloc.ipc.journal;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * Errors of pages that are gone.
 */
class LateFaultsTest
{
    private static final int ROUNDS = 20_000;
    private static final int PAGE = 4096;

    @TempDir
    private Path parent;

    @Test
    void shouldThrowTheErrorOfAPageThatIsGoneBeforeAnythingElseIsDone() throws IOException
    {
        try (FileChannel file = FileChannel.open(parent.resolve("file"),
            StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE))
        {
            file.write(ByteBuffer.allocate(PAGE));
            final UnsafeBuffer page = new UnsafeBuffer(file.map(FileChannel.MapMode.READ_WRITE, 0, PAGE));
            for (int i = 0; i < ROUNDS; i++)
            {
                assertEquals(0, errors(page));
            }
            file.truncate(0);
            for (int i = 0; i < ROUNDS; i++)
            {
                assertEquals(1, errors(page));
            }
        }
    }

    private static int errors(final UnsafeBuffer page)
    {
        try
        {
            final long zero = page.getLong(0);
            LateFaults.raise();
            return (int)zero;
        }
        catch (final InternalError ex)
        {
            return 1;
        }
    }
}
