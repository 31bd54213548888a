package io.github.ttalloc.benchmarks.longform;

import io.github.ttalloc.benchmarks.figures.Figures;
import io.github.ttalloc.benchmarks.figures.Probe;
import io.github.ttalloc.benchmarks.process.ChildProcess;

import java.io.IOException;
import java.util.List;

/**
 * What a recorder takes of the machine, in a process like that of {@code ttalloc serve}.
 */
final class RecorderProbe implements Probe
{
    private static final List<String> FLAGS = List.of("-XX:+UseSerialGC");

    @Override
    public String name()
    {
        return "recorder";
    }

    @Override
    public int rounds()
    {
        return 1;
    }

    @Override
    public void measure(final Figures figures) throws IOException
    {
        try (ChildProcess process = ChildProcess.start(FLAGS, RecorderAtRest.class))
        {
            figures.forkedWith(name(), String.join(" ", FLAGS));
            figures.addLines(process.readLines());
        }
    }
}
