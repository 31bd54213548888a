package io.github.ttalloc.ipc.recorder;

import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.direct.DirectReporter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The recorder agent step by step while direct reporters come, go, and report between any two of its steps.
 */
class RecorderDirectTest
{
    /** More than are moved in one step. */
    private static final int MANY = 300;

    private static final int ENDLESS = 5_000;
    private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    @TempDir
    private Path parent;

    private final List<DirectReporter> reporters = new ArrayList<>();
    private TrackerDirectory directory;
    private int reported;

    @BeforeEach
    void create() throws IOException
    {
        directory = TrackerDirectory.of(parent.resolve("tracker")).create();
    }

    @Test
    void shouldAttachARingWhileItTakesOverOneThatWasLeft() throws IOException
    {
        final DirectReporter ended = reporter();
        final DirectReporter lasting = reporter();
        try (SteppedRecorder recorder = new SteppedRecorder(directory))
        {
            recorder.until(() -> 2 == recorder.status().rings());
            ended.mark(0);
            ended.close();
            for (int i = 0; i < MANY; i++)
            {
                lasting.mark(0);
            }
            recorder.store.beforeAnswer = () ->
            {
                if (reporters.size() < 3)
                {
                    reporter().mark(0);
                }
            };
            untilProbeIsDue();
            recorder.step();
            recorder.until(() -> 3 * 2 + MANY + 2 + 1 == recorder.status().journalSequence());
            assertEquals(2, recorder.status().rings());
            assertEquals(List.of(), recorder.warnings);
            reporters.forEach(DirectReporter::close);
        }
    }

    @Test
    void shouldTakeOverARingThatWasLeftThoughOthersReportFasterThanItDrains() throws IOException
    {
        final DirectReporter ended = reporter();
        final DirectReporter lasting = reporter();
        try (SteppedRecorder recorder = new SteppedRecorder(directory))
        {
            recorder.until(() -> 2 == recorder.status().rings());
            ended.close();
            recorder.store.beforeAnswer = () ->
            {
                if (reported++ < ENDLESS)
                {
                    lasting.mark(0);
                }
            };
            for (int i = 0; i < MANY; i++)
            {
                lasting.mark(0);
            }
            untilProbeIsDue();
            for (int step = 0; step < 4 && recorder.status().rings() > 1; step++)
            {
                recorder.step();
            }
            assertEquals(1, recorder.status().rings());
            assertTrue(reported < ENDLESS, reported + " events were drained first");
            lasting.close();
        }
    }

    /** Its metadata is empty, has pages and no header, or a header that is begun. */
    @ParameterizedTest
    @CsvSource({"0, 0", "65536, 0", "65536, 0x80000001"})
    void shouldTakeTheQueueOnceItsMakerGoesOnThatWasStoppedHalfWay(final int length, final long header)
        throws IOException
    {
        takeOnceItIsMade(length, (int)header, 0);
    }

    /** The library tries for ten seconds, and the recorder again after five. */
    @Test
    @Tag("deep")
    void shouldTakeTheQueueOnceThereIsMoreOfItsMetadataThanAHeader() throws IOException
    {
        takeOnceItIsMade(1 << 16, 0x4000_0001, 1);
    }

    private void takeOnceItIsMade(final int length, final int header, final int warnings) throws IOException
    {
        final DirectReporter reporter = reporter();
        final Path metadata = directory.direct().resolve("metadata.cq4t");
        final Path made = Files.move(metadata, parent.resolve("made"));
        final ByteBuffer halfWay = ByteBuffer.allocate(Math.max(Integer.BYTES, length)).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(metadata, Arrays.copyOf(halfWay.putInt(header).array(), length));
        try (SteppedRecorder recorder = new SteppedRecorder(directory))
        {
            recorder.until(() -> 2 == recorder.status().journalSequence());
            Files.move(made, metadata, StandardCopyOption.REPLACE_EXISTING);
            reporter.mark(0);
            recorder.until(() -> 3 == recorder.status().journalSequence());
            assertEquals(warnings, recorder.warnings.size(), recorder.warnings::toString);
            assertEquals(1, recorder.status().rings());
            reporter.close();
        }
    }

    private static void untilProbeIsDue()
    {
        final long deadline = System.nanoTime() + PROBE_NANOS;
        while (System.nanoTime() < deadline)
        {
            Thread.onSpinWait();
        }
    }

    private DirectReporter reporter()
    {
        try
        {
            final DirectReporter reporter =
                DirectReporter.create(new ReporterContext().directory(directory.path()).processName("direct"));
            reporters.add(reporter);
            return reporter;
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
