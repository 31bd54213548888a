package io.github.ttalloc.benchmarks.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A program in C of this jar, compiled by the gcc of the machine.
 */
public final class CProgram
{
    private CProgram()
    {
    }

    /**
     * Compiles a program.
     *
     * @param folder  takes the sources and the program.
     * @param source  of the program, such as {@code report_loop.c}.
     * @param headers that it includes from this jar.
     * @return the program.
     * @throws IOException          if gcc is absent or fails.
     * @throws InterruptedException if it is interrupted.
     */
    public static Path compile(final Path folder, final String source, final String... headers)
        throws IOException, InterruptedException
    {
        copy(source, folder);
        for (final String header : headers)
        {
            copy(header, folder);
        }
        final Path program = folder.resolve(source.substring(0, source.lastIndexOf('.')));
        final int result = new ProcessBuilder("gcc", "-std=c11", "-O2", "-o", program.toString(),
            folder.resolve(source).toString()).inheritIO().start().waitFor();
        if (0 != result)
        {
            throw new IOException("gcc ended with " + result + ", see its messages above");
        }
        return program;
    }

    private static void copy(final String source, final Path folder) throws IOException
    {
        try (InputStream in = CProgram.class.getResourceAsStream("/" + source))
        {
            Files.copy(in, folder.resolve(source));
        }
    }
}
