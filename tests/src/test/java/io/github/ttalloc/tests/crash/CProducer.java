package io.github.ttalloc.tests.crash;

import org.opentest4j.TestAbortedException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The tests' producers and checks in C, compiled with the one header that C runtimes include.
 */
final class CProducer
{
    private static final Path HEADER = Path.of("..", "tracker-client", "src", "main", "c").toAbsolutePath();
    private static final Path SOURCES = Path.of("src", "test", "c").toAbsolutePath();
    private static final Path FOLDER = Path.of("target").toAbsolutePath();
    private static final List<String> STRICT = List.of("-O2", "-Wall", "-Wextra", "-Werror", "-pthread");

    private static Path asC;

    private CProducer()
    {
    }

    /** The producers, compiled as C11 when a test first needs them. */
    static synchronized Path asC() throws IOException, InterruptedException
    {
        if (null == asC)
        {
            asC = compile(FOLDER.resolve("producer-c"), "producer.c", "gcc", "-std=c11");
        }
        return asC;
    }

    /** The producers, compiled as C++11. */
    static Path asCpp() throws IOException, InterruptedException
    {
        return compile(FOLDER.resolve("producer-cpp"), "producer.c", "g++", "-std=c++11", "-x", "c++");
    }

    /** The checks of reporters over private memory, compiled. */
    static Path checks() throws IOException, InterruptedException
    {
        return compile(FOLDER.resolve("reporter"), "reporter.c", "gcc", "-std=c11");
    }

    /** A reporter for a JVM, compiled as a library. */
    static Path library() throws IOException, InterruptedException
    {
        return compile(FOLDER.resolve("native.so"), "native.c", "gcc", "-std=gnu11", "-shared", "-fPIC");
    }

    private static Path compile(
        final Path program, final String source, final String compiler, final String... options)
        throws IOException, InterruptedException
    {
        final List<String> command = new ArrayList<>(List.of(compiler));
        command.addAll(List.of(options));
        command.addAll(STRICT);
        command.addAll(List.of("-I" + HEADER, "-o", program.toString(), SOURCES.resolve(source).toString()));
        final Process process = start(compiler, command);
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return program;
    }

    private static Process start(final String compiler, final List<String> command)
    {
        try
        {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        }
        catch (final IOException ex)
        {
            throw new TestAbortedException("there is no " + compiler + " on this host, so nothing of C is tested", ex);
        }
    }
}
