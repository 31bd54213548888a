package io.github.ttalloc.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;

class MainTest
{
    @Test
    void shouldAddForkFlagsToTheCommandLine()
    {
        assertArrayEquals(
            new String[]{"-f", "1", "-jvmArgsPrepend", "--x --y"},
            Main.withForkFlags(new String[]{"-f", "1"}, List.of("--x", "--y")));
    }

    @Test
    void shouldKeepFlagsThatTheCommandLineNames()
    {
        assertArrayEquals(
            new String[]{"-jvmArgsPrepend", "--x -Xmx1g", "-f", "1"},
            Main.withForkFlags(new String[]{"-jvmArgsPrepend", "-Xmx1g", "-f", "1"}, List.of("--x")));
    }

    @Test
    void shouldLeaveTheCommandLineAloneWithoutFlags()
    {
        assertArrayEquals(new String[]{"-l"}, Main.withForkFlags(new String[]{"-l"}, List.of()));
    }

    @Test
    void shouldTurnTheManifestIntoFlags()
    {
        final Manifest manifest = new Manifest();
        final Attributes attributes = manifest.getMainAttributes();
        attributes.putValue("Add-Opens", "java.base/a.b java.base/c");
        attributes.putValue("Add-Exports", "java.base/d");

        final List<String> flags = List.of("--add-opens=java.base/a.b=ALL-UNNAMED",
            "--add-opens=java.base/c=ALL-UNNAMED", "--add-exports=java.base/d=ALL-UNNAMED");
        assertEquals(flags, ForkFlags.of(manifest, 17));
        final List<String> newer = new ArrayList<>(flags);
        newer.add("--sun-misc-unsafe-memory-access=allow");
        newer.add("--enable-native-access=ALL-UNNAMED");
        assertEquals(newer, ForkFlags.of(manifest, 25));
    }
}
