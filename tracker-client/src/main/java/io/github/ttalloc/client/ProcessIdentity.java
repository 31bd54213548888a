package io.github.ttalloc.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/**
 * What describes a process of this host, read from {@code /proc}. A description, not an identity: two processes may
 * share it over time or across pid namespaces.
 *
 * @param pid            process id in its own pid namespace.
 * @param startTicks     start time in clock ticks since boot.
 * @param startTimeNanos start time in nanoseconds since the epoch, to a tick of 10 ms.
 * @param pidNamespace   inode of its pid namespace; 0 is unknown.
 * @param bootId         boot id of the host.
 * @param uid            its user id.
 * @param name           its command name.
 */
public record ProcessIdentity(
    long pid, long startTicks, long startTimeNanos, long pidNamespace, UUID bootId, int uid, String name)
{
    private static final int START_TICKS_FIELD = 22 - 3;
    private static final String GROUPS = "Groups:";
    private static final long NANOS_PER_MILLI = 1_000_000L;

    /**
     * The process that calls.
     *
     * @return its description.
     * @throws IOException if {@code /proc} cannot be read.
     */
    public static ProcessIdentity self() throws IOException
    {
        final Path proc = Path.of("/proc/self");
        final ProcessHandle handle = ProcessHandle.current();
        return new ProcessIdentity(
            handle.pid(),
            startTicks(proc.resolve("stat")),
            handle.info().startInstant().map(start -> start.toEpochMilli() * NANOS_PER_MILLI).orElse(0L),
            inode(proc.resolve("ns/pid")),
            UUID.fromString(firstLine(Path.of("/proc/sys/kernel/random/boot_id"))),
            userId(),
            firstLine(proc.resolve("comm")));
    }

    /**
     * The user id of the process that calls.
     *
     * @return the effective user id.
     * @throws IOException if {@code /proc} cannot be read.
     */
    public static int userId() throws IOException
    {
        return (int)Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    /** The groups of the process that calls, the effective one first. */
    static Set<Integer> groupIds() throws IOException
    {
        final Set<Integer> groups = new LinkedHashSet<>();
        groups.add((int)Files.getAttribute(Path.of("/proc/self"), "unix:gid"));
        for (final String line : Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1))
        {
            if (line.startsWith(GROUPS))
            {
                Arrays.stream(line.substring(GROUPS.length()).split("\\s+"))
                    .filter(id -> !id.isEmpty())
                    .forEach(id -> groups.add(Integer.parseUnsignedInt(id)));
            }
        }
        return groups;
    }

    private static long startTicks(final Path stat) throws IOException
    {
        final String text = Files.readString(stat, StandardCharsets.ISO_8859_1);
        final String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", START_TICKS_FIELD + 2);
        return Long.parseLong(fields[START_TICKS_FIELD]);
    }

    private static long inode(final Path namespace)
    {
        try
        {
            return (long)Files.getAttribute(namespace, "unix:ino");
        }
        catch (final IOException ex)
        {
            return 0;
        }
    }

    private static String firstLine(final Path file) throws IOException
    {
        final String text = Files.readString(file, StandardCharsets.UTF_8);
        final int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }
}
