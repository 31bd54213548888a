package io.github.ttalloc.cli.replay;

import io.github.ttalloc.cli.RecordingReporter;
import io.github.ttalloc.cli.ReportedEvent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReportTest
{
    private static final int DRAM = 0;
    private static final long SEED = 20_261_123;

    @TempDir
    private Path folder;

    private Path temporary;

    @BeforeEach
    void makeFolders() throws IOException
    {
        temporary = Files.createDirectory(folder.resolve("temporary"));
    }

    @Test
    void shouldOpenAFileItsFolderTheFolderAboveAndAnArchive() throws IOException
    {
        final Path above = Files.createDirectories(folder.resolve("reports"));
        final Path own = Files.createDirectories(above.resolve("a 100%? report"));
        final Path file = Files.move(small().write(folder.resolve("db.sqlite")), own.resolve("db.sqlite"));
        final Path archive = new TarBuilder()
            .file("id/cluster_descriptor.yaml", new byte[700])
            .file("id/db.sqlite", Files.readAllBytes(file))
            .write(folder.resolve("report.tar.gz"));

        for (final Path source : List.of(file, own, above, archive))
        {
            assertEquals(List.of("1 Op"), marks(source), source.toString());
        }
        assertNothingLeft();
    }

    @Test
    void shouldKeepItsCopyToItselfAndDeleteIt() throws IOException
    {
        final byte[] database = Files.readAllBytes(small().write(folder.resolve("db.sqlite")));
        final Path archive = new TarBuilder().file("db.sqlite", database).write(folder.resolve("report.tgz"));

        try (Report report = Report.open(archive, temporary))
        {
            final Path copy = report.file().database();
            assertEquals("rwx------", permissions(copy.getParent()));
            assertTrue(copy.startsWith(temporary));
            assertEquals(archive, report.source());
        }
        assertNothingLeft();
    }

    @Test
    void shouldSayWhatIsWrongWithSomethingElse() throws IOException
    {
        final Path empty = Files.createFile(folder.resolve("empty"));
        final Path text = Files.writeString(folder.resolve("text"), "no report ".repeat(100));
        final Path emptyFolder = Files.createDirectory(folder.resolve("nothing"));
        final Path foreign = ReportBuilder.current().sql("DROP TABLE buffers").write(folder.resolve("foreign.sqlite"));

        assertRefused("no such file", folder.resolve("absent"));
        assertRefused("is no SQLite database", empty);
        assertRefused("is no SQLite database", text);
        assertRefused("holds no report", emptyFolder);
        assertRefused("is no ttnn-visualizer report", foreign);
    }

    @Test
    void shouldRefuseAFolderOrAnArchiveOfSeveralReports() throws IOException
    {
        final Path above = Files.createDirectories(folder.resolve("reports"));
        final byte[] database = Files.readAllBytes(small().write(folder.resolve("db.sqlite")));
        for (final String name : List.of("a", "b"))
        {
            Files.write(Files.createDirectory(above.resolve(name)).resolve("db.sqlite"), database);
        }

        assertRefused("holds 2 reports", above);
        assertRefused("more than one report", new TarBuilder()
            .file("a/db.sqlite", database).file("b/db.sqlite", database).write(folder.resolve("two.tar.gz")));
    }

    @Test
    void shouldRefuseAnArchiveWithoutAReport()
    {
        assertRefused("holds no db.sqlite", new TarBuilder()
            .file("notdb.sqlite", new byte[5])
            .entry("db.sqlite", '2', TarBuilder.octal(0), new byte[0])
            .write(folder.resolve("none.tar.gz")));
    }

    @Test
    void shouldRefuseAnArchiveWhoseReportCannotFit()
    {
        assertRefused("unpack it elsewhere", new TarBuilder()
            .entry("db.sqlite", '0', TarBuilder.base256(1L << 60), new byte[512]).write(folder.resolve("big.tar.gz")));
    }

    @Test
    void shouldRefuseATruncatedReport() throws IOException
    {
        final byte[] database = Files.readAllBytes(small().write(folder.resolve("db.sqlite")));
        final byte[] archive = new TarBuilder().file("db.sqlite", database).tarGz();
        final Path file = folder.resolve("short");
        for (int eighth = 1; eighth < 8; eighth++)
        {
            Files.write(file, Arrays.copyOf(database, database.length * eighth / 8));
            assertRefused("truncated", file);
            Files.write(file, Arrays.copyOf(archive, archive.length * eighth / 8));
            assertRefused("truncated", file);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"node_type\": \"tensor\"", "{}", "[1]", "nothing"})
    void shouldRefuseADamagedGraphBeforeAnythingIsReported(final String graph)
    {
        final Path file = small().operation(2, "Op").graphText(0, 2, graph).write(folder.resolve("db.sqlite"));

        assertRefused("captured graph of operation 2 is damaged", file);
    }

    @Test
    void shouldRefuseCoresAndSizesThatNoDeviceHas()
    {
        assertRefused("core_range_set", small()
            .graph(1, ReportBuilder.circularBuffer(0, 1, 1, "{[0-0 - 7]}", false)).write(folder.resolve("a")));
        assertRefused("range=", small()
            .graph(1, ReportBuilder.circularBuffer(0, 1, 1, "{[7-7 - 0-0]}", false)).write(folder.resolve("b")));
        assertRefused("more than any device has", small()
            .graph(1, ReportBuilder.allocate(0, 1, 1L << 50, 1, DRAM)).write(folder.resolve("c")));
        assertRefused("missing or impossible", small().buffer(1, 0, 64, -1, DRAM).write(folder.resolve("d")));
        assertRefused("missing or impossible", small().buffer(1, 0, 64, 32, 9).write(folder.resolve("e")));
        assertRefused("missing or impossible", small()
            .sql("INSERT INTO buffers VALUES (1, 0, NULL, 32, 0, 0, 0)").write(folder.resolve("f")));
        assertRefused("too many devices", small().buffer(1, 64, 64, 32, DRAM).write(folder.resolve("g")));
    }

    @Test
    void shouldEitherReadOrRefuseWhateverIsFlipped() throws IOException
    {
        final byte[] database = Files.readAllBytes(small()
            .graph(1, ReportBuilder.tensor(0, 0), ReportBuilder.allocate(0, 64, 64, 32, 1), ReportBuilder.program(0),
                ReportBuilder.circularBuffer(0, 104_224, 64, "{[0-0 - 7-7]}", false))
            .write(folder.resolve("db.sqlite")));
        final byte[] archive = new TarBuilder().file("db.sqlite", database).tarGz();
        final Random random = new Random(SEED);
        int refused = 0;
        for (int round = 0; round < 400; round++)
        {
            final byte[] flipped = (0 == round % 4 ? archive : database).clone();
            for (int i = 0; i <= round % 8; i++)
            {
                flipped[random.nextInt(flipped.length)] ^= (byte)(1 << random.nextInt(Byte.SIZE));
            }
            final Path file = Files.write(folder.resolve("flipped"), flipped);
            try
            {
                marks(file);
            }
            catch (final ReportException ex)
            {
                assertOneLine(ex, file);
                refused++;
            }
            catch (final RuntimeException ex)
            {
                throw new AssertionError("seed=" + SEED + " round=" + round, ex);
            }
        }
        assertTrue(refused > 100, "seed=" + SEED + " refused=" + refused);
        assertNothingLeft();
    }

    @Test
    void shouldReadADatabaseThatItMayNotWrite() throws IOException
    {
        final Path file = small().write(folder.resolve("db.sqlite"));
        final byte[] before = Files.readAllBytes(file);

        assertTrue(file.toFile().setReadOnly());
        assertEquals(List.of("1 Op"), marks(file));
        assertEquals(-1, Arrays.mismatch(before, Files.readAllBytes(file)));
    }

    @Test
    void shouldRefuseToReplayWhereTrackingIsOff()
    {
        final List<ReportedEvent> events = new ArrayList<>();
        try (Report report = Report.open(small().write(folder.resolve("db.sqlite"))))
        {
            final ReportReplay replay =
                new ReportReplay(report, new RecordingReporter(events::add).disabled());

            assertOneLine(assertThrows(ReportException.class, replay::run), folder);
        }
        assertEquals(List.of(), events);
    }

    private static ReportBuilder small()
    {
        return ReportBuilder.current().operation(1, "Op").buffer(1, 0, 32, 32, DRAM);
    }

    private List<String> marks(final Path source)
    {
        final List<String> marks = new ArrayList<>();
        try (Report report = Report.open(source, temporary))
        {
            new ReportReplay(report, new RecordingReporter(event ->
                marks.addAll(ReportedEvent.Kind.MARK == event.kind() ? List.of(event.tag()) : List.of()))).run();
        }
        return marks;
    }

    private void assertRefused(final String expected, final Path source)
    {
        final ReportException e = assertThrows(ReportException.class, () -> Report.open(source, temporary));
        assertTrue(e.getMessage().contains(expected), e.getMessage());
        assertOneLine(e, source);
        assertNothingLeft();
    }

    private static void assertOneLine(final ReportException e, final Path source)
    {
        assertTrue(e.getMessage().contains(source.toString()), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
        assertFalse(e.getMessage().contains(": null"), e.getMessage());
        assertTrue(e.getMessage().contains(";") || e.getMessage().contains("give"), e.getMessage());
    }

    private void assertNothingLeft()
    {
        try (Stream<Path> left = Files.list(temporary))
        {
            assertEquals(List.of(), left.toList());
        }
        catch (final IOException ex)
        {
            throw new AssertionError(ex);
        }
    }

    private static String permissions(final Path path) throws IOException
    {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
