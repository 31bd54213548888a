package io.github.ttalloc.benchmarks.figures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class FiguresTest
{
    @TempDir
    Path folder;

    @Test
    void shouldReadWhatAProcessPrints()
    {
        final Figures figures = new Figures();
        figures.addLines(List.of("recorder idle memory [MiB]=147.5", "a=b [ns]=2"));
        assertEquals(List.of("recorder idle memory [MiB]", "a=b [ns]"), figures.names());
        assertEquals(147.5, figures.median("recorder idle memory [MiB]"));
        assertEquals("line=oops must be a name, = and a number",
            assertThrows(IllegalArgumentException.class, () -> figures.addLines(List.of("oops"))).getMessage());
    }

    @Test
    void shouldTakeTheMedianOfTheRounds()
    {
        assertEquals(2, Figures.median(new double[]{3, 1, 2}));
        assertEquals(2.5, Figures.median(new double[]{4, 1, 2, 3}));
    }

    @Test
    void shouldReadWhatItWrote() throws IOException
    {
        final Figures figures = new Figures();
        figures.add("report ring p50 [ns]", 40.25);
        figures.add("report ring p50 [ns]", 41);
        figures.add("x [B]", 0);
        final Path file = folder.resolve("new").resolve("2026-01-02-abc-guard.json");
        RunFile.write(file, Instant.EPOCH, Map.of("kind", "guard"), Map.of("cores", "2"), figures);
        final Figures read = RunFile.read(file);
        assertEquals(figures.names(), read.names());
        assertEquals(List.of(40.25, 41.0), read.values("report ring p50 [ns]"));
    }

    @Test
    void shouldKeepTheFlagsOfEachFork() throws IOException
    {
        final Figures figures = new Figures();
        figures.add("batches to journal median [ns]", 60);
        figures.forkedWith("batches to journal", "-Dx=true -Xmx1g");
        figures.forkedWith("batches", "");
        final Path file = folder.resolve("2026-01-02-abc-report.json");
        RunFile.write(file, Instant.EPOCH, Map.of("flags", "--jar"), Map.of(), figures);
        assertEquals(Map.of("batches to journal", "-Dx=true -Xmx1g", "batches", ""),
            RunFile.read(file).flagsOfForks());
    }

    @Test
    void shouldReadARunThatWasKeptWithoutTheFlagsOfForks() throws IOException
    {
        final Path file = folder.resolve("a.json");
        Files.writeString(file,
            "{\"schema\":\"ttalloc.figures/1\",\"flags\":\"--jar\",\"figures\":{\"x [ns]\":[1,2]}}");
        final Figures read = RunFile.read(file);
        assertEquals(List.of(1.0, 2.0), read.values("x [ns]"));
        assertEquals(Map.of(), read.flagsOfForks());
    }

    @Test
    void shouldMeasureInAForkWithTheFlagsOfItsClassAndKeepThem() throws IOException
    {
        final Figures figures = new Figures();
        new JmhProbe("table", "LedgerBenchmark.churn", Mode.AverageTime).with("table", "agrona-long2long")
            .with("live", "1000").iterations(0, 1).millis(10).measure(figures);
        assertTrue(figures.median("table mean [ns]") > 0);
        final String flags = figures.flagsOfForks().get("table");
        assertTrue(flags.contains("-Dagrona.disable.bounds.checks=true -Xms4g"), flags);
    }

    @Test
    void shouldShowTheMaximumOfSampleTime() throws IOException
    {
        final Figures figures = new Figures();
        new JmhProbe("report", "ReportBenchmark", Mode.SampleTime).with("path", "clock").iterations(0, 1).millis(10)
            .measure(figures);
        assertTrue(figures.median("report max [ns]") >= figures.median("report p99.9 [ns]"));
    }

    @Test
    void shouldRefuseAForeignSchema() throws IOException
    {
        final Path file = folder.resolve("a.json");
        Files.writeString(file, "{\"schema\":\"other/1\",\"figures\":{}}");
        assertEquals("a.json has schema other/1, not ttalloc.figures/1",
            assertThrows(IOException.class, () -> RunFile.read(file)).getMessage());
    }

    @Test
    void shouldFindTheNewestRunOfAKind() throws IOException
    {
        assertEquals(Optional.empty(), RunFile.newest(folder.resolve("none"), "guard"));
        write("2026-01-03-b-guard.json", "2026-01-03T10:00:01Z");
        write("2026-01-03-a-guard.json", "2026-01-03T10:00:02Z");
        write("2026-01-03-c-guard.json", "2026-01-03T10:00:00Z");
        write("2026-01-02-d-guard.json", "2026-01-02T23:00:00Z");
        write("2026-01-09-e-report.json", "2026-01-09T00:00:00Z");
        assertEquals("2026-01-03-a-guard.json",
            RunFile.newest(folder, "guard").orElseThrow().getFileName().toString());
    }

    @Test
    void shouldRefuseARunThatDoesNotSayWhenItWasWritten() throws IOException
    {
        Files.writeString(folder.resolve("a-guard.json"), "{\"schema\":\"ttalloc.figures/1\",\"figures\":{}}");
        assertEquals("a-guard.json does not say when it was written; it needs a writtenAt",
            assertThrows(IOException.class, () -> RunFile.newest(folder, "guard")).getMessage());
    }

    private void write(final String name, final String writtenAt) throws IOException
    {
        RunFile.write(folder.resolve(name), Instant.parse(writtenAt), Map.of(), Map.of(), new Figures());
    }

    @Test
    void shouldDescribeTheMachineWithoutItsNameOrPaths() throws IOException
    {
        final Map<String, String> machine = Machine.describe();
        assertTrue(Integer.parseInt(machine.get("cores")) > 0);
        assertFalse(machine.get("cpu").isEmpty());
        final String host = InetAddress.getLocalHost().getHostName();
        machine.forEach((name, value) ->
        {
            assertFalse(value.contains("/home") || value.contains(System.getProperty("user.dir")), name);
            assertFalse(host.length() > 2 && value.contains(host), name);
        });
    }

    @Test
    void shouldReadTheTableOfTheLedgersRatios()
    {
        final Figures figures = new Figures();
        final List<String> lines = List.of(
            "live=10000 (ns; ratio: median [quartiles]; each round)",
            "churn agrona            46.1    1.00 x churn agrona    [1.00, 1.00] | 46.1 45.0 47.2",
            "churn in batches        38.9    0.84 x churn agrona    [0.80, 0.90] | 36.0 40.5 38.9",
            "read-modify-write        4.2    0.30 x dependent line  [0.29, 0.31] | 4.2 4.2 4.3");
        assertEquals(3, LedgerProbe.ratios(10_000, 3, 1).read(lines, figures));
        assertEquals(List.of(36.0, 40.5, 38.9), figures.values("ledger 10000 churn in batches [ns]"));
        assertEquals(4.2, figures.median("ledger 10000 read-modify-write [ns]"));
    }

    @Test
    void shouldReadTheLineOfDecay()
    {
        final Figures figures = new Figures();
        assertEquals(1, LedgerProbe.decay(10_000, 1_000).read(
            List.of("one-writer live=10000 fresh 50.0 ns, churned 51.0 ns, ratio 1.020 [0.990, 1.040]"), figures));
        assertEquals(52.0, figures.median("ledger 10000 after churn upper end [ns]"), 1e-9);
    }
}
