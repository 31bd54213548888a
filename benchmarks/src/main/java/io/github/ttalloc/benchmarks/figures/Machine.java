package io.github.ttalloc.benchmarks.figures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a run was made on: nothing that names the host or its paths.
 */
public final class Machine
{
    private static final int KIBI = 1024;

    private Machine()
    {
    }

    /**
     * This machine.
     *
     * @return what is known of it, by name.
     */
    public static Map<String, String> describe()
    {
        final Map<String, String> facts = new LinkedHashMap<>();
        facts.put("cpu", field(Path.of("/proc/cpuinfo"), "model name"));
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        final String memory = field(Path.of("/proc/meminfo"), "MemTotal").replaceAll("[^0-9]", "");
        facts.put("memoryMiB", memory.isEmpty() ? "" : Long.toString(Long.parseLong(memory) / KIBI));
        facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("jdk", System.getProperty("java.vm.name") + " " + Runtime.version());
        return facts;
    }

    private static String field(final Path file, final String name)
    {
        try (Stream<String> lines = Files.lines(file))
        {
            return lines.filter(line -> line.startsWith(name)).findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).trim()).orElse("");
        }
        catch (final IOException ex)
        {
            return "";
        }
    }
}
