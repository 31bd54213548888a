package io.github.ttalloc.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.ttalloc.benchmarks.figures.Figures;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

class SocketSenderProbeTest
{
    @Test
    void shouldMeasureASenderInC() throws IOException
    {
        assumeTrue(Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "gcc"))), "gcc is not there");
        final Figures figures = new Figures();
        new SocketSenderProbe(1_000, 3).measure(figures);
        assertEquals(List.of("burst socket-c median [ns]", "report socket-c p50 [ns]", "report socket-c p99 [ns]",
            "report socket-c max [ns]"), figures.names());
        assertTrue(figures.median("burst socket-c median [ns]") > 0);
        assertTrue(figures.median("report socket-c max [ns]") >= figures.median("report socket-c p50 [ns]"));
    }
}
