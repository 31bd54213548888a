package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.recorder.Recorder;
import io.github.ttalloc.ipc.recorder.RecorderContext;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * Records on a small file system of its own that is filled while a producer reports, far beyond the margin that the
 * recorder leaves, and emptied again. Ends with 0 if nothing was lost and everything was said.
 */
final class FullFileSystemMain
{
    private static final long EVENTS = 12_000;
    private static final long MARGIN_BYTES = 8 << 20;
    private static final int LEFT_BYTES = 64 * 1024;
    private static final int BLOCK_BYTES = 16 * 1024;

    private FullFileSystemMain()
    {
    }

    public static void main(final String[] args) throws IOException
    {
        final Path mount = Path.of(args[0]);
        final Path path = mount.resolve("tracker");
        final Path ballast = mount.resolve("ballast");
        final List<String> warnings = new CopyOnWriteArrayList<>();
        try (Recorder recorder = Recorder.launch(
            path, new RecorderContext().spaceMarginBytes(MARGIN_BYTES).warnings(warnings::add)))
        {
            final RingReporter reporter = open(path, 1);
            final Script script = new Script(1);
            report(reporter, script, EVENTS / 3);
            Await.until("the first events", () -> recorder.status().journalSequence() > EVENTS / 3);
            fill(ballast);
            report(reporter, script, EVENTS / 3 * 2);
            Await.until("the warning", () -> !warnings.isEmpty());
            require(warnings.get(0).contains("no space for the journal"), warnings);
            refuseABirth(path);
            Files.delete(ballast);
            Await.until("the warning of its return", () ->
                warnings.stream().anyMatch(line -> line.contains("there is space for the journal again")));
            report(reporter, script, EVENTS);
            reporter.close();
            Await.noRings(path);
            require(null == recorder.failure(), List.of(String.valueOf(recorder.failure())));
        }
        final Map<String, Long> found = JournalChecker.check(TrackerDirectory.of(path), Map.of("producer-1", 1L));
        require(Map.of("producer-1", EVENTS).equals(found), List.of(found.toString()));
    }

    private static RingReporter open(final Path path, final long seed) throws IOException
    {
        return RingReporter.create(new ReporterContext()
            .directory(path)
            .ringBytes(ProducerMain.RING_BYTES)
            .processName("producer-" + seed));
    }

    private static void report(final RingReporter reporter, final Script script, final long to) throws IOException
    {
        while (script.number() < to)
        {
            final long status = script.next().report(reporter);
            require(status >= 0, List.of("status " + status));
        }
    }

    private static void refuseABirth(final Path path) throws IOException
    {
        final Path rings = path.resolve("rings");
        final long before = Await.rings(path);
        String refusal = "a ring was made";
        try
        {
            open(path, 2).close();
        }
        catch (final IOException ex)
        {
            refusal = ex.getMessage();
        }
        require(refusal.contains("No space"), List.of(refusal));
        try (Stream<Path> files = Files.list(rings))
        {
            require(files.count() == before, List.of("a ring that could not be made left its file"));
        }
    }

    private static void fill(final Path ballast) throws IOException
    {
        try (FileChannel channel = FileChannel.open(
            ballast, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))
        {
            while (Files.getFileStore(ballast).getUsableSpace() > LEFT_BYTES)
            {
                channel.write(ByteBuffer.allocate(BLOCK_BYTES));
            }
        }
    }

    private static void require(final boolean holds, final List<String> otherwise) throws IOException
    {
        if (!holds)
        {
            throw new IOException(String.join("; ", otherwise));
        }
    }
}
