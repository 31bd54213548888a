package io.github.ttalloc.tests.program;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DemoTest
{
    @TempDir
    private Path scratch;

    @Test
    void shouldShowTheMainJobAndLeaveNothingBehind() throws IOException, InterruptedException
    {
        final Set<Path> before = demoDirectories();
        final Program demo = Program.run(scratch, 0, "demo");
        final String out = demo.out();
        assertTrue(out.contains(" (buffer_id=0x"), out);
        assertTrue(out.contains("SIGKILL"), out);
        assertTrue(out.contains("ended without closing, left"), out);
        assertTrue(out.contains("REMAINING ALLOCATED BUFFERS"), out);
        assertTrue(out.contains("Next: "), out);
        assertEquals("", demo.err());
        final Set<Path> after = demoDirectories();
        after.removeAll(before);
        assertEquals(Set.of(), after);
        final Matcher directory = Pattern.compile("/dev/shm/ttalloc-demo-[0-9]+").matcher(out);
        assertTrue(directory.find(), out);
        assertEquals(0, ProcessHandle.allProcesses()
            .filter(process -> process.info().commandLine().orElse("").contains(directory.group()))
            .count());
    }

    private static Set<Path> demoDirectories() throws IOException
    {
        final Set<Path> found = new HashSet<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(Path.of("/dev/shm"), "ttalloc-demo-*"))
        {
            directories.forEach(found::add);
        }
        return found;
    }
}
