package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.journal.JournalAppender;
import io.github.ttalloc.ipc.journal.JournalContext;
import io.github.ttalloc.ipc.journal.TestEvents;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A journal of which each cycle holds one batch with one buffer; the number of a cycle, from 1, is the address of its
 * buffer and the sequence of its event.
 */
final class CycledJournal
{
    static final long CYCLE_MILLIS = 300_000;
    static final int CYCLES = 6;

    private final TestEvents events = new TestEvents();
    private final TrackerDirectory directory;
    private long nowMillis = 1_700_000_000_000L / CYCLE_MILLIS * CYCLE_MILLIS;

    CycledJournal(final Path path) throws IOException
    {
        directory = TrackerDirectory.of(path).create();
        try (JournalAppender appender = JournalAppender.open(directory, context()))
        {
            for (int cycle = 1; cycle <= CYCLES; cycle++)
            {
                appender.append(events.ring(1, 64L * cycle).allocate(0, BufferType.DRAM, cycle, 64).batch());
                nowMillis += CYCLE_MILLIS;
            }
        }
    }

    TrackerDirectory directory()
    {
        return directory;
    }

    /** When the cycle after the last begins. */
    long nowMillis()
    {
        return nowMillis;
    }

    JournalContext context()
    {
        return new JournalContext().clock(() -> nowMillis);
    }

    void snapshotAfter(final long sequence) throws IOException
    {
        try (FoldTailer tailer = FoldTailer.openOldest(directory, null).catchUpTo(sequence))
        {
            new SnapshotStore(directory).write(tailer.fold());
        }
    }

    void delete(final int... numbers) throws IOException
    {
        final List<Path> files = cycles();
        for (final int number : numbers)
        {
            Files.delete(files.get(number - 1));
        }
    }

    /** Turns one bit in the event of a cycle. */
    void flip(final int number) throws IOException
    {
        final Path file = cycles().get(number - 1);
        final String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        final int at = content.indexOf(new String(
            new byte[]{64, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, StandardCharsets.ISO_8859_1),
            content.indexOf("header") + 2_000);
        assertTrue(at > 0);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
        {
            channel.write(ByteBuffer.wrap(new byte[]{65}), at);
        }
    }

    private List<Path> cycles() throws IOException
    {
        try (var files = Files.list(directory.journal()))
        {
            return files.filter(file -> file.toString().endsWith(".cq4")).sorted().toList();
        }
    }
}
