package io.github.ttalloc.tests.crash;

import io.github.ttalloc.ipc.recorder.Recorder;
import io.github.ttalloc.ipc.recorder.RecorderContext;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A recorder process: records until its standard input ends.
 */
final class RecorderMain
{
    private RecorderMain()
    {
    }

    public static void main(final String[] args) throws IOException
    {
        try (Recorder recorder = Recorder.launch(
            Path.of(args[0]), new RecorderContext().snapshotEvents(Long.parseLong(args[1]))))
        {
            System.out.println("READY");
            while (System.in.read() >= 0)
            {
                Thread.onSpinWait();
            }
            if (null != recorder.failure())
            {
                throw new IOException(recorder.failure());
            }
        }
    }
}
