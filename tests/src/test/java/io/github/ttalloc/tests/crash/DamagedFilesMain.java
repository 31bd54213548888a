package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.ipc.direct.DirectReporter;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.LedgerFold;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import io.github.ttalloc.ipc.journal.JournalContext;
import io.github.ttalloc.ipc.recorder.Recorder;
import io.github.ttalloc.ipc.recorder.RecorderContext;
import io.github.ttalloc.ipc.recorder.RecorderStatus;
import io.github.ttalloc.ledger.LedgerReader;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * Damages one file of a tracker directory after the other, each in a copy of its own, and has it read and recorded on:
 * whatever the file and the damage, either it is refused by name, or all goes on and nothing is wrong unsaid. In a
 * process of its own, so that a crash of the JVM is seen from outside.
 */
final class DamagedFilesMain
{
    private static final long CYCLE_NANOS = 300_000_000_000L;
    private static final long EVENTS = 3_000;
    private static final int CYCLES = 3;
    private static final long EVENTS_AFTERWARDS = 100;
    private static final int RING_BYTES = 256 << 10;
    private static final int MAX_FLIPS = 8;

    private final Path parent;
    private final SplittableRandom random;
    private final List<String> whole;
    private final List<Path> files;

    private DamagedFilesMain(final Path parent, final long seed) throws IOException, InterruptedException
    {
        this.parent = parent;
        this.random = new SplittableRandom(seed);
        makeTemplate();
        try (FoldTailer tailer = FoldTailer.openOldest(TrackerDirectory.of(template()), null).catchUp();
            Stream<Path> found = Files.walk(template()))
        {
            whole = FoldText.of(tailer.fold());
            files = found.filter(Files::isRegularFile).sorted().map(template()::relativize).toList();
        }
    }

    public static void main(final String[] args) throws IOException, InterruptedException
    {
        final long seed = Long.parseLong(args[1]);
        final DamagedFilesMain rounds = new DamagedFilesMain(Path.of(args[0]), seed);
        for (int round = 0; round < Integer.parseInt(args[2]); round++)
        {
            rounds.run(round);
        }
    }

    private Path template()
    {
        return parent.resolve("template");
    }

    /** A directory as a recorder leaves it that was killed: with a ring and direct events that it did not come to. */
    private void makeTemplate() throws IOException, InterruptedException
    {
        final Path live = parent.resolve("live");
        final long[] nowNanos = {System.currentTimeMillis() * 1_000_000 / CYCLE_NANOS * CYCLE_NANOS};
        final Script script = new Script(1);
        try (RingReporter reporter = open(live, "producer-1");
            Recorder recorder = Recorder.launch(live, new RecorderContext()
                .snapshotEvents(EVENTS / 2).journal(new JournalContext().clock(() -> nowNanos[0] / 1_000_000))))
        {
            for (int cycle = 1; cycle <= CYCLES; cycle++)
            {
                for (long i = 0; i < EVENTS; i++)
                {
                    script.next().report(reporter);
                }
                final long events = cycle * EVENTS;
                Await.until("a cycle", () -> recorder.status().ledgerSequence() >= events + 2);
                nowNanos[0] += CYCLE_NANOS;
            }
            copy(live, template());
        }
        try (DirectReporter direct = DirectReporter.create(
            new ReporterContext().directory(template()).processName("producer-2")))
        {
            for (long i = 1; i <= EVENTS_AFTERWARDS; i++)
            {
                direct.allocate(0, BufferType.DRAM, 32 * i, 32, 0, CoreRange.ALL, 0);
            }
        }
    }

    private void run(final int round) throws IOException, InterruptedException
    {
        final Path path = parent.resolve("round-" + round);
        copy(template(), path);
        final Path file = files.get(random.nextInt(files.size()));
        final String what = "round " + round + ", " + file + " " + damage(path.resolve(file));
        System.out.println(what);
        try
        {
            final TrackerDirectory directory = TrackerDirectory.of(path);
            readHealth(directory);
            final String oldest = read(directory, file, true);
            final String newest = read(directory, file, false);
            final String recorded = record(directory, file);
            System.out.println("  oldest: " + oldest + "\n  newest: " + newest + "\n  recorded: " + recorded);
        }
        catch (final AssertionError | IOException | RuntimeException ex)
        {
            System.out.println("  " + ex.getMessage());
            throw new AssertionError(what, ex);
        }
        delete(path);
    }

    private static void readHealth(final TrackerDirectory directory) throws IOException
    {
        final RecorderStatus status = RecorderStatus.openReadOnly(directory);
        if (null != status)
        {
            status.latency();
        }
        try (LedgerReader reader = LedgerReader.open(directory.path(), 1_000_000))
        {
            reader.forEach(record -> require(record.bytes() >= 0, "a record of " + record.bytes() + " bytes"));
        }
        catch (final IOException ex)
        {
            require(ex.getMessage().contains(directory.path().toString()), ex.getMessage());
        }
    }

    /** What a tool makes of it. */
    private String read(final TrackerDirectory directory, final Path file, final boolean isFromStart)
        throws IOException
    {
        try (FoldTailer tailer =
            isFromStart ? FoldTailer.openOldest(directory, null) : FoldTailer.openNewest(directory, null))
        {
            final LedgerFold fold = tailer.catchUp().fold();
            final boolean isWhole = whole.equals(FoldText.of(fold));
            if (!isWhole)
            {
                require(file.startsWith("journal"), "a fold is wrong though the journal is whole");
                require(tailer.missingEvents() > 0 || tailer.unreadableCount() > 0 || fold.counters().lostEvents() > 0,
                    "a fold is wrong and nothing is said of it: at " + fold.sequence());
            }
            return isWhole ? "whole" : "missing " + tailer.missingEvents() + ", " + tailer.newestFault();
        }
        catch (final IOException | RuntimeException ex)
        {
            requireNamed(directory, file, ex);
            return ex.getMessage();
        }
    }

    /** What a recorder makes of it: what is reported now is recorded, or the journal is refused by name. */
    private static String record(final TrackerDirectory directory, final Path file) throws IOException
    {
        final List<String> warnings = new CopyOnWriteArrayList<>();
        try (Recorder recorder = Recorder.launch(
            directory.path(), new RecorderContext().snapshotEvents(EVENTS / 2).warnings(warnings::add)))
        {
            final Path ring = reportAfterwards(directory);
            Await.until("the events afterwards", () -> null != recorder.failure() || !Files.exists(ring));
            if (null != recorder.failure())
            {
                requireNamed(directory, file, recorder.failure());
                return "stopped: " + recorder.failure().getMessage();
            }
        }
        catch (final IOException | RuntimeException ex)
        {
            requireNamed(directory, file, ex);
            return ex.getMessage();
        }
        catch (final AssertionError ex)
        {
            throw new AssertionError(ex.getMessage() + ", warnings " + warnings, ex);
        }
        try (FoldTailer tailer = FoldTailer.openNewest(directory, null).catchUp())
        {
            final List<TrackedProcess> found = tailer.fold().processes().ended().stream()
                .filter(process -> "afterwards".equals(process.name())).toList();
            require(1 == found.size() && EVENTS_AFTERWARDS == found.get(0).events() && !found.get(0).isIncomplete(),
                "the events afterwards are not all there: " + warnings);
        }
        return warnings.toString();
    }

    private static Path reportAfterwards(final TrackerDirectory directory) throws IOException
    {
        try (RingReporter reporter = open(directory.path(), "afterwards"))
        {
            for (long i = 1; i <= EVENTS_AFTERWARDS; i++)
            {
                require(reporter.allocate(0, BufferType.L1, 32 * i, 32, 0, CoreRange.ALL, 0) >= 0, "a refused event");
            }
            return reporter.ring();
        }
    }

    /** Only a journal may be refused as a whole, and the message says which. */
    private static void requireNamed(final TrackerDirectory directory, final Path file, final Throwable refusal)
    {
        final String message = String.valueOf(refusal.getMessage());
        require(file.startsWith("journal") && message.contains(directory.journal().toString()),
            "refused: " + refusal);
    }

    private String damage(final Path file) throws IOException
    {
        final byte[] bytes = Files.readAllBytes(file);
        int used = bytes.length;
        while (used > 0 && 0 == bytes[used - 1])
        {
            used--;
        }
        final int choice = random.nextInt(8);
        if (0 == used || 0 == choice)
        {
            Files.writeString(file, "This is the file of somebody else, and was never written by this program.\n");
            return "is foreign";
        }
        if (choice <= 2)
        {
            final int length = 1 == choice ? random.nextInt(used) : random.nextInt(Math.min(used, 4096));
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
            {
                channel.truncate(length);
            }
            return "is truncated to " + length + " of " + used;
        }
        final StringBuilder flipped = new StringBuilder("has bits flipped at");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE))
        {
            for (int flips = 1 + random.nextInt(MAX_FLIPS); flips > 0; flips--)
            {
                final int at = random.nextInt(choice < 5 ? Math.min(used, 512) : used);
                bytes[at] = (byte)(bytes[at] ^ 1 << random.nextInt(Byte.SIZE));
                channel.write(ByteBuffer.wrap(bytes, at, 1), at);
                flipped.append(' ').append(at);
            }
        }
        return flipped + " of " + used;
    }

    private static RingReporter open(final Path path, final String name) throws IOException
    {
        return RingReporter.create(
            new ReporterContext().directory(path).ringBytes(RING_BYTES).processName(name).waitingForRecorder(true));
    }

    private static void copy(final Path from, final Path to) throws IOException, InterruptedException
    {
        require(0 == new ProcessBuilder("cp", "-a", "--sparse=always", from.toString(), to.toString())
            .inheritIO().start().waitFor(), "cp failed");
    }

    private static void delete(final Path path) throws IOException
    {
        final List<Path> found = new ArrayList<>();
        try (Stream<Path> all = Files.walk(path))
        {
            all.forEach(found::add);
        }
        for (int i = found.size() - 1; i >= 0; i--)
        {
            Files.delete(found.get(i));
        }
    }

    private static void require(final boolean condition, final String otherwise)
    {
        if (!condition)
        {
            throw new AssertionError(otherwise);
        }
    }
}
