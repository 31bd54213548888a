package io.github.ttalloc.benchmarks.longform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.ttalloc.benchmarks.figures.Figures;
import io.github.ttalloc.benchmarks.figures.Probe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class LongFormTest
{
    private static final LongFormScale SCALE = new LongFormScale(List.of(1_000, 100_000_000), 1_000, 1);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "--max-live 9, --max-live 9 must be from 3 to 8",
        "--max-live 2, --max-live 2 must be from 3 to 8",
        "--min-live 2, --min-live 2 must be from 3 to 7",
        "--min-live 8, --min-live 8 must be from 3 to 7",
        "--min-live 6 --max-live 5, --min-live 6 must be from 3 to 5",
        "--rounds 0, --rounds 0 must be from 1 to 2147483647",
        "--decay-events 0, --decay-events 0 must be from 1 to 9223372036854775807",
        "--part nothing, Invalid value for option '--part'"})
    void shouldRefuseWhatIsBeyondItsLimits(final String options, final String why) throws IOException
    {
        final StringWriter err = new StringWriter();
        final List<String> args = new ArrayList<>(List.of("--results", folder.toString(), "--commit", "abc"));
        args.addAll(List.of(options.split(" ")));
        final CommandLine command = LongForm.command().setErr(new PrintWriter(err, true));
        assertEquals(CommandLine.ExitCode.USAGE, command.execute(args.toArray(new String[0])));
        assertTrue(err.toString().startsWith(why), err.toString());
        try (var files = Files.list(folder))
        {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void shouldWriteATableAndAPlotOfWhatWasMeasured() throws IOException
    {
        final Figures figures = new Figures();
        figures.add("table one-writer 1000 churn mean [ns]", 70);
        final String table = LongForm.show(figures, folder, "2026-01-02-abc-report");
        assertEquals(FiguresTable.of(figures), table);
        assertEquals(table, Files.readString(folder.resolve("2026-01-02-abc-report.md")));
        assertEquals(LedgerPlot.of(figures), Files.readString(folder.resolve("2026-01-02-abc-report.svg")));
    }

    @Test
    void shouldGoOnWithoutWhatCannotBeMeasuredAndSaySo()
    {
        final Figures figures = new Figures();
        final List<String> failures = new ArrayList<>();
        LongForm.measure(new Failing(), figures, failures);
        assertEquals(List.of("not measured: many processes: no gcc"), failures);
        assertEquals(List.of(), figures.names());
    }

    @Test
    void shouldLeaveOutRivalsThatDoNotFitWhereTheLiveSetIsLarge()
    {
        final List<String> names = LongFormPart.LEDGER.probes(SCALE).stream().map(Probe::name).toList();
        assertTrue(names.contains("table chronicle-map 1000 churn"), names.toString());
        assertEquals(List.of("table one-writer 100000000 churn", "table one-writer 100000000 hit",
            "table agrona-long2long 100000000 churn", "table agrona-long2long 100000000 hit",
            "ledger 100000000 bytes of a record"),
            names.stream().filter(name -> name.contains("100000000")).toList());
    }

    @Test
    void shouldGiveEachFigureAProbeOfItsOwnName()
    {
        for (final LongFormPart part : LongFormPart.values())
        {
            final List<String> names = part.probes(SCALE).stream().map(Probe::name).toList();
            assertEquals(names.stream().distinct().toList(), names, part.name());
        }
    }

    private static final class Failing implements Probe
    {
        @Override
        public String name()
        {
            return "many processes";
        }

        @Override
        public int rounds()
        {
            return 1;
        }

        @Override
        public void measure(final Figures figures) throws IOException
        {
            throw new IOException("no gcc");
        }
    }
}
