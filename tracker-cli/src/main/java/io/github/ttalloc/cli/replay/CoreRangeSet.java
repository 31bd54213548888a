package io.github.ttalloc.cli.replay;

import io.github.ttalloc.device.CoreRange;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sets of cores as a runtime prints them: {@code {[0-0 - 7-3], [0-4 - 5-4]}}, or with {@code (x=0,y=0)} for a corner.
 */
final class CoreRangeSet
{
    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final int NUMBERS_OF_RANGE = 4;

    private CoreRangeSet()
    {
    }

    /** Packed rectangles of a set; throws an {@link IllegalArgumentException} where they make no sense. */
    static List<Integer> parse(final String text)
    {
        final List<Integer> numbers = new ArrayList<>();
        final Matcher matcher = NUMBER.matcher(text);
        while (matcher.find())
        {
            numbers.add(Integer.valueOf(matcher.group()));
        }
        if (0 != numbers.size() % NUMBERS_OF_RANGE)
        {
            throw new IllegalArgumentException("core_range_set=" + text + " is not made of pairs of cores");
        }
        final List<Integer> ranges = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i += NUMBERS_OF_RANGE)
        {
            ranges.add(CoreRange.of(
                numbers.get(i), numbers.get(i + 1), numbers.get(i + 2), numbers.get(i + 3)));
        }
        return ranges;
    }
}
