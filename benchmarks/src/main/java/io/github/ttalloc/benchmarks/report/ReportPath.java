package io.github.ttalloc.benchmarks.report;

import java.io.IOException;

/**
 * One way to report an allocation.
 */
interface ReportPath extends AutoCloseable
{
    /** Reports the allocation of a buffer: what came of it, so that it is not optimised away. */
    long report(long bufferId);

    @Override
    void close() throws IOException;
}
