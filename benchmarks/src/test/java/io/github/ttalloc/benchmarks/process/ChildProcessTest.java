package io.github.ttalloc.benchmarks.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.ttalloc.benchmarks.Planted;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;

class ChildProcessTest
{
    @Test
    void shouldPassOnThePlantedSlowdownAndTheFlagsThatAreAskedFor() throws IOException
    {
        Planted.set(7);
        try (ChildProcess child = ChildProcess.start(List.of("-Dx=1"), FlagsMain.class))
        {
            assertEquals("[-Dttalloc.benchmarks.planted=7, -Dx=1]", child.readLine());
        }
    }

    @Test
    void shouldStartWithoutFlags() throws IOException
    {
        Planted.set(7);
        try (ChildProcess child = ChildProcess.startWithoutFlags(FlagsMain.class))
        {
            assertEquals("[]", child.readLine());
        }
    }

    @AfterEach
    void removePlanted()
    {
        System.clearProperty("ttalloc.benchmarks.planted");
    }

    /** Prints the flags of its JVM. */
    static final class FlagsMain
    {
        private FlagsMain()
        {
        }

        public static void main(final String[] args)
        {
            System.out.println(ManagementFactory.getRuntimeMXBean().getInputArguments());
        }
    }
}
