package io.github.ttalloc.benchmarks.longform;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.github.ttalloc.benchmarks.process.ScratchDirectory;
import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.device.BufferType;
import io.github.ttalloc.ipc.recorder.Recorder;
import io.github.ttalloc.ipc.recorder.RecorderContext;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process with a recorder, one ring and nothing to record, that prints the part of a core it uses in percent, once
 * the JVM has started and settled, and its resident memory in MiB, and then, for each of many events, the bytes that
 * the recorder allocates until it is in the ledger, and those of the journal.
 */
final class RecorderAtRest
{
    private static final int EVENTS = 1 << 20;
    private static final long SETTLE_SECONDS = 90;
    private static final long MEASURED_SECONDS = 20;
    private static final double PERCENT = 100;
    private static final double KIBI = 1024;

    private RecorderAtRest()
    {
    }

    /**
     * Measures and prints.
     *
     * @param args none.
     * @throws IOException          if the recorder fails.
     * @throws InterruptedException if it is interrupted.
     */
    public static void main(final String[] args) throws IOException, InterruptedException
    {
        try (ScratchDirectory directory = ScratchDirectory.create())
        {
            try (Recorder recorder = Recorder.launch(directory.path(), new RecorderContext());
                RingReporter reporter = RingReporter.create(
                    new ReporterContext().directory(directory.path()).waitingForRecorder(true)))
            {
                TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
                final double memory = residentMebibytes();
                final long cpu = cpuNanos();
                final long start = System.nanoTime();
                TimeUnit.SECONDS.sleep(MEASURED_SECONDS);
                print("recorder idle [% of a core]", PERCENT * (cpuNanos() - cpu) / (System.nanoTime() - start));
                print("recorder idle memory [MiB]", memory);
                final long before = journalBytes(directory.path());
                final long allocated = allocatedBytes();
                for (int i = 0; i < EVENTS; i++)
                {
                    reporter.allocate(0, BufferType.L1, i * 64L & 0xFFFF_FFFFL, 4096);
                }
                while (recorder.status().ledgerSequence() < EVENTS && null == recorder.failure())
                {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
                print("recorder allocated [B per event]", (double)(allocatedBytes() - allocated) / EVENTS);
                print("recorder journal [B per event]", (double)(journalBytes(directory.path()) - before) / EVENTS);
            }
        }
    }

    private static void print(final String name, final double value)
    {
        System.out.printf(Locale.ROOT, "%s=%.3f%n", name, value);
    }

    private static long cpuNanos()
    {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    /** By all threads that live. */
    private static long allocatedBytes()
    {
        final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds())).sum();
    }

    private static double residentMebibytes() throws IOException
    {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status")))
        {
            return lines.filter(line -> line.startsWith("VmRSS")).findFirst()
                .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / KIBI).orElse(0.0);
        }
    }

    /** What the files take, not how long they are: they have holes. */
    private static long journalBytes(final Path directory) throws IOException
    {
        final Process process =
            new ProcessBuilder("du", "-s", "--block-size=1", directory.resolve("journal").toString()).start();
        try (Stream<String> lines = process.inputReader().lines())
        {
            return Long.parseLong(lines.findFirst().orElse("0").split("\\s")[0]);
        }
    }
}
