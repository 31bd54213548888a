package io.github.ttalloc.cli.view;

import io.github.ttalloc.device.BufferId;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.device.CoreRange;
import io.github.ttalloc.ipc.fold.FoldedEvent;
import io.github.ttalloc.ipc.fold.LeakReport;
import io.github.ttalloc.ipc.fold.TrackedDevice;
import io.github.ttalloc.ipc.fold.TrackedProcess;
import io.github.ttalloc.percore.BufferPlace;

/**
 * One event as a line for people. Allocations, frees and frees of unknown buffers read as the tracker of tt-metal
 * prints them, followed by cores and tag where the event has them; the other events are in the same style.
 */
public final class EventLine
{
    private EventLine()
    {
    }

    /**
     * The line of an event.
     *
     * @param event as the fold shows it.
     * @return one line without its end.
     */
    public static String of(final FoldedEvent event)
    {
        final StringBuilder line = new StringBuilder(128);
        line.append(symbol(event)).append(" [PID ").append(event.process().pid()).append("] ");
        switch (event.name())
        {
            case ALLOCATE -> appendAllocate(line, event);
            case WRITE -> appendWrite(line, event);
            case FREE -> appendFree(line, event);
            case UNKNOWN_FREE -> line.append("Deallocation for unknown buffer ")
                .append(BufferId.toString(event.bufferId())).append(" on device ").append(event.device())
                .append(" (allocated before tracking started)");
            case FREE_ALL -> line.append("Freed all ").append(event.type()).append(" on device ")
                .append(event.device()).append(" (").append(Sizes.buffers(event.references())).append(')');
            case MARK -> line.append("Mark ").append(null == event.tag() ? "" : PlainText.of(event.tag()));
            case DEVICE_OPEN -> appendDeviceOpen(line, event);
            case PROCESS_START -> line.append(event.process().isReplayed() ? "Replay " : "Process ")
                .append(event.process().id()).append(" started");
            case PROCESS_END -> appendProcessEnd(line, event.process());
            case GAP -> line.append("Lost ").append(event.bytes()).append(1 == event.bytes() ? " event" : " events");
        }
        return line.toString();
    }

    private static char symbol(final FoldedEvent event)
    {
        return switch (event.name())
        {
            case ALLOCATE, WRITE -> '✓';
            case FREE, FREE_ALL -> '✗';
            case UNKNOWN_FREE, GAP -> '⚠';
            case MARK -> '◆';
            case DEVICE_OPEN, PROCESS_START -> '▶';
            case PROCESS_END -> 0 == event.process().leaks().buffers() ? '■' : '⚠';
        };
    }

    private static void appendAllocate(final StringBuilder line, final FoldedEvent event)
    {
        line.append("Allocated ").append(event.bytes()).append(" bytes of ").append(event.type())
            .append(" on device ").append(event.device())
            .append(" (buffer_id=").append(BufferId.toString(event.bufferId()));
        if (event.references() > 1)
        {
            line.append(", ref_count=").append(event.references());
        }
        line.append(')');
        final int range = BufferPlace.range(event.type(), event.bufferId(), event.coreRange());
        if (CoreRange.ALL != range)
        {
            line.append(" cores=").append(BufferPlace.toString(range));
        }
        appendTag(line, event);
    }

    private static void appendWrite(final StringBuilder line, final FoldedEvent event)
    {
        line.append("Wrote ").append(event.bytes()).append(" bytes of ").append(event.type())
            .append(" on device ").append(event.device())
            .append(" to core ").append(BufferPlace.toString(event.coreRange()))
            .append(" (buffer_id=").append(BufferId.toString(event.bufferId())).append(')');
        appendTag(line, event);
    }

    private static void appendFree(final StringBuilder line, final FoldedEvent event)
    {
        line.append("Freed buffer ").append(BufferId.toString(event.bufferId()))
            .append(" on device ").append(event.device())
            .append(" (").append(event.bytes()).append(" bytes, ");
        if (0 == event.references())
        {
            line.append("FINAL)");
        }
        else
        {
            line.append("ref_count=").append(event.references()).append(" remaining)");
        }
        appendTag(line, event);
    }

    private static void appendDeviceOpen(final StringBuilder line, final FoldedEvent event)
    {
        line.append("Opened device ").append(event.device());
        final TrackedDevice device = event.process().device(event.device());
        final String board = device.description().board();
        line.append(" (").append(null == board ? "unknown board" : PlainText.of(board));
        if (0 != device.description().architecture())
        {
            line.append(", ").append(device.architecture().umdName());
        }
        final int grid = device.description().computeGrid();
        if (CoreRange.ALL != grid)
        {
            line.append(", ").append(CoreRange.size(grid)).append(" compute cores");
        }
        line.append(')');
    }

    private static void appendProcessEnd(final StringBuilder line, final TrackedProcess process)
    {
        final LeakReport leaks = process.leaks();
        line.append(process.isReplayed() ? "Replay of " : "Process ").append(PlainText.of(process.name()))
            .append(process.endedCleanly() ? " ended cleanly" : " ended without closing");
        if (leaks.buffers() > 0)
        {
            line.append(", left ").append(Sizes.buffers(leaks.buffers())).append(" (").append(leaks.bytes())
                .append(" bytes)");
        }
        if (leaks.otherBuffers() > 0)
        {
            line.append(", ").append(Sizes.buffers(leaks.otherBuffers())).append(" (").append(leaks.otherBytes())
                .append(" bytes) of ").append(BufferType.CB).append(", kernels and firmware released with it");
        }
    }

    private static void appendTag(final StringBuilder line, final FoldedEvent event)
    {
        if (null != event.tag())
        {
            line.append(" tag=").append(PlainText.of(event.tag()));
        }
    }
}
