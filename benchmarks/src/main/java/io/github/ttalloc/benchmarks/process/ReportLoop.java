package io.github.ttalloc.benchmarks.process;

import io.github.ttalloc.benchmarks.report.ReportPath;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A process that reports as fast as it can, each time that it is told.
 */
public final class ReportLoop
{
    /** What it prints once it is warm. */
    public static final String READY = "ready";

    /** What it prints once it has reported. */
    public static final String DONE = "done";

    /** What it waits for. */
    public static final String GO = "go";

    private ReportLoop()
    {
    }

    /**
     * Reports.
     *
     * @param args the way as {@link ReportPath#open} takes it, its directory, how many reports to warm up with, and how
     *             many to make when told.
     * @throws IOException if the way cannot be opened.
     */
    public static void main(final String[] args) throws IOException
    {
        final BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (ReportPath path = ReportPath.open(args[0], Path.of(args[1])))
        {
            run(path, Integer.parseInt(args[2]));
            System.out.println(READY);
            while (GO.equals(input.readLine()))
            {
                run(path, Integer.parseInt(args[3]));
                System.out.println(DONE);
            }
        }
    }

    private static void run(final ReportPath path, final int reports)
    {
        long bufferId = 0;
        for (int i = 0; i < reports; i++)
        {
            bufferId = bufferId + 32 & 0xFFFF_FFFFL;
            path.report(bufferId);
        }
    }
}
