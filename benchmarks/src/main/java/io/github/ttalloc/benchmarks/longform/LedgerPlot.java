package io.github.ttalloc.benchmarks.longform;

import io.github.ttalloc.benchmarks.figures.Figures;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A plot of what an event of churn costs each table, by the number of live buffers; both axes are logarithmic. A line
 * joins what was measured; a time of zero has no place on it.
 */
public final class LedgerPlot
{
    private static final Pattern FIGURE = Pattern.compile("table (\\S+) (\\d+) churn mean \\[ns]");
    private static final String[] COLOURS =
        {"#1b6ca8", "#d1495b", "#66a182", "#edae49", "#5d4e6d", "#8d96a3", "#00798c", "#a44a3f",
            "#2f2f2f"};
    private static final int WIDTH = 860;
    private static final int HEIGHT = 480;
    private static final int LEFT = 70;
    private static final int RIGHT = 640;
    private static final int TOP = 50;
    private static final int BOTTOM = 420;
    private static final int LEGEND_STEP = 24;
    private static final int RADIUS = 4;

    private final Map<String, Map<Long, Double>> series = new LinkedHashMap<>();
    private double minX = Double.MAX_VALUE;
    private double maxX = -Double.MAX_VALUE;
    private double minY = Double.MAX_VALUE;
    private double maxY = -Double.MAX_VALUE;

    private LedgerPlot(final Figures figures)
    {
        for (final String name : figures.names())
        {
            final Matcher matcher = FIGURE.matcher(name);
            final double time = figures.median(name);
            if (matcher.matches() && time > 0)
            {
                final long live = Long.parseLong(matcher.group(2));
                series.computeIfAbsent(matcher.group(1), key -> new TreeMap<>()).put(live, time);
                minX = Math.min(minX, Math.log10((double)live));
                maxX = Math.max(maxX, Math.log10((double)live));
                minY = Math.min(minY, Math.floor(Math.log10(time)));
                maxY = Math.max(maxY, Math.ceil(Math.log10(time)));
            }
        }
    }

    /**
     * The plot of some figures.
     *
     * @param figures of the long form; those of the ledger are plotted.
     * @return a document of SVG.
     */
    public static String of(final Figures figures)
    {
        return new LedgerPlot(figures).draw();
    }

    private String draw()
    {
        final StringBuilder svg = new StringBuilder();
        add(svg, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" " +
            "font-family=\"sans-serif\" font-size=\"13\">", WIDTH, HEIGHT, WIDTH, HEIGHT);
        add(svg, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, HEIGHT);
        add(svg, "<text x=\"%d\" y=\"28\" font-size=\"16\">Churn: time of one allocation or free, ns</text>", LEFT);
        if (!series.isEmpty())
        {
            drawGrid(svg);
            int number = 0;
            for (final Map.Entry<String, Map<Long, Double>> entry : series.entrySet())
            {
                drawSeries(svg, entry.getKey(), entry.getValue(), number++);
            }
        }
        return svg.append("</svg>\n").toString();
    }

    private void drawGrid(final StringBuilder svg)
    {
        for (int exponent = (int)minY; exponent <= (int)maxY; exponent++)
        {
            final double y = y(exponent);
            add(svg, "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#cccccc\"/>", LEFT, y, RIGHT, y);
            add(svg, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT - 8, y + RADIUS,
                BigDecimal.ONE.scaleByPowerOfTen(exponent).toPlainString());
        }
        for (int exponent = (int)minX; exponent <= (int)maxX; exponent++)
        {
            final double x = x(exponent);
            add(svg, "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#cccccc\"/>", x, TOP, x, BOTTOM);
            add(svg, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">10<tspan dy=\"-6\" font-size=\"9\">%d</tspan>" +
                "</text>", x, BOTTOM + LEGEND_STEP, exponent);
        }
        add(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">live buffers</text>", (LEFT + RIGHT) / 2, HEIGHT - 10);
    }

    private void drawSeries(
        final StringBuilder svg, final String name, final Map<Long, Double> points, final int number)
    {
        final String colour = COLOURS[number % COLOURS.length];
        final StringBuilder path = new StringBuilder();
        points.forEach((live, time) -> path.append(
            String.format(Locale.ROOT, "%.1f,%.1f ", x(Math.log10((double)live)), y(Math.log10(time)))));
        add(svg, "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%d\"/>", path.toString().trim(),
            colour, name.endsWith("writer") || name.endsWith("writers") ? 3 : 1);
        points.forEach((live, time) -> add(svg, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%d\" fill=\"%s\"/>",
            x(Math.log10((double)live)), y(Math.log10(time)), RADIUS - 1, colour));
        final int legend = TOP + LEGEND_STEP * number;
        add(svg, "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/>", RIGHT + 30, legend, colour);
        add(svg, "<text x=\"%d\" y=\"%d\">%s</text>", RIGHT + 50, legend + 11, name);
    }

    private double x(final double exponent)
    {
        return LEFT + (RIGHT - LEFT) * (maxX > minX ? (exponent - minX) / (maxX - minX) : 0.5);
    }

    private double y(final double exponent)
    {
        return BOTTOM - (BOTTOM - TOP) * (maxY > minY ? (exponent - minY) / (maxY - minY) : 0.5);
    }

    private static void add(final StringBuilder svg, final String format, final Object... values)
    {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
