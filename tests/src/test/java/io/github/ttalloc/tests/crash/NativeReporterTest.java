package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A reporter of the C header in the process of the recorder, which must neither take it for dead nor drop its lock.
 */
class NativeReporterTest
{
    private static final long OTHER_EVENTS = 10;

    @TempDir
    private Path parent;

    private TrackerDirectory directory;

    @Test
    void shouldLiveWithARecorderInItsProcessAndAfterIt() throws IOException, InterruptedException
    {
        directory = TrackerDirectory.of(parent.resolve("tracker")).create();
        final List<String> command = new ArrayList<>(List.of("env",
            "TT_ALLOC_TRACKING_ENABLED=1", "TT_ALLOC_DIR=" + directory.path()));
        command.addAll(Children.java(List.of(), NativeReporterMain.class, directory.path(), CProducer.library()));
        try (Children children = new Children())
        {
            final Process embedding = children.run(command);
            final BufferedReader lines =
                new BufferedReader(new InputStreamReader(embedding.getInputStream(), StandardCharsets.UTF_8));
            goOnAfter("RECORDING", lines, embedding);
            assertEquals("REPORTED", lines.readLine());
            seeAnotherEnd(children, 1);
            assertTrue(process().isAlive());
            sign(embedding);
            goOnAfter("REPORTED", lines, embedding);
            assertEquals("RECORDED", lines.readLine());
            final Process recorder = children.start(RecorderMain.class, directory.path(), 100_000);
            Children.awaitLine(recorder, "READY");
            seeAnotherEnd(children, 2);
            assertTrue(process().isAlive());
            sign(embedding);
            goOnAfter("REPORTED", lines, embedding);
            assertEquals("CLOSED", lines.readLine());
            Await.noRings(directory.path());
            recorder.getOutputStream().close();
            Children.awaitExit(recorder, 0);
            assertEquals(3 * NativeReporterMain.EVENTS_OF_STEP, process().events());
            sign(embedding);
            assertEquals("CLOSED", lines.readLine());
            Await.noRings(directory.path());
            sign(embedding);
            Children.awaitExit(embedding, 0);
        }
        try (FoldTailer tailer = FoldTailer.openOldest(directory, null).catchUp())
        {
            final List<TrackedProcess> reporters = reporters(tailer);
            assertEquals(2, reporters.size());
            assertTrue(reporters.stream().allMatch(TrackedProcess::endedCleanly));
            assertTrue(reporters.stream().noneMatch(TrackedProcess::isIncomplete));
            assertEquals(4 * NativeReporterMain.EVENTS_OF_STEP,
                reporters.stream().mapToLong(TrackedProcess::events).sum());
        }
    }

    /** A recorder looks who lives at all rings together: where it has seen one end, it has looked at the others. */
    private void seeAnotherEnd(final Children children, final long seed) throws IOException, InterruptedException
    {
        final Process other = children.start(
            ProducerMain.class, directory.path(), seed, OTHER_EVENTS, parent.resolve("progress-" + seed), "unclosed");
        Children.awaitExit(other, 0);
        Await.until("the end of another", () -> 1 == Await.rings(directory.path()));
    }

    private TrackedProcess process() throws IOException
    {
        try (FoldTailer tailer = FoldTailer.openOldest(directory, null).catchUp())
        {
            return reporters(tailer).get(0);
        }
    }

    private static List<TrackedProcess> reporters(final FoldTailer tailer)
    {
        return tailer.fold().processes().all().stream().filter(process -> "native".equals(process.name())).toList();
    }

    private static void goOnAfter(final String wanted, final BufferedReader lines, final Process process)
        throws IOException
    {
        assertEquals(wanted, lines.readLine());
        sign(process);
    }

    private static void sign(final Process process) throws IOException
    {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }
}
