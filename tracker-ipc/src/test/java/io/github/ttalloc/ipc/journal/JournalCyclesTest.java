package io.github.ttalloc.ipc.journal;

import io.github.ttalloc.client.TrackerDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class JournalCyclesTest
{
    private static final int CYCLES = 3;
    private static final long CYCLE_MILLIS = 300_000;

    @TempDir
    private Path parent;

    private final TestEvents events = new TestEvents();
    private TrackerDirectory directory;
    private long nowMillis = 1_790_000_000_000L / CYCLE_MILLIS * CYCLE_MILLIS;

    @BeforeEach
    void append() throws IOException
    {
        directory = TrackerDirectory.of(parent.resolve("tracker")).create();
        try (JournalAppender appender = JournalAppender.open(directory, context()))
        {
            for (int cycle = 0; cycle < CYCLES; cycle++)
            {
                appender.append(events.ring(1, 64L * cycle).mark(cycle).batch());
                nowMillis += CYCLE_MILLIS;
            }
        }
        assertEquals(List.of(1L, 2L, 3L), read());
    }

    @ParameterizedTest
    @CsvSource({"highest, 1", "highest, 0", "highest, -1", "lowest, 1", "lowest, 4"})
    void shouldRefuseAJournalWhoseMetadataHidesFilesUntilARecorderHasListedThem(final String bound, final long cycle)
        throws IOException
    {
        putBound("listing." + bound + "Cycle", cycle + nowMillis / CYCLE_MILLIS - CYCLES);
        final JournalException refusal = assertThrows(JournalException.class, this::newest);
        assertTrue(refusal.getMessage().startsWith(
            "journal " + directory.journal() + " is damaged: its metadata hides the file "), refusal.getMessage());
        JournalAppender.open(directory, context()).close();
        assertEquals(CYCLES, newest());
        assertEquals(List.of(1L, 2L, 3L), read());
    }

    private void putBound(final String name, final long value) throws IOException
    {
        final Path file = directory.journal().resolve("metadata.cq4t");
        final String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        final int at = text.indexOf('\u00A7', text.indexOf(name)) + 1;
        assertTrue(at > 0);
        final ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
        {
            channel.write(bytes, at);
        }
    }

    private long newest() throws IOException
    {
        try (JournalTailer tailer = JournalTailer.open(directory))
        {
            return tailer.newestSequence();
        }
    }

    private List<Long> read() throws IOException
    {
        final List<Long> sequences = new ArrayList<>();
        try (JournalTailer tailer = JournalTailer.open(directory))
        {
            while (tailer.poll(batch -> sequences.add(batch.sequence())))
            {
                assertTrue(sequences.size() <= CYCLES);
            }
        }
        return sequences;
    }

    private JournalContext context()
    {
        return new JournalContext().clock(() -> nowMillis);
    }
}
