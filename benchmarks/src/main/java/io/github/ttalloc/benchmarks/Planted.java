package io.github.ttalloc.benchmarks;

import org.openjdk.jmh.infra.Blackhole;

import java.util.List;

/**
 * The switch that slows our own ways down, to show that the guard can fail. It is a system property that is passed on
 * to every process that measures.
 */
public final class Planted
{
    private static final String PROPERTY = "ttalloc.benchmarks.planted";
    private static final long TOKENS = Long.getLong(PROPERTY, 0);

    private Planted()
    {
    }

    /**
     * To be set before anything is measured.
     *
     * @param tokens work to do with every operation of ours, in tokens of JMH; a token is about a nanosecond or two.
     */
    public static void set(final long tokens)
    {
        System.setProperty(PROPERTY, Long.toString(tokens));
    }

    /**
     * The flags of the processes that this one starts.
     *
     * @return flags of a JVM.
     */
    public static List<String> flags()
    {
        final String tokens = System.getProperty(PROPERTY);
        return null == tokens ? List.of() : List.of("-D" + PROPERTY + '=' + tokens);
    }

    /** Does the work, if there is any. */
    public static void work()
    {
        if (TOKENS > 0)
        {
            Blackhole.consumeCPU(TOKENS);
        }
    }
}
