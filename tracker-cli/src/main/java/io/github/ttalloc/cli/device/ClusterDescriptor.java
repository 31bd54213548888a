package io.github.ttalloc.cli.device;

import io.github.ttalloc.device.Board;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The chips of a system as a umd cluster descriptor lists them.
 *
 * @param chips in the order of their numbers, at least one.
 */
record ClusterDescriptor(List<DescribedChip> chips)
{
    ClusterDescriptor
    {
        chips = List.copyOf(chips);
    }

    /** The chip of a number. */
    DescribedChip chip(final int id)
    {
        return chips.stream().filter(chip -> id == chip.id()).findFirst().orElseThrow(() ->
            new IllegalArgumentException("chip=" + id + " is not in the descriptor: use one of " +
                chips.stream().map(chip -> Integer.toString(chip.id())).collect(Collectors.joining(", "))));
    }

    /** The board or system that these chips make up, or null where it is none that the model knows. */
    Board board()
    {
        final Board unit = chips.get(0).board();
        if (chips.stream().anyMatch(chip -> unit != chip.board()))
        {
            return null;
        }
        return unit.chips() == chips.size() ? unit :
            Board.N300 == unit && Board.T3000.chips() == chips.size() ? Board.T3000 : null;
    }
}
