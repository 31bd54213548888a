package io.github.ttalloc.cli.view;

import io.github.ttalloc.device.Architecture;
import io.github.ttalloc.device.Board;
import io.github.ttalloc.device.Chip;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.ipc.fold.TrackedDevice;
import io.github.ttalloc.ledger.LedgerKey;
import io.github.ttalloc.percore.DeviceMemory;

/**
 * Finds the memory of a device in what a process said of it: the compute grid that it named, else the grid of its
 * harvesting, else that of its board.
 */
final class DescribedMemory
{
    private DescribedMemory()
    {
    }

    static DeviceMemory of(final TrackedDevice device)
    {
        final Board board = boardOf(device.description().board());
        if (0 == device.description().architecture() && null == board)
        {
            return DeviceMemory.UNKNOWN;
        }
        final Architecture architecture =
            0 != device.description().architecture() ? device.architecture() : board.architecture();
        final Chip chip = chip(device, board, architecture);
        return new DeviceMemory(architecture, device.l1Map(), computeRange(device, board, chip), chip);
    }

    private static Board boardOf(final String label)
    {
        for (final Board board : Board.values())
        {
            if (board.label().equalsIgnoreCase(label))
            {
                return board;
            }
        }
        return null;
    }

    private static Chip chip(final TrackedDevice device, final Board board, final Architecture architecture)
    {
        final long mask = device.description().harvestMask();
        if (0 == mask && (null == board || board.harvestedLines() > 0))
        {
            return null;
        }
        try
        {
            final boolean isOfBoard = null != board && board.architecture() == architecture;
            return new Chip(architecture, Math.toIntExact(mask), isOfBoard ? board.harvestedDram() : 0);
        }
        catch (final ArithmeticException | IllegalArgumentException ex)
        {
            return null;
        }
    }

    private static int computeRange(final TrackedDevice device, final Board board, final Chip chip)
    {
        final int named = device.description().computeGrid();
        if (CoreRange.ALL != named)
        {
            return CoreRange.x1(named) <= LedgerKey.MAX_COORDINATE && CoreRange.y1(named) <= LedgerKey.MAX_COORDINATE ?
                named : CoreRange.ALL;
        }
        if (null != chip)
        {
            return chip.computeRange();
        }
        return null == board || 0 != device.description().harvestMask() ?
            CoreRange.ALL : board.exampleChip().computeRange();
    }
}
