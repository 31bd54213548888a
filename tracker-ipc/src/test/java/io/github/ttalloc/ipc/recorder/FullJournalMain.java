package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.journal.JournalContext;
import io.github.ttalloc.ipc.ring.RingFiles;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Steps a recorder, which is told that there is space, and its ledger on a small file system that is filled but for
 * fewer bytes than a batch has, and emptied again. With a second argument each of these batches is the first of a new
 * file, and that is by how many pages more are left each time. Ends with 0 if every event is journaled once and in the
 * ledger.
 */
final class FullJournalMain
{
    private static final int BATCH_EVENTS = 1_000;
    private static final int PAGE = 4096;
    private static final int MOST_PAGES = 16;
    private static final int PAGES_MORE = 4;
    private static final long CYCLE_MILLIS = 300_000;
    private static final long DEADLINE_NANOS = 30_000_000_000L;

    private FullJournalMain()
    {
    }

    public static void main(final String[] args) throws IOException
    {
        final Path mount = Path.of(args[0]);
        final TrackerDirectory directory = TrackerDirectory.of(mount.resolve("tracker")).create();
        final Path ballast = mount.resolve("ballast");
        final boolean isRolling = args.length > 1;
        final long[] nowMillis = {System.currentTimeMillis() / CYCLE_MILLIS * CYCLE_MILLIS};
        long reported = 0;
        int stops = 0;
        try (RingReporter reporter = RingFiles.reporter(directory.path());
            SteppedRecorder recorder =
                new SteppedRecorder(directory, new JournalContext().clock(() -> nowMillis[0])))
        {
            recorder.until(() -> 2 == recorder.status().journalSequence());
            final LedgerAgent ledger = new LedgerAgent(
                directory, FoldTailer.openPublished(directory),
                new RecorderContext(), recorder.status(), recorder.warnings::add);
            for (int pages = 0; pages <= MOST_PAGES; pages += isRolling ? Integer.parseInt(args[1]) : PAGES_MORE)
            {
                nowMillis[0] += isRolling ? CYCLE_MILLIS : 0;
                fill(ballast, (long)pages * PAGE);
                for (int i = 0; i < BATCH_EVENTS; i++)
                {
                    reporter.allocate(0, BufferType.DRAM, 64L * reported++, 100);
                }
                final long wanted = reported + 2;
                until(recorder, ledger, () -> recorder.status().isOutOfSpace() ||
                    recorder.status().journalSequence() == wanted);
                stops += recorder.status().isOutOfSpace() ? 1 : 0;
                Files.delete(ballast);
                until(recorder, ledger, () -> recorder.status().ledgerSequence() == wanted);
            }
            ledger.onClose();
        }
        final List<String> text = JournalText.of(directory);
        if (text.size() != reported + 2 || 0 == stops)
        {
            throw new IOException(text.size() + " of " + (reported + 2) + " events are in the journal, which stopped " +
                stops + " times");
        }
    }

    private static void until(
        final SteppedRecorder recorder, final LedgerAgent ledger, final BooleanSupplier condition) throws IOException
    {
        final long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!condition.getAsBoolean())
        {
            if (System.nanoTime() > deadline)
            {
                throw new IOException("it never came to it: " + recorder.warnings);
            }
            recorder.step();
            ledger.doWork();
        }
    }

    /** Leaves so many bytes of the file system free. */
    static void fill(final Path ballast, final long leftBytes) throws IOException
    {
        try (FileChannel channel = FileChannel.open(ballast, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))
        {
            while (Files.getFileStore(ballast).getUsableSpace() > leftBytes)
            {
                channel.write(ByteBuffer.allocate(PAGE));
            }
        }
    }
}
