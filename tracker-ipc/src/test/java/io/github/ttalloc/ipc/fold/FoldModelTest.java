package io.github.ttalloc.ipc.fold;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Random journals against a plain model, and against themselves from every snapshot on.
 */
class FoldModelTest
{
    private static final int JOURNALS = 8;
    private static final int BATCHES = 300;
    private static final int SNAPSHOT_JOURNALS = 2;
    private static final int SNAPSHOT_BATCHES = 60;

    private final long seed = Long.getLong("ttalloc.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);

    @Test
    void shouldComeToWhatAPlainModelComesTo()
    {
        for (int journal = 0; journal < JOURNALS; journal++)
        {
            final RandomJournal source = new RandomJournal(random.nextLong());
            try (LedgerFold fold = new LedgerFold())
            {
                for (int i = 0; i < BATCHES; i++)
                {
                    source.next();
                    source.batches().show(i, i + 1, fold);
                    if (i % 25 == 0 || i == BATCHES - 1)
                    {
                        assertEquals(source.model().text(), ModelFold.text(fold), this::seedText);
                    }
                }
                assertEquals(source.batches().lastSequence(), fold.sequence(), this::seedText);
                assertEquals(source.invalid(), fold.counters().invalidEvents(), this::seedText);
                assertEquals(source.unknown(), fold.counters().unknownEvents(), this::seedText);
                assertEquals(source.lost(), fold.counters().lostEvents(), this::seedText);
                assertEquals(0, fold.counters().unplacedEvents(), this::seedText);
            }
        }
    }

    @Test
    void shouldComeToTheSameFromASnapshotAtEveryBatch() throws IOException
    {
        for (int journal = 0; journal < SNAPSHOT_JOURNALS; journal++)
        {
            final RandomJournal source = new RandomJournal(random.nextLong());
            final List<byte[]> snapshots = new ArrayList<>();
            final List<List<String>> texts = new ArrayList<>();
            try (LedgerFold whole = new LedgerFold())
            {
                for (int i = 0; i < SNAPSHOT_BATCHES; i++)
                {
                    snapshots.add(write(whole));
                    texts.add(FoldText.of(whole));
                    source.next();
                    source.batches().show(i, i + 1, whole);
                }
                final List<String> expected = FoldText.of(whole);
                for (int i = 0; i < SNAPSHOT_BATCHES; i++)
                {
                    final int from = i;
                    try (LedgerFold fold = read(snapshots.get(i)))
                    {
                        FoldText.assertSame(
                            texts.get(i), FoldText.of(fold), () -> "at batch " + from + ", " + seedText());
                        source.batches().show(i, SNAPSHOT_BATCHES, fold);
                        FoldText.assertSame(
                            expected, FoldText.of(fold), () -> "from batch " + from + ", " + seedText());
                    }
                }
            }
        }
    }

    @Test
    void shouldShowEachEventThatItAppliesOnceAndInOrder()
    {
        final RandomJournal source = new RandomJournal(random.nextLong());
        final long[] last = {0};
        final int[] shown = {0};
        try (LedgerFold fold = new LedgerFold(event ->
        {
            assertTrue(event.sequence() > last[0], this::seedText);
            assertTrue(null != event.name() && null != event.process(), this::seedText);
            last[0] = event.sequence();
            shown[0]++;
        }))
        {
            for (int i = 0; i < BATCHES; i++)
            {
                source.next();
            }
            source.batches().show(0, BATCHES, fold);
            assertTrue(shown[0] > BATCHES, this::seedText);
            assertTrue(last[0] <= fold.sequence(), this::seedText);
            assertEquals(source.model().text(), ModelFold.text(fold), this::seedText);
        }
    }

    static byte[] write(final LedgerFold fold) throws IOException
    {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        SnapshotWriter.write(fold, bytes);
        return bytes.toByteArray();
    }

    private static LedgerFold read(final byte[] snapshot) throws IOException
    {
        SnapshotReader.check(new ByteArrayInputStream(snapshot), snapshot.length);
        return SnapshotReader.read(new ByteArrayInputStream(snapshot), null, null);
    }

    private String seedText()
    {
        return "seed=" + seed + " (-Dttalloc.seed)";
    }
}
