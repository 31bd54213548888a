package io.github.ttalloc.percore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds what meets on each core, in one pass from low to high addresses: each span is told of the one before it that
 * reaches furthest. So there are no more overlaps than spans, and together they name every address taken twice.
 */
final class OverlapFinder
{
    private static final Comparator<Span> ORDER =
        Comparator.comparingLong(Span::from).thenComparingLong(Span::to).thenComparingLong(Span::key);

    private record Pair(long firstKey, long secondKey)
    {
    }

    private final Map<Pair, Overlap> found = new LinkedHashMap<>();

    void look(final int x, final int y, final List<Span> spans)
    {
        Span buffer = null;
        Span write = null;
        for (final Span span : spans.stream().filter(span -> !span.isEmpty()).sorted(ORDER).toList())
        {
            final Span other = span.isWrite() ? buffer : furthest(buffer, write);
            if (null != other && other.to() > span.from())
            {
                found.merge(
                    new Pair(other.key(), span.key()),
                    new Overlap(other.key(), span.key(), span.from(), Math.min(span.to(), other.to()), x, y, 1),
                    (known, ignored) -> known.onOneMore());
            }
            if (span.isWrite())
            {
                write = furthest(write, span);
            }
            else
            {
                buffer = furthest(buffer, span);
            }
        }
    }

    List<Overlap> found()
    {
        return new ArrayList<>(found.values());
    }

    private static Span furthest(final Span left, final Span right)
    {
        return null == left || null != right && right.to() > left.to() ? right : left;
    }
}
