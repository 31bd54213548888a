package io.github.ttalloc.cli;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class MainTest
{
    @TempDir
    private Path parent;

    @Test
    void shouldPrintTheVersionInOneLine()
    {
        final CommandRun run = CommandRun.of("--version");
        assertEquals(0, run.code());
        assertEquals(1, run.lines().size(), run::out);
        assertTrue(run.out().startsWith("ttalloc "), run.out());
        assertEquals("", run.err());
    }

    @Test
    void shouldListEachCommandInItsHelpWithOneThatWorks()
    {
        final CommandRun help = CommandRun.of("--help");
        assertEquals(0, help.code());
        final PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        for (final String command : Main.commandLine(nowhere, nowhere).getSubcommands().keySet())
        {
            assertTrue(help.lines().stream().anyMatch(line -> line.startsWith("  " + command + " ")), help::out);
            final CommandRun run = CommandRun.of(command, "--help");
            assertEquals(0, run.code(), run::err);
            assertTrue(run.out().startsWith("Usage: ttalloc " + command), run.out());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "demo", "serve", "dump", "tail", "top", "cores", "leaks", "replay", "device", "device boards", "device map",
        "device translate", "device fit"})
    void shouldTakeTheTrackerDirectoryInEveryCommand(final String line)
    {
        final CommandRun help = CommandRun.of((Object[])(line + " --help").split(" "));
        assertEquals(0, help.code(), help::err);
        assertTrue(help.out().contains("--dir=DIR"), help::out);
    }

    @Test
    void shouldTakeTheTrackerDirectoryBeforeOrAfterACommandOfDevices()
    {
        final String boards = CommandRun.of("device", "boards").out();
        for (final CommandRun run : List.of(
            CommandRun.of("device", "boards", "--dir", parent), CommandRun.on(parent, "device", "boards")))
        {
            assertEquals(0, run.code(), run::err);
            assertEquals(boards, run.out());
        }
        final String refused = "ttalloc: no journal in " + parent + ": start 'ttalloc serve --dir " + parent + "'";
        final Object[] fit = {"fit", "--bytes", 1, "--page-bytes", 1};
        final CommandRun before = CommandRun.on(parent, "device", fit);
        final CommandRun after = CommandRun.of("device", "fit", "--bytes", 1, "--page-bytes", 1, "--dir", parent);
        assertTrue(before.err().startsWith(refused), before::err);
        assertEquals(before, after);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "undo", "--undo", "dump --undo", "dump --type L2", "dump --device 64", "dump --device x", "dump --pid -1",
        "dump --top 0", "dump --top 3 --summary", "dump extra", "tail -n -1", "tail -n 3 --from-start", "tail --top 1"})
    void shouldRefuseWrongUsageInOneLineWithAHint(final String line)
    {
        final CommandRun run = CommandRun.of((Object[])(line.isEmpty() ? new String[0] : line.split(" ")));
        assertEquals(2, run.code());
        assertEquals("", run.out());
        final List<String> errors = run.err().lines().toList();
        assertEquals(2, errors.size(), run::err);
        assertTrue(errors.get(0).startsWith("ttalloc: "), run.err());
        assertTrue(errors.get(1).matches("Try 'ttalloc( dump| tail)? --help'\\."), run.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dump", "tail"})
    void shouldExplainInOneLineWhatIsWrongWithTheDirectory(final String command) throws IOException
    {
        final Path absent = parent.resolve("absent");
        assertFailure(CommandRun.on(absent, command), "tracker directory " + absent + " does not exist: start " +
            "'ttalloc serve --dir " + absent + "' or name another with --dir or TT_ALLOC_DIR");

        final Path empty = Files.createDirectory(
            parent.resolve("empty"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assertFailure(CommandRun.on(empty, command), "no journal in " + empty + ": start 'ttalloc serve --dir " +
            empty + "' or name another directory with --dir");

        Files.createDirectory(empty.resolve("journal"));
        Files.writeString(empty.resolve("journal/format"), "something else");
        assertFailure(CommandRun.on(empty, command), "journal " + empty + "/journal is of another version: its file " +
            "format says 'something else' and this program reads 'ttalloc journal 2': use the program that wrote it, " +
            "or move the journal away");
    }

    @Test
    void shouldSayThatThereIsNoSuchCommandAlsoOfDevices()
    {
        assertEquals("ttalloc: there is no command 'boars'\nTry 'ttalloc device --help'.\n",
            CommandRun.of("device", "boars").err());
        assertEquals("ttalloc: there is no command 'devise'\nTry 'ttalloc --help'.\n", CommandRun.of("devise").err());
    }

    @Test
    void shouldNotAnswerForAnEmptyBoardWhereTheNamedDirectoryIsAbsent()
    {
        final Path absent = parent.resolve("absent");
        final CommandRun run = CommandRun.on(absent, "device", "fit", "--bytes", 1, "--page-bytes", 1);
        assertFailure(run, "tracker directory " + absent + " does not exist: start 'ttalloc serve --dir " + absent +
            "' or name another with --dir or TT_ALLOC_DIR");
    }

    private static void assertFailure(final CommandRun run, final String message)
    {
        assertEquals("ttalloc: " + message + "\n", run.err());
        assertEquals("", run.out());
        assertEquals(1, run.code());
    }
}
