package io.github.ttalloc.benchmarks.figures;

import java.io.IOException;

/**
 * Something that measures figures in a process of its own, once a round.
 */
public interface Probe
{
    /**
     * What it measures.
     *
     * @return its name, shown while it runs.
     */
    String name();

    /**
     * How many rounds it takes part in.
     *
     * @return rounds; more than a run has stands for all of them.
     */
    int rounds();

    /**
     * Measures.
     *
     * @param figures takes the figures.
     * @throws IOException if the process fails.
     */
    void measure(Figures figures) throws IOException;
}
