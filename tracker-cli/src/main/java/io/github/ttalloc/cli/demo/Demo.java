package io.github.ttalloc.cli.demo;

import io.github.ttalloc.cli.cores.CoreMapText;
import io.github.ttalloc.cli.dump.DumpBox;
import io.github.ttalloc.cli.leaks.LeakText;
import io.github.ttalloc.cli.view.Timestamp;
import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.recorder.Recorder;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * The course of the demo. Not thread-safe.
 */
final class Demo
{
    private static final int STEPS = 8;
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Path directory;
    private final Recorder recorder;
    private final DemoProcesses processes;
    private final PrintWriter out;

    Demo(final DemoScene scene, final PrintWriter out)
    {
        this.directory = scene.directory();
        this.recorder = scene.recorder();
        this.processes = scene.processes();
        this.out = out;
    }

    void run() throws IOException, InterruptedException
    {
        try (LiveLines live = new LiveLines(TrackerDirectory.of(directory), out))
        {
            say("A recorder is at work in " + directory + "; four processes start, each with a chip of its own.");
            processes.start(directory, 0, DecodeRole.DECODE, STEPS);
            processes.start(directory, 1, DecodeRole.PREFILL, STEPS);
            processes.start(directory, 2, DecodeRole.DECODE, STEPS);
            final long victim = processes.start(directory, 3, DecodeRole.DECODE, STEPS);
            processes.await(DemoProducer.HALF);
            awaitEvents(live);
            live.endPart();

            say("Half of the steps are done. The process " + victim + " is killed with SIGKILL.");
            processes.kill(victim);
            awaitEnd(live, victim);
            live.endPart();

            say("The others go on.");
            processes.goOn();
            processes.await(DemoProducer.DONE);
            awaitEvents(live);
            live.endPart();

            say("What is allocated now ('ttalloc dump'):");
            DumpBox.print(live.fold(), out);
            say("Where it lies in L1 ('ttalloc cores'):");
            CoreMapText.print(live.fold(), false, out);
            say("The others end, one after the other.");
            final Set<Long> others = processes.pids();
            processes.goOn();
            processes.awaitEnd();
            await(live, () -> live.fold().processes().all().stream()
                .noneMatch(process -> process.isAlive() && others.contains(process.pid())));
            live.endPart();
            say("What ended processes left behind ('ttalloc leaks'):");
            new LeakText(live.fold(), out, Timestamp.now()).printEnded();
        }
    }

    private void say(final String text)
    {
        out.println();
        out.println("── " + text);
        out.flush();
    }

    private void awaitEnd(final LiveLines live, final long pid) throws IOException
    {
        await(live, () -> live.fold().processes().ended().stream().anyMatch(process -> process.pid() == pid));
    }

    private void awaitEvents(final LiveLines live) throws IOException
    {
        final long idleRounds = recorder.status().idleRounds() + 2;
        await(live, () -> recorder.status().idleRounds() >= idleRounds);
        final long sequence = recorder.status().journalSequence();
        await(live, () -> live.fold().sequence() >= sequence);
    }

    private void await(final LiveLines live, final BooleanSupplier condition) throws IOException
    {
        final long deadline = System.nanoTime() + DEADLINE_NANOS;
        live.poll();
        while (!condition.getAsBoolean())
        {
            if (null != recorder.failure())
            {
                throw new IOException("the recorder stopped: " + recorder.failure().getMessage(), recorder.failure());
            }
            if (System.nanoTime() > deadline)
            {
                throw new IOException("the demo stands still at event " + live.fold().sequence() +
                    ": run 'ttalloc demo --keep' and look at " + directory);
            }
            LockSupport.parkNanos(POLL_NANOS);
            live.poll();
        }
    }
}
