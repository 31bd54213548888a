package io.github.ttalloc.client;

import java.io.IOException;

/**
 * Opens reporters, and turns what goes wrong into one line on stderr: tracking must never break the runtime that it
 * watches.
 */
final class ReporterLauncher
{
    private ReporterLauncher()
    {
    }

    static AllocationReporter open(final ReporterContext context)
    {
        if (!context.enabled())
        {
            return DisabledReporter.INSTANCE;
        }
        try
        {
            return RingReporter.create(context);
        }
        catch (final IOException | RuntimeException | VirtualMachineError ex)
        {
            System.err.println("ttalloc: allocation tracking is off in this process: " +
                (null == ex.getMessage() ? ex : ex.getMessage()));
            return DisabledReporter.INSTANCE;
        }
    }
}
