package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.ReporterContext;
import io.github.ttalloc.client.RingReporter;
import io.github.ttalloc.ipc.recorder.EmbeddedRecorder;
import io.github.ttalloc.ipc.recorder.RecorderContext;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;

/**
 * A runtime that embeds a recorder and reports its script into the same directory: begins with the first byte of its
 * standard input and ends with its end.
 */
final class EmbeddingMain
{
    private EmbeddingMain()
    {
    }

    public static void main(final String[] args) throws IOException
    {
        final Path directory = Path.of(args[0]);
        final Script script = new Script(Long.parseLong(args[1]));
        final long events = Long.parseLong(args[2]);
        final MappedByteBuffer progress = ProducerMain.mapProgress(Path.of(args[3]));
        try (EmbeddedRecorder recorder = EmbeddedRecorder.start(directory, RecorderContext::new);
            RingReporter reporter = RingReporter.create(new ReporterContext()
                .directory(directory)
                .processName("producer-" + args[1])
                .waitingForRecorder(true)))
        {
            System.out.println(recorder.isRecording() ? "RECORDING" : "STANDING BY");
            if (System.in.read() < 0)
            {
                throw new IOException("no sign to begin");
            }
            for (long i = 1; i <= events; i++)
            {
                if (script.next().report(reporter) < 0)
                {
                    throw new IOException("event " + i + " was not taken");
                }
                progress.putLong(0, i);
            }
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
