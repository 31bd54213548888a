package io.github.ttalloc.cli.demo;

import io.github.ttalloc.cli.console.Signals;
import io.github.ttalloc.ipc.recorder.Recorder;
import io.github.ttalloc.ipc.recorder.RecorderContext;
import org.agrona.IoUtil;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * What the demo sets up and puts away again: its producers, its recorder and, unless it is kept, its directory; also
 * where a signal ends the program, which then exits with 128 and the number of the signal. Safe for any number of
 * threads.
 */
final class DemoScene implements AutoCloseable
{
    private static final int SIGNALLED = 128;
    private static final Map<String, Integer> ENDING_SIGNALS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private final boolean isKept;
    private final DemoProcesses processes = new DemoProcesses();
    private Path directory;
    private Recorder recorder;
    private boolean isClosed;

    private DemoScene(final boolean isKept)
    {
        this.isKept = isKept;
    }

    /** Starts a recorder in a directory, or in a fresh one if that is null. A signal waits until it has started. */
    static DemoScene open(final Path named, final boolean isKept) throws IOException
    {
        final DemoScene scene = new DemoScene(isKept);
        ENDING_SIGNALS.forEach((name, number) -> Signals.on(name, () -> scene.end(number)));
        try
        {
            scene.launch(named);
            return scene;
        }
        catch (final IOException | RuntimeException | Error ex)
        {
            scene.close();
            throw ex;
        }
    }

    synchronized Path directory()
    {
        return directory;
    }

    synchronized Recorder recorder()
    {
        return recorder;
    }

    DemoProcesses processes()
    {
        return processes;
    }

    @Override
    public synchronized void close()
    {
        if (!isClosed)
        {
            isClosed = true;
            processes.close();
            if (null != recorder)
            {
                recorder.close();
            }
            if (!isKept && null != directory)
            {
                IoUtil.delete(directory.toFile(), true);
            }
        }
    }

    private synchronized void launch(final Path named) throws IOException
    {
        directory = null == named ? fresh() : named;
        recorder = Recorder.launch(directory, new RecorderContext());
    }

    private static Path fresh() throws IOException
    {
        final Path parent = Files.isWritable(SHARED_MEMORY) ?
            SHARED_MEMORY : Path.of(System.getProperty("java.io.tmpdir"));
        return Files.createTempDirectory(
            parent, "ttalloc-demo-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Never lets go of the monitor: the demo itself fails when its producers are gone, and must not say so. */
    private synchronized void end(final int signal)
    {
        close();
        Runtime.getRuntime().halt(SIGNALLED + signal);
    }
}
