package io.github.ttalloc.ipc.recorder;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
 * A recorder that finds out only by a fault that a batch has no space, and a ledger that has none.
 */
class FullJournalTest
{
    @TempDir
    private Path parent;

    @ParameterizedTest
    @ValueSource(strings = {"12m", "48m 8"})
    void shouldJournalEveryEventOnceThoughPagesCouldNotBeHad(final String how) throws IOException, InterruptedException
    {
        run(FullJournalMain.class, how);
    }

    @Test
    void shouldKeepInItsRingWhatADirectReporterHasNoSpaceFor() throws IOException, InterruptedException
    {
        run(FullDirectMain.class, "48m");
    }

    @Test
    void shouldNotFoldFromTheOldestBatchWhereThereIsNoSpaceForTheLedgerOfASnapshot()
        throws IOException, InterruptedException
    {
        run(FullLedgerMain.class, "96m");
    }

    private void run(final Class<?> main, final String how) throws IOException, InterruptedException
    {
        final Path mount = Files.createDirectory(parent.resolve("small"));
        final List<String> command = new ArrayList<>(List.of("unshare", "-m", "sh", "-c",
            "mount -t tmpfs -o size=" + how.substring(0, 3) + ",mode=700 small " + mount + " && exec \"$@\"", "sh"));
        assumeTrue(canRun(command), "this user may mount nothing here");
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(argument -> argument.startsWith("--"))
            .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName(),
            mount.toString()));
        command.addAll(List.of(how.split(" ")).subList(1, how.split(" ").length));
        final File output = parent.resolve("output").toFile();
        final int code = new ProcessBuilder(command)
            .redirectErrorStream(true).redirectOutput(output).start().waitFor();
        assertEquals(0, code, () -> text(output.toPath()));
    }

    @Test
    @Tag("deep")
    void shouldDoSoWhereverTheFirstPagesOfAFileEnd() throws IOException, InterruptedException
    {
        shouldJournalEveryEventOnceThoughPagesCouldNotBeHad("48m 1");
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
