package io.github.ttalloc.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
            Main.withForkFlags(new String[]{"-f", "1"}, "--x --y"));
    }

    @Test
    void shouldKeepFlagsThatTheCommandLineNames()
    {
        assertArrayEquals(
            new String[]{"-jvmArgsPrepend", "--x -Xmx1g", "-f", "1"},
            Main.withForkFlags(new String[]{"-jvmArgsPrepend", "-Xmx1g", "-f", "1"}, "--x"));
    }

    @Test
    void shouldLeaveTheCommandLineAloneWithoutFlags()
    {
        assertArrayEquals(new String[]{"-l"}, Main.withForkFlags(new String[]{"-l"}, ""));
    }

    @Test
    void shouldTurnTheManifestIntoFlags()
    {
        final Manifest manifest = new Manifest();
        final Attributes attributes = manifest.getMainAttributes();
        attributes.putValue("Add-Opens", "java.base/a.b java.base/c");
        attributes.putValue("Add-Exports", "java.base/d");

        final String flags = "--add-opens=java.base/a.b=ALL-UNNAMED --add-opens=java.base/c=ALL-UNNAMED " +
            "--add-exports=java.base/d=ALL-UNNAMED";
        assertEquals(flags, ForkFlags.of(manifest, 17));
        assertEquals(
            flags + " --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED",
            ForkFlags.of(manifest, 25));
    }
}
