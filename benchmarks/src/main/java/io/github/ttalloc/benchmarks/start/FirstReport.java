package io.github.ttalloc.benchmarks.start;

import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.device.BufferType;

import java.nio.file.Path;

/**
 * A process that opens a reporter, makes one report, and ends; without a directory it does nothing.
 */
public final class FirstReport
{
    private FirstReport()
    {
    }

    /**
     * Reports once.
     *
     * @param args the tracker directory, or nothing.
     */
    public static void main(final String[] args)
    {
        if (args.length > 0)
        {
            try (AllocationReporter reporter = AllocationReporter.open(
                new ReporterContext().enabled(true).directory(Path.of(args[0]))))
            {
                if (reporter.allocate(0, BufferType.L1, 0, 4096) < 0)
                {
                    throw new IllegalStateException("the report was lost");
                }
            }
        }
    }
}
