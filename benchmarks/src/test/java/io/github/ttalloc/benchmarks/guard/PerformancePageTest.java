package io.github.ttalloc.benchmarks.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.ttalloc.benchmarks.figures.Figures;
import io.github.ttalloc.benchmarks.figures.RunFile;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

class PerformancePageTest
{
    private static final Path PAGE = Path.of("../docs/performance.md");
    private static final Path BOUNDS = Path.of("bounds.txt");
    private static final Path RESULTS = Path.of("results");
    private static final String HEADING = "| what | ratio [spread] | target | |";

    @Test
    void shouldShowTheNewestRunThatIsKeptAndNothingElse() throws IOException
    {
        final Optional<Path> newest = RunFile.newest(RESULTS, "guard");
        final Figures figures = RunFile.read(newest.orElseThrow());
        final List<String> expected = BoundsFile.read(BOUNDS).bounds().stream()
            .map(bound -> row(Judgement.of(bound, figures)))
            .toList();

        final List<String> shown = Files.readAllLines(PAGE).stream()
            .dropWhile(line -> !line.equals(HEADING))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .toList();

        assertEquals(String.join("\n", expected), String.join("\n", shown));
    }

    private static String row(final Judgement judgement)
    {
        final Bound bound = judgement.bound();
        return String.format(Locale.ROOT, "| %s | %.3f [%.3f, %.3f] | %s %.3f | %s |", bound.what(), judgement.ratio(),
            judgement.low(), judgement.high(), bound.sense().sign(), bound.target(),
            bound.isWithin(judgement.ratio(), bound.target()) ? "met" : "short");
    }
}
