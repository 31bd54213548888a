package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.fold.FoldTailer;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Producers in C, alone, beside JVMs, killed, forked, in crowds and without a recorder.
 */
class CProducerTest
{
    private static final long EVENTS = 60_000;
    private static final long SNAPSHOT_EVENTS = 100_000;
    private static final int CROWD = 512;
    private static final long EVENTS_OF_ONE_IN_A_CROWD = 300;
    private static final int MANY = 2_000;
    private static final long QUOTA_BYTES = 16 << 20;
    private static final int DEADLINE_SECONDS = 20;

    @TempDir
    private Path parent;

    private final Map<String, Long> seeds = new HashMap<>();
    private Path path;
    private Path program;

    @BeforeEach
    void compile() throws IOException, InterruptedException
    {
        path = parent.resolve("tracker");
        program = CProducer.asC();
    }

    @Test
    void shouldReportBesideJvmsAndThroughARingOfItsOwnAfterAFork() throws IOException, InterruptedException
    {
        try (Children children = new Children())
        {
            final Process recorder = startRecorder(children);
            final List<Process> producers = List.of(
                startC(children, program, 1, EVENTS, "fork"),
                startJvm(children, 3),
                startC(children, program, 4, EVENTS),
                startJvm(children, 5));
            seeds.put("producer-2", 2L);
            for (final Process producer : producers)
            {
                Children.awaitExit(producer, 0);
            }
            end(recorder);
        }
        final Map<String, Long> expected = new HashMap<>();
        seeds.keySet().forEach(name -> expected.put(name, EVENTS));
        assertEquals(expected, JournalChecker.check(TrackerDirectory.of(path), seeds));
        try (FoldTailer fresh = FoldTailer.openOldest(TrackerDirectory.of(path), null))
        {
            for (final TrackedProcess process : fresh.catchUp().fold().processes().ended())
            {
                assertTrue(process.endedCleanly(), process.name());
            }
            assertEquals(0, fresh.fold().counters().lostEvents());
        }
    }

    @Test
    void shouldReportFromCpp() throws IOException, InterruptedException
    {
        final Path cpp = CProducer.asCpp();
        try (Children children = new Children())
        {
            final Process recorder = startRecorder(children);
            Children.awaitExit(startC(children, cpp, 1, EVENTS, "fork"), 0);
            end(recorder);
        }
        seeds.put("producer-2", 2L);
        assertEquals(
            Map.of("producer-1", EVENTS, "producer-2", EVENTS),
            JournalChecker.check(TrackerDirectory.of(path), seeds));
    }

    @Test
    void shouldHaveAllInTheJournalThatItCommittedBeforeItWasKilled() throws IOException, InterruptedException
    {
        final long acknowledged;
        try (Children children = new Children())
        {
            final Process recorder = startRecorder(children);
            final Process producer = startC(children, program, 1, 100 * EVENTS);
            final MappedByteBuffer progress = ProducerMain.mapProgress(parent.resolve("progress-1"));
            Await.until("progress", () -> progress.getLong(0) > EVENTS);
            Children.kill(producer);
            acknowledged = progress.getLong(0);
            end(recorder);
        }
        final long journaled = JournalChecker.check(TrackerDirectory.of(path), seeds).get("producer-1");
        assertTrue(journaled >= acknowledged && journaled <= acknowledged + 1,
            () -> acknowledged + " were acknowledged, the journal has " + journaled);
        try (FoldTailer fresh = FoldTailer.openOldest(TrackerDirectory.of(path), null))
        {
            assertFalse(fresh.catchUp().fold().processes().ended().iterator().next().endedCleanly());
        }
    }

    @Test
    void shouldBeRecordedToTheLastEventWhere512ProcessesReportAtOnce() throws IOException, InterruptedException
    {
        try (Children children = new Children())
        {
            final Process recorder = startRecorder(children);
            final Process crowd = children.run(List.of(
                program.toString(), "crowd", path.toString(), "1", Long.toString(EVENTS_OF_ONE_IN_A_CROWD),
                Integer.toString(CROWD)));
            Children.awaitExit(crowd, 0);
            end(recorder);
        }
        final Map<String, Long> expected = new HashMap<>();
        for (long seed = 1; seed <= CROWD; seed++)
        {
            seeds.put("producer-" + seed, seed);
            expected.put("producer-" + seed, EVENTS_OF_ONE_IN_A_CROWD);
        }
        assertEquals(expected, JournalChecker.check(TrackerDirectory.of(path), seeds));
    }

    @Test
    void shouldKeepToTheQuotaHoweverManyProcessesComeAndGoWithoutARecorder() throws IOException, InterruptedException
    {
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        final ProcessBuilder builder = new ProcessBuilder(
            program.toString(), "many", path.toString(), Integer.toString(MANY));
        builder.environment().put("TT_ALLOC_RING_QUOTA_BYTES", Long.toString(QUOTA_BYTES));
        final Path errors = parent.resolve("errors");
        final Process many = builder.redirectError(errors.toFile()).start();
        final String counts = new String(many.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        assertEquals(0, many.waitFor());
        final int rings = (int)Await.rings(path);
        assertEquals(rings + " with and " + (MANY - rings) + " without a ring", counts);
        assertTrue(rings > 0 && bytesOf(path.resolve("rings")) <= QUOTA_BYTES);
        final List<String> lines = Files.readAllLines(errors);
        assertEquals(MANY - rings, lines.size());
        assertTrue(lines.get(0).contains("TT_ALLOC_RING_QUOTA_BYTES"), lines.get(0));
        assertTrue(Files.size(path.resolve("rings").resolve("refused")) > 0);

        try (Children children = new Children())
        {
            end(startRecorder(children));
        }
        try (FoldTailer fresh = FoldTailer.openOldest(TrackerDirectory.of(path), null))
        {
            assertEquals(rings, fresh.catchUp().fold().processes().ended().size());
        }
    }

    @Test
    void shouldKeepNearTheQuotaWhen512ProcessesAreBornAtOnce() throws IOException, InterruptedException
    {
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        final ProcessBuilder builder = new ProcessBuilder(
            program.toString(), "throng", path.toString(), Integer.toString(CROWD));
        builder.environment().put("TT_ALLOC_RING_QUOTA_BYTES", Long.toString(QUOTA_BYTES));
        final Process throng = builder.redirectError(parent.resolve("errors").toFile()).start();
        final String counts = new String(throng.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        assertEquals(0, throng.waitFor());
        final long rings = Await.rings(path);
        assertEquals(rings + " with and " + (CROWD - rings) + " without a ring", counts);
        final long bytes = bytesOf(path.resolve("rings"));
        final long mostBytes = QUOTA_BYTES + QUOTA_BYTES / 8; // some births may not have had their turn within 2 s
        assertTrue(bytes <= mostBytes, () -> rings + " rings have " + bytes + " bytes");
        assertTrue(rings > 0, () -> "no ring of " + CROWD);
    }

    @Test
    void shouldKeepTheWaitsOfTheLastSecondApartFromOlderOnes() throws IOException, InterruptedException
    {
        try (Children children = new Children())
        {
            Children.awaitExit(children.run(List.of(program.toString(), "waits")), 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "TT_ALLOC_RING_QUOTA_BYTES=-1", "TT_ALLOC_RING_QUOTA_BYTES=1G", "TT_ALLOC_RING_QUOTA_BYTES= 1",
        "TT_ALLOC_RING_QUOTA_BYTES=99999999999999999999", "TT_ALLOC_RING_BYTES=1M", "TT_ALLOC_RING_BYTES=1000000"})
    void shouldRefuseASettingThatIsNoNumberAndNameIt(final String setting) throws IOException, InterruptedException
    {
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        final Path errors = parent.resolve("errors");
        try (Children children = new Children())
        {
            final Process many = children.run(
                List.of("env", setting, program.toString(), "many", path.toString(), "1"), errors);
            Children.awaitLine(many, "0 with and 1 without a ring");
            Children.awaitExit(many, 0);
        }
        final List<String> lines = Files.readAllLines(errors);
        assertEquals(1, lines.size(), lines::toString);
        assertTrue(lines.get(0).endsWith(": " + setting), lines.get(0));
        assertEquals(0, Await.rings(path));
    }

    @ParameterizedTest
    @CsvSource({
        "lock, births.lock cannot be opened as a file in", "quota, TT_ALLOC_RING_QUOTA_BYTES",
        "memory, no ring can be made in", "name, no ring can be made in"})
    void shouldLeaveNothingOpenAndSayWhyWhereItCannotReport(final String cause, final String said)
        throws IOException, InterruptedException
    {
        Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if ("lock".equals(cause))
        {
            assertEquals(0, new ProcessBuilder("mkfifo", path.resolve("births.lock").toString()).start().waitFor());
        }
        final ProcessBuilder builder = new ProcessBuilder(program.toString(), "refused", path.toString(), cause);
        builder.environment().put("TT_ALLOC_RING_QUOTA_BYTES", "quota".equals(cause) ? "1" : "1000000000");
        final Path errors = parent.resolve("errors");
        final Process refused = builder.redirectError(errors.toFile()).start();
        final boolean hasEnded = refused.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
        refused.destroyForcibly();
        final List<String> lines = Files.readAllLines(errors);
        assertTrue(hasEnded, lines::toString);
        assertEquals(0, refused.waitFor(), lines::toString);
        assertEquals(3, lines.size(), lines::toString);
        assertTrue(lines.get(0).contains(said), lines::toString);
        assertTrue(lines.get(0).contains(path.toString()), lines::toString);
        assertFalse(Files.exists(path.resolve("rings")) && 0 != birthsIn(path.resolve("rings")));
    }

    private static long birthsIn(final Path rings) throws IOException
    {
        try (Stream<Path> files = Files.list(rings))
        {
            return files.filter(file -> file.getFileName().toString().startsWith(".birth-")).count();
        }
    }

    private static long bytesOf(final Path folder) throws IOException
    {
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.ring"))
        {
            for (final Path file : files)
            {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    private Process startRecorder(final Children children) throws IOException
    {
        final Process recorder = children.start(RecorderMain.class, path, SNAPSHOT_EVENTS);
        Children.awaitLine(recorder, "READY");
        return recorder;
    }

    private Process startC(
        final Children children, final Path executable, final long seed, final long events, final String... more)
        throws IOException
    {
        seeds.put("producer-" + seed, seed);
        final List<String> command = new ArrayList<>(List.of(
            executable.toString(), "one", path.toString(), Long.toString(seed), Long.toString(events),
            parent.resolve("progress-" + seed).toString()));
        command.addAll(List.of(more));
        ProducerMain.mapProgress(parent.resolve("progress-" + seed));
        return children.run(command);
    }

    private Process startJvm(final Children children, final long seed) throws IOException
    {
        seeds.put("producer-" + seed, seed);
        return children.start(ProducerMain.class, path, seed, EVENTS, parent.resolve("progress-" + seed));
    }

    private void end(final Process recorder) throws IOException, InterruptedException
    {
        Await.noRings(path);
        recorder.getOutputStream().close();
        Children.awaitExit(recorder, 0);
    }
}
