package io.github.ttalloc.ipc.fold;

import io.github.ttalloc.ipc.journal.JournalException;
import io.github.ttalloc.ipc.recorder.Recorder;
import io.github.ttalloc.ipc.recorder.RecorderContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Where a fold begins, and where it refuses to, in a journal of six cycles with an event each: with snapshots of some
 * events, of which some are damaged, and without some of the cycles, of which others are damaged.
 */
class FoldStartTest
{
    @TempDir
    private Path parent;

    private CycledJournal journal;

    @BeforeEach
    void fill() throws IOException
    {
        journal = new CycledJournal(parent.resolve("tracker"));
    }

    @ParameterizedTest(name = "snapshots {0}, damaged {1}, cycles deleted {2}, damaged {3}")
    @CsvSource({
        "-,   -, -,     -, 0, 0", "3 5, -, -,     -, 5, 0", "3 5, -, 1 2,   -, 5, 0", "3 5, 5, 1 2, -, 3, 0",
        "5,   5, -,     -, 0, 0", "2 5, -, 6,     -, 5, 0", "5,   -, -,     5, 0, 1",
        "3,   -, 1 2 3, -, 3, 0", "3 5, 5, 1 2 3, -, 3, 0", "-,   -, 1 2 3, -, 0, 3", "-,   -, 1,   2, 0, 2",
        "-,   -, -,     1, 0, 1", "5,   5, -,     1, 0, 1", "-,   -, -,     6, 0, 1",
        "6,   -, -,     6, 0, 1", "3 6, -, -,     6, 3, 1", "3 5, 5, 4 5 6, -, 3, 0"})
    void shouldBeginWhereTheJournalLeadsOnAndSayWhatIsMissing(
        final String snapshots, final String damagedSnapshots, final String deleted, final String damaged,
        final long begin, final long missing) throws IOException
    {
        arrange(snapshots, damagedSnapshots, deleted, damaged);
        try (FoldTailer tailer = FoldTailer.openNewest(journal.directory(), null))
        {
            assertEquals(begin, tailer.fold().sequence());
            tailer.catchUp();
            assertEquals(missing, tailer.missingEvents());
            assertEquals(missing, tailer.fold().counters().lostEvents());
        }
    }

    @ParameterizedTest(name = "snapshots {0}, damaged {1}, cycles deleted {2}, damaged {3}")
    @CsvSource({
        "5,   5,   1,         -, begins at event 2 .* .snapshot SNAPSHOTS/5 cannot be used: .*",
        "3 5, 3 5, 1,         2, begins at event 2 .* .snapshot SNAPSHOTS/[35] cannot be used: .*",
        "5,   -,   1,         5, begins at event 2 .* .it does not go on from the snapshot of event 5.*",
        "2,   -,   1 2 3,     -, begins at event 4 .* .it does not go on from the snapshot of event 2.*",
        "2 3, 2 3, 1 2 3,     -, begins at event 4 .* .snapshot SNAPSHOTS/[23] cannot be used: .*",
        "4,   -,   1 2 3 4, 5 6, holds no event that can be read .*snapshot of event 4.*",
        "4,   -,   1 2 3 4 5 6, -, holds no event that can be read .*snapshot of event 4.*"})
    void shouldRefuseToBeginWhereNobodyCanTellWhatCameBefore(
        final String snapshots, final String damagedSnapshots, final String deleted, final String damaged,
        final String reason) throws IOException
    {
        arrange(snapshots, damagedSnapshots, deleted, damaged);
        final String message = "journal " + journal.directory().journal() + " " +
            reason.replace("SNAPSHOTS", journal.directory().snapshots().toString());
        assertRefused(message, () -> FoldTailer.openNewest(journal.directory(), null));
        assertRefused(message, () -> FoldTailer.openOldest(journal.directory(), null));
        assertRefused(message, () -> FoldTailer.openPublished(journal.directory()));
        assertRefused(message, () -> Recorder.launch(journal.directory().path(), new RecorderContext()));
    }

    @ParameterizedTest(name = "snapshots {0}, damaged {1}, cycles deleted {2}, damaged {3}")
    @CsvSource({"5, -, 5 6, 4", "2 5, -, 1 5 6, 4", "5 6, 6, 5 6, 4", "4 5, -, 4 5 6, 3"})
    void shouldRefuseAJournalThatEndsBeforeASnapshot(
        final String snapshots, final String damagedSnapshots, final String deleted, final long end) throws IOException
    {
        arrange(snapshots, damagedSnapshots, deleted, "-");
        final String message = "journal " + journal.directory().journal() + " was truncated: it ends at event " + end +
            " and there is a snapshot of event 5: .*";
        assertRefused(message, () -> FoldTailer.openNewest(journal.directory(), null));
        assertRefused(message, () -> FoldTailer.openPublished(journal.directory()));
        assertRefused(message, () -> Recorder.launch(journal.directory().path(), new RecorderContext()));
    }

    @Test
    void shouldTakeNothingForASnapshotBeyondTheEndThatIsNone() throws IOException
    {
        arrange("5", "-", "-", "-");
        Files.writeString(journal.directory().snapshots().resolve("99"), "not a snapshot, but of some length");
        Files.writeString(journal.directory().snapshots().resolve("9".repeat(20)), "of a number that is none");
        try (FoldTailer tailer = FoldTailer.openNewest(journal.directory(), null))
        {
            assertEquals(5, tailer.fold().sequence());
        }
    }

    @Test
    void shouldDeleteTheSnapshotsOfAJournalThatWasMovedAwayAndSaySo() throws IOException
    {
        arrange("5", "-", "-", "-");
        Files.move(journal.directory().journal(), parent.resolve("away"));
        final List<String> warnings = new CopyOnWriteArrayList<>();
        Recorder.launch(journal.directory().path(), new RecorderContext().warnings(warnings::add)).close();
        assertEquals(List.of(), new SnapshotStore(journal.directory()).sequences());
        assertEquals(List.of("there is no journal " + journal.directory().journal() +
            ": the snapshots of one that was there are deleted"), warnings);
    }

    private static void assertRefused(final String message, final Executable opening)
    {
        final String refusal = assertThrows(JournalException.class, opening).getMessage();
        assertTrue(refusal.matches(message), refusal);
        assertTrue(refusal.contains("snapshots to go on with what is left"), refusal);
    }

    private void arrange(
        final String snapshots, final String damagedSnapshots, final String deleted, final String damaged)
        throws IOException
    {
        for (final int sequence : numbers(snapshots))
        {
            journal.snapshotAfter(sequence);
        }
        for (final int sequence : numbers(damagedSnapshots))
        {
            Files.write(journal.directory().snapshots().resolve(Integer.toString(sequence)), new byte[64]);
        }
        for (final int cycle : numbers(damaged))
        {
            journal.flip(cycle);
        }
        journal.delete(numbers(deleted));
    }

    private static int[] numbers(final String text)
    {
        return null == text || "-".equals(text) ? new int[0] :
            Arrays.stream(text.split(" ")).mapToInt(Integer::parseInt).toArray();
    }
}
