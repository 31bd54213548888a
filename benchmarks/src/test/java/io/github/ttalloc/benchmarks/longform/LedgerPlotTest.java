package io.github.ttalloc.benchmarks.longform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.ttalloc.benchmarks.figures.Figures;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;

class LedgerPlotTest
{
    private static final double PIXEL = 0.11;

    private final Figures figures = new Figures();

    @Test
    void shouldSpacePowersOfTenEvenlyOnBothAxes() throws Exception
    {
        churn("one-writer", 1_000, 10);
        churn("one-writer", 10_000, 100);
        churn("one-writer", 100_000, 1_000);
        final double[][] points = points(plot()).get(0);
        assertEquals(points[1][0] - points[0][0], points[2][0] - points[1][0], PIXEL);
        assertEquals(points[0][1] - points[1][1], points[1][1] - points[2][1], PIXEL);
        assertTrue(points[0][1] > points[2][1], "what takes longer is higher up");
        final List<String> texts = texts(plot());
        assertTrue(texts.containsAll(List.of("10", "100", "1000", "103", "104", "105")), texts::toString);
    }

    @Test
    void shouldDrawWhatWasMeasuredWhereARivalHasHoles() throws Exception
    {
        for (final int live : new int[]{1_000, 10_000, 100_000})
        {
            churn("one-writer", live, 50);
        }
        churn("chronicle-map", 1_000, 500);
        churn("chronicle-map", 100_000, 700);
        figures.add("table chronicle-map 10000 hit mean [ns]", 9);
        final List<double[][]> lines = points(plot());
        assertEquals(List.of(3, 2), lines.stream().map(points -> points.length).toList());
        assertEquals(lines.get(0)[0][0], lines.get(1)[0][0], PIXEL);
        assertEquals(lines.get(0)[2][0], lines.get(1)[1][0], PIXEL);
        assertEquals(5, plot().getElementsByTagName("circle").getLength());
        assertTrue(texts(plot()).containsAll(List.of("one-writer", "chronicle-map")), texts(plot()).toString());
    }

    @Test
    void shouldDrawTheMedianOfTheRounds() throws Exception
    {
        churn("a", 1_000, 10);
        churn("a", 10_000, 10);
        churn("a", 10_000, 1_000);
        churn("a", 10_000, 100);
        churn("b", 1_000, 100);
        final List<double[][]> lines = points(plot());
        assertEquals(lines.get(1)[0][1], lines.get(0)[1][1], PIXEL);
    }

    @Test
    void shouldDrawOneRivalAtOneNumberAlone() throws Exception
    {
        churn("one-writer", 1_000, 100);
        final List<double[][]> lines = points(plot());
        assertEquals(1, lines.size());
        assertTrue(Arrays.stream(lines.get(0)[0]).allMatch(at -> at > 0 && at < 860), lines.get(0)[0][0] + "");
    }

    @Test
    void shouldLabelTimesBelowANanosecond() throws Exception
    {
        churn("a", 1_000, 0.4);
        churn("a", 10_000, 4);
        assertTrue(texts(plot()).containsAll(List.of("0.1", "1", "10")), texts(plot()).toString());
        assertFalse(texts(plot()).contains("0"), texts(plot()).toString());
    }

    @Test
    void shouldLeaveOutWhatHasNoPlaceOnALogarithmicAxis() throws Exception
    {
        churn("a", 1_000, 0);
        churn("a", 10_000, 20);
        assertEquals(1, points(plot()).get(0).length);
    }

    @Test
    void shouldBeAPlotWithoutLinesWhereNothingOfItWasMeasured() throws Exception
    {
        figures.add("report ring p50 [ns]", 40);
        assertEquals("svg", plot().getDocumentElement().getTagName());
        assertEquals(List.of(), points(plot()));
    }

    private void churn(final String table, final int live, final double nanos)
    {
        figures.add("table " + table + " " + live + " churn mean [ns]", nanos);
    }

    private Document plot() throws Exception
    {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(new InputSource(new StringReader(LedgerPlot.of(figures))));
    }

    private static List<double[][]> points(final Document plot)
    {
        final List<double[][]> lines = new ArrayList<>();
        for (final Element line : elements(plot, "polyline"))
        {
            lines.add(Arrays.stream(line.getAttribute("points").split(" "))
                .map(point -> Arrays.stream(point.split(",")).mapToDouble(Double::parseDouble).toArray())
                .toArray(double[][]::new));
        }
        return lines;
    }

    private static List<String> texts(final Document plot)
    {
        return elements(plot, "text").stream().map(Element::getTextContent).toList();
    }

    private static List<Element> elements(final Document plot, final String name)
    {
        final List<Element> elements = new ArrayList<>();
        final NodeList nodes = plot.getElementsByTagName(name);
        for (int i = 0; i < nodes.getLength(); i++)
        {
            elements.add((Element)nodes.item(i));
        }
        return elements;
    }
}
