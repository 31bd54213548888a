package io.github.ttalloc.ipc.recorder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * A recorder that finds out only by a fault that a batch has no space.
 */
class FullJournalTest
{
    @TempDir
    private Path parent;

    @Test
    void shouldJournalEveryEventOnceThoughPagesCouldNotBeHad() throws IOException, InterruptedException
    {
        final Path mount = Files.createDirectory(parent.resolve("small"));
        final List<String> command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c",
            "mount -t tmpfs -o size=12m,mode=700 small " + mount + " && exec \"$@\"", "sh"));
        assumeTrue(canRun(command), "this user may mount nothing here");
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("--"))
            .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), FullJournalMain.class.getName(),
            mount.toString()));
        final File output = parent.resolve("output").toFile();
        final int code = new ProcessBuilder(command)
            .redirectErrorStream(true).redirectOutput(output).start().waitFor();
        assertEquals(0, code, () -> text(output.toPath()));
    }

    private static String text(final Path file)
    {
        try
        {
            return Files.readString(file);
        }
        catch (final IOException ex)
        {
            return ex.toString();
        }
    }

    private static boolean canRun(final List<String> prefix) throws IOException, InterruptedException
    {
        final List<String> command = new ArrayList<>(prefix);
        command.add("true");
        return 0 == new ProcessBuilder(command).start().waitFor();
    }
}
