package io.github.ttalloc.ipc.recorder;

import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;

import java.io.IOException;
import java.util.List;

/**
 * What a JVM must open to the library of the journal. Without it that library fails at its first use, which is late
 * where a recorder stands by, and with an error that names no remedy.
 */
final class JvmFlags
{
    private static final List<String> OPENED =
        List.of("jdk.internal.misc", "sun.nio.ch", "java.lang.reflect", "java.lang");

    private JvmFlags()
    {
    }

    /** Refuses a JVM that was started without the flags. */
    static void check() throws IOException
    {
        final Module library = SingleChronicleQueue.class.getModule();
        final List<String> missing = OPENED.stream()
            .filter(name -> !Object.class.getModule().isOpen(name, library))
            .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
            .toList();
        if (!missing.isEmpty())
        {
            throw new IOException("this JVM cannot record, as Chronicle Queue needs what it keeps closed: start it " +
                "with " + String.join(" ", missing));
        }
    }
}
