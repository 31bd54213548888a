package io.github.ttalloc.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The jars as they leave the build: what is in them, and that they start without a flag.
 */
class PackagingTest
{
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path PROGRAM = ROOT.resolve("tracker-cli/target/ttalloc.jar");
    private static final String ANALYTICS = "net.openhft.chronicle.analytics.Analytics";

    @Test
    void shouldStartWithoutFlags() throws IOException, InterruptedException
    {
        final Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        final Path output = Files.createTempFile("version", ".txt");
        final Process process = new ProcessBuilder(java.toString(), "-jar", PROGRAM.toString(), "--version")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
        try
        {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "--version did not end in 60 s");
            final List<String> lines = Files.readAllLines(output);
            assertEquals(0, process.exitValue(), lines::toString);
            assertEquals(1, lines.size(), lines::toString);
            assertTrue(lines.get(0).startsWith("ttalloc "), lines::toString);
        }
        finally
        {
            process.destroyForcibly();
            Files.delete(output);
        }
    }

    @Test
    void shouldNotHoldChronicleAnalytics() throws IOException
    {
        assertThrows(ClassNotFoundException.class, () -> Class.forName(ANALYTICS), "chronicle-analytics on the path");
        try (JarFile jar = new JarFile(PROGRAM.toFile()))
        {
            assertTrue(
                jar.stream().noneMatch(entry -> entry.getName().startsWith("net/openhft/chronicle/analytics/")),
                "chronicle-analytics in " + PROGRAM);
        }
    }

    @Test
    void shouldHoldNoSignatureOfAnotherJar() throws IOException
    {
        try (JarFile jar = new JarFile(PROGRAM.toFile()))
        {
            assertTrue(
                jar.stream().noneMatch(entry -> entry.getName().matches("META-INF/[^/]+\\.(SF|DSA|RSA|EC)")),
                "signatures in " + PROGRAM);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "device-model, io.github.ttalloc.device",
        "tracker-client, io.github.ttalloc.client",
        "tracker-core, io.github.ttalloc.ledger",
        "tracker-ipc, io.github.ttalloc.ipc",
        "tracker-cli, io.github.ttalloc.cli"})
    void shouldNameTheModule(final String module, final String name) throws IOException
    {
        final String version;
        try (JarFile program = new JarFile(PROGRAM.toFile()))
        {
            version = program.getManifest().getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
        }
        final Path path = ROOT.resolve(module).resolve("target").resolve(module + "-" + version + ".jar");
        try (JarFile jar = new JarFile(path.toFile()))
        {
            assertEquals(name, jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name"));
        }
    }
}
