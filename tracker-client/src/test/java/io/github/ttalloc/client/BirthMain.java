package io.github.ttalloc.client;

import java.nio.file.Path;

/**
 * A process that opens a reporter with the smallest ring in a directory, and says whether it has one.
 */
final class BirthMain
{
    private BirthMain()
    {
    }

    public static void main(final String[] args)
    {
        try (AllocationReporter reporter = AllocationReporter.open(new ReporterContext()
            .enabled(true).directory(Path.of(args[0])).ringBytes(RingDescriptor.MIN_CAPACITY)))
        {
            System.out.println(reporter.isEnabled());
        }
    }
}
