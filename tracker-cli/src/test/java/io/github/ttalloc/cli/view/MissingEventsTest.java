package io.github.ttalloc.cli.view;

import io.github.ttalloc.cli.CommandRun;
import io.github.ttalloc.cli.RecordedTracker;
import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.device.BufferType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A journal with damaged batches and no snapshot: events 1 and 2 are of the process, each of 3 to 6 is an allocation in
 * a batch of its own, whose size is its number times a million.
 */
class MissingEventsTest
{
    private static final int EVENTS = 6;
    private static final int SIZE = 1_000_000;
    private static final String FAULT = "journal .*/tracker/journal is damaged in the file of cycle [0-9]+, " +
        "document [0-9]+: its bytes do not match its checksum";

    @TempDir
    private Path parent;

    private Path path;

    @BeforeEach
    void record() throws IOException
    {
        path = parent.resolve("tracker");
        try (RecordedTracker tracker = RecordedTracker.start(path))
        {
            final AllocationReporter reporter = tracker.process("python");
            for (int event = 3; event <= EVENTS; event++)
            {
                reporter.allocate(0, BufferType.DRAM, 0x1000L * event, (long)event * SIZE);
                tracker.await(event);
            }
        }
        for (final Path snapshot : files("snapshots", ""))
        {
            Files.delete(snapshot);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dump", "leaks", "cores", "top --once"})
    void shouldSayInOneLineHowManyAreMissingAndWhy(final String command) throws IOException
    {
        damage(4);
        final CommandRun run = run(command);
        assertEquals(0, run.code(), run::err);
        assertTrue(run.err().matches("ttalloc: 1 event is missing: " + FAULT + "\n"), run::err);
    }

    @Test
    void shouldCountDamagedDocumentsAlsoAtTheEnd() throws IOException
    {
        damage(4);
        damage(EVENTS);
        final CommandRun run = CommandRun.on(path, "dump", "--json");
        assertTrue(run.err().matches(
            "ttalloc: 2 events are missing: " + FAULT + "; 2 documents are damaged in all\n"), run::err);
        assertTrue(run.out().contains("\"lostEvents\":2"), run::out);
        assertTrue(run.out().contains("\"incomplete\":true,\"droppedEvents\":1"), run::out);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tail", "tail --from-start", "tail -n 2", "tail --from 3"})
    void shouldNameTheEventsThatATailLacks(final String command) throws IOException
    {
        damage(4);
        damage(EVENTS);
        final CommandRun run = run(command);
        assertEquals(0, run.code(), run::err);
        assertTrue(run.err().matches(
            "ttalloc: 1 event is missing \\(4\\): " + FAULT + "\n" +
            "ttalloc: 1 event is missing \\(6\\): " + FAULT + "\n"), run::err);
        assertTrue(run.out().contains("Allocated 5000000 bytes"), run::out);
        assertFalse(run.out().contains("Allocated 4000000 bytes"), run::out);
    }

    private CommandRun run(final String command)
    {
        return CommandRun.of((Object[])(command + " --dir " + path).split(" "));
    }

    private void damage(final int event) throws IOException
    {
        final Path file = files("journal", ".cq4").get(0);
        final int size = event * SIZE;
        final byte[] bytes = {(byte)size, (byte)(size >> 8), (byte)(size >> 16), (byte)(size >> 24), 0, 0, 0, 0};
        final int at = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
            .indexOf(new String(bytes, StandardCharsets.ISO_8859_1));
        assertTrue(at > 0);
        try (RandomAccessFile written = new RandomAccessFile(file.toFile(), "rw"))
        {
            written.seek(at);
            written.write(bytes[0] ^ 1);
        }
    }

    private List<Path> files(final String folder, final String ending) throws IOException
    {
        try (var files = Files.list(path.resolve(folder)))
        {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }
}
