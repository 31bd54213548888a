package io.github.ttalloc.cli.demo;

import io.github.ttalloc.client.AllocationReporter;
import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * One producer process of the demo. It runs its workload in parts, says on stdout that a part is done, and waits on
 * stdin for a line before it goes on; where stdin ends, so does it.
 */
final class DemoProducer
{
    /** Says that half of the steps are done. */
    static final String HALF = "half";

    /** Says that all steps are done. */
    static final String DONE = "done";

    private static final int LAYERS = 4;
    private static final int RING_BYTES = 4 << 20;

    private DemoProducer()
    {
    }

    /**
     * Runs a producer.
     *
     * @param args directory, device, role, steps.
     */
    public static void main(final String[] args)
    {
        try
        {
            run(args);
        }
        catch (final IOException | RuntimeException ex)
        {
            System.err.println("ttalloc: a producer of the demo stopped: " + ex.getMessage());
            System.exit(1);
        }
    }

    private static void run(final String[] args) throws IOException
    {
        final int device = Integer.parseInt(args[1]);
        final DecodeRole role = DecodeRole.valueOf(args[2]);
        final int steps = Integer.parseInt(args[3]);
        final BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (AllocationReporter reporter = RingReporter.create(new ReporterContext()
            .directory(Path.of(args[0]))
            .ringBytes(RING_BYTES)
            .processName(role.name().toLowerCase(Locale.ROOT) + "-" + device)))
        {
            final DecodeWorkload workload = new DecodeWorkload(
                new DecodeParameters(device, chipIdOf(device), LAYERS, steps, role, device), reporter);
            workload.start();
            while (workload.stepsDone() < steps / 2)
            {
                workload.step();
            }
            if (!isToldToGoOn(HALF, commands))
            {
                return;
            }
            while (workload.stepsDone() < steps)
            {
                workload.step();
            }
            if (isToldToGoOn(DONE, commands))
            {
                workload.finish();
            }
        }
    }

    private static boolean isToldToGoOn(final String part, final BufferedReader commands) throws IOException
    {
        System.out.println(part);
        return null != commands.readLine();
    }

    private static long chipIdOf(final int device)
    {
        return 0x100_0000L + device;
    }
}
