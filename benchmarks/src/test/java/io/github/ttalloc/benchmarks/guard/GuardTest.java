package io.github.ttalloc.benchmarks.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.ttalloc.benchmarks.figures.Figures;
import io.github.ttalloc.benchmarks.figures.Probe;
import io.github.ttalloc.benchmarks.figures.Rounds;
import io.github.ttalloc.benchmarks.guard.Judgement.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;

class GuardTest
{
    private static final Path BOUNDS = Path.of("bounds.txt");
    private static final double RIVAL = 100;

    @Test
    void shouldPassWhenEveryBoundIsJustHeld() throws IOException
    {
        final List<Bound> bounds = boundsWithFiguresOfTheirOwn();
        assertFalse(bounds.isEmpty());
        final Figures figures = new Figures();
        bounds.forEach(bound -> measureAt(figures, bound, bound.eased(bound.held(), -0.001)));
        assertEquals(0, Guard.exitCode(judge(bounds, figures)));
    }

    @Test
    void shouldFailWhenAnyOneBoundIsBroken() throws IOException
    {
        final List<Bound> bounds = boundsWithFiguresOfTheirOwn();
        for (final Bound broken : bounds)
        {
            final Figures figures = new Figures();
            for (final Bound bound : bounds)
            {
                measureAt(figures, bound, bound.eased(bound.held(), bound.equals(broken) ? 0.001 : -0.001));
            }
            final List<Judgement> judgements = judge(bounds, figures);
            assertEquals(1, Guard.exitCode(judgements), broken.what());
            judgements.forEach(judgement -> assertEquals(judgement.bound().equals(broken),
                Verdict.BROKEN == judgement.verdict(), broken.what() + ", " + judgement.bound().what()));
        }
    }

    @Test
    void shouldHoldNothingThatIsStricterThanItsTarget() throws IOException
    {
        for (final Bound bound : BoundsFile.read(BOUNDS).bounds())
        {
            assertTrue(bound.isWithin(bound.target(), bound.held()), bound.what());
        }
    }

    @Test
    void shouldCallShortWhatMissesItsTargetButIsHeld()
    {
        final Bound bound = new Bound("time", Bound.Sense.TIME, "a", "b", 1.0, 1.5);
        assertEquals(Verdict.MET, judge(bound, 1.0).verdict());
        assertEquals(Verdict.SHORT, judge(bound, 1.2).verdict());
        assertEquals(Verdict.BROKEN, judge(bound, 1.6).verdict());
        final Bound rate = new Bound("rate", Bound.Sense.RATE, "a", "b", 0.9, 0.5);
        assertEquals(Verdict.MET, judge(rate, 0.9).verdict());
        assertEquals(Verdict.SHORT, judge(rate, 0.6).verdict());
        assertEquals(Verdict.BROKEN, judge(rate, 0.4).verdict());
    }

    @Test
    void shouldJudgeTheMedianOfTheRoundsRatios()
    {
        final Bound bound = new Bound("time", Bound.Sense.TIME, "a", "b", 1.0, 1.0);
        final Figures figures = new Figures();
        final double[][] rounds = {{10, 20}, {90, 100}, {500, 100}};
        for (final double[] round : rounds)
        {
            figures.add("a", round[0]);
            figures.add("b", round[1]);
        }
        final Judgement judgement = Judgement.of(bound, figures);
        assertEquals(0.9, judgement.ratio(), 1e-9);
        assertEquals(0.5, judgement.low(), 1e-9);
        assertEquals(5.0, judgement.high(), 1e-9);
        assertEquals(Judgement.MOST_NOISE, judgement.noise(), 1e-9);
    }

    @Test
    void shouldHoldTheTargetWithNoiseWhereMetAndTheValueReachedWhereNot()
    {
        final Bound bound = new Bound("time", Bound.Sense.TIME, "a", "b", 1.0, 9.0);
        assertEquals(1.0 + Judgement.LEAST_NOISE, judge(bound, 0.3).held().held(), 1e-9);
        assertEquals(2.0 * (1 + Judgement.LEAST_NOISE), judge(bound, 2.0).held().held(), 1e-9);
        final Bound rate = new Bound("rate", Bound.Sense.RATE, "a", "b", 0.9, 0.1);
        assertEquals(0.4 / (1 + Judgement.LEAST_NOISE), judge(rate, 0.4).held().held(), 1e-9);
    }

    @Test
    void shouldKeepTheBoundsFileButForWhatIsHeld(@TempDir final Path folder) throws IOException
    {
        final Path copy = folder.resolve("bounds.txt");
        final BoundsFile file = BoundsFile.read(BOUNDS);
        file.write(copy, file.bounds());
        assertEquals(Files.readString(BOUNDS), Files.readString(copy));
        file.write(copy, file.bounds().stream().map(bound -> bound.holding(7)).toList());
        BoundsFile.read(copy).bounds().forEach(bound -> assertEquals(7, bound.held(), bound.what()));
    }

    @Test
    void shouldNameTheLineOfABadBound(@TempDir final Path folder) throws IOException
    {
        final Path file = folder.resolve("bounds.txt");
        Files.writeString(file, "# comment\nwhat | a | b | <> | 1 | 1\n");
        final IOException bad = assertThrows(IOException.class, () -> BoundsFile.read(file));
        assertTrue(bad.getMessage().startsWith("bounds.txt line 2: sense=<>"), bad.getMessage());
        Files.writeString(file, "what | a | b | <= | 1\n");
        assertEquals("bounds.txt line 1 has 5 fields, not 6",
            assertThrows(IOException.class, () -> BoundsFile.read(file)).getMessage());
    }

    @Test
    void shouldFailWhereAFigureWasNotMeasured()
    {
        final Bound bound = new Bound("time", Bound.Sense.TIME, "a", "b", 1.0, 1.0);
        assertThrows(NoSuchElementException.class, () -> Judgement.of(bound, new Figures()));
    }

    @Test
    void shouldPrintVerdictsAndTheChange()
    {
        final Bound bound = new Bound("what", Bound.Sense.TIME, "a [ns]", "b [ns]", 1.0, 1.5);
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final Figures earlier = new Figures();
        measureAt(earlier, bound, 2.0);
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8))
        {
            GuardTable.print(out, List.of(judge(bound, 1.2)), earlier);
        }
        final String text = bytes.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("short  -40%"), text);
        assertTrue(text.contains("1.200 [1.200, 1.200] <= 1.000 <= 1.500"), text);
    }

    @Test
    void shouldMeasureEachProbeOnceARoundAndNotBeyondItsRounds() throws IOException
    {
        final Figures figures = new Figures();
        Rounds.run(List.of(new Counting("often", 9), new Counting("twice", 2)), 3, figures);
        assertEquals(3, figures.values("often").size());
        assertEquals(2, figures.values("twice").size());
    }

    @Test
    void shouldMeasureWhatEveryBoundNeedsAndNothingElse() throws IOException
    {
        final List<Bound> bounds = BoundsFile.read(BOUNDS).bounds();
        final List<Probe> all = GuardProbes.all();
        assertEquals(all, Guard.needed(all, bounds));
        for (final Bound bound : bounds)
        {
            final List<Probe> needed = Guard.needed(all, List.of(bound));
            assertTrue(needed.stream().anyMatch(probe -> bound.ours().startsWith(probe.name())), bound.what());
            assertTrue(bound.hasNumberAsRival() ||
                needed.stream().anyMatch(probe -> bound.rival().startsWith(probe.name())), bound.what());
        }
    }

    private static Judgement judge(final Bound bound, final double ratio)
    {
        final Figures figures = new Figures();
        measureAt(figures, bound, ratio);
        return Judgement.of(bound, figures);
    }

    private static List<Judgement> judge(final List<Bound> bounds, final Figures figures)
    {
        return bounds.stream().map(bound -> Judgement.of(bound, figures)).toList();
    }

    private static List<Bound> boundsWithFiguresOfTheirOwn() throws IOException
    {
        return BoundsFile.read(BOUNDS).bounds().stream()
            .map(bound -> new Bound(bound.what(), bound.sense(), bound.what() + " ours",
                bound.hasNumberAsRival() ? bound.rival() : bound.what() + " rival", bound.target(), bound.held()))
            .toList();
    }

    /** Makes the figures of a bound such that its ratio is as wanted. */
    private static void measureAt(final Figures figures, final Bound bound, final double ratio)
    {
        final double rival = bound.hasNumberAsRival() ? Double.parseDouble(bound.rival()) : RIVAL;
        if (!bound.hasNumberAsRival())
        {
            figures.add(bound.rival(), rival);
        }
        figures.add(bound.ours(), Bound.Sense.TIME == bound.sense() ? ratio * rival : rival / ratio);
    }

    private record Counting(String name, int rounds) implements Probe
    {
        @Override
        public void measure(final Figures figures)
        {
            figures.add(name, 1);
        }
    }
}
