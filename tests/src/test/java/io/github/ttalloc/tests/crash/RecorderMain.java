package io.github.ttalloc.tests.crash;

import io.github.ttalloc.ipc.journal.JournalContext;
import io.github.ttalloc.ipc.recorder.Recorder;
import io.github.ttalloc.ipc.recorder.RecorderContext;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;

/**
 * A recorder process: records until its standard input ends. With a third argument its clock is off by the milliseconds
 * in a mapped file, and it keeps no more of its journal than snapshots need.
 */
final class RecorderMain
{
    private RecorderMain()
    {
    }

    public static void main(final String[] args) throws IOException
    {
        final RecorderContext context = new RecorderContext().snapshotEvents(Long.parseLong(args[1]));
        if (args.length > 2)
        {
            final MappedByteBuffer offsetMillis = ProducerMain.mapProgress(Path.of(args[2]));
            context.journal(new JournalContext()
                .maxBytes(1).clock(() -> System.currentTimeMillis() + offsetMillis.getLong(0)));
        }
        try (Recorder recorder = Recorder.launch(Path.of(args[0]), context))
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
