package io.github.ttalloc.benchmarks.longform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.ttalloc.benchmarks.figures.Figures;
import org.junit.jupiter.api.Test;

class FiguresTableTest
{
    private static final String HEADING = "| figure | median | rounds |\n|---|---:|---|\n";

    @Test
    void shouldShowMediansInTheOrderOfTheRunWithTheEndsOfSeveralRounds()
    {
        final Figures figures = new Figures();
        figures.add("z [ns]", 99.994);
        figures.add("a [ms]", 250.4);
        figures.add("a [ms]", 7);
        figures.add("a [ms]", 100);
        assertEquals(HEADING + "| z [ns] | 99.99 | 1 |\n| a [ms] | 100 | 3: 7.00 to 250 |\n", FiguresTable.of(figures));
    }

    @Test
    void shouldBeAHeadingWithoutFigures()
    {
        assertEquals(HEADING, FiguresTable.of(new Figures()));
    }

    @Test
    void shouldShowDecimalsBelowAHundredAlone()
    {
        assertEquals("0.00", FiguresTable.format(0));
        assertEquals("0.07", FiguresTable.format(0.0667));
        assertEquals("99.90", FiguresTable.format(99.9));
        assertEquals("100", FiguresTable.format(99.999));
        assertEquals("31071", FiguresTable.format(31_071.4));
    }
}
