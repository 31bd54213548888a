package io.github.ttalloc.tests.crash;

import io.github.ttalloc.ipc.recorder.Recorder;
import io.github.ttalloc.ipc.recorder.RecorderContext;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A JVM that reports through the C header and records the directory itself for a while. Each byte of its standard input
 * is for the next step: events, events after somebody else has ended, the recorder's end, events after that, the
 * reporter's end, and a reporter and a recorder once more.
 */
final class NativeReporterMain
{
    static final int EVENTS_OF_STEP = 100;

    private NativeReporterMain()
    {
    }

    public static void main(final String[] args) throws IOException
    {
        System.load(args[1]);
        open();
        try (Recorder recorder = Recorder.launch(Path.of(args[0]), new RecorderContext()))
        {
            step("RECORDING");
            reportAll();
            step("REPORTED");
            reportAll();
            step("REPORTED");
            if (null != recorder.failure())
            {
                throw new IOException(recorder.failure());
            }
        }
        step("RECORDED");
        reportAll();
        step("REPORTED");
        close();
        step("CLOSED");
        open();
        try (Recorder recorder = Recorder.launch(Path.of(args[0]), new RecorderContext()))
        {
            reportAll();
            close();
            step("CLOSED");
            if (null != recorder.failure())
            {
                throw new IOException(recorder.failure());
            }
        }
    }

    private static void reportAll() throws IOException
    {
        for (int i = 0; i < EVENTS_OF_STEP; i++)
        {
            final long status = report();
            if (status < 0)
            {
                throw new IOException("event " + i + " of a step got status " + status);
            }
        }
    }

    private static void step(final String done) throws IOException
    {
        System.out.println(done);
        if (System.in.read() < 0)
        {
            throw new IOException("no sign to go on");
        }
    }

    private static native void open();

    private static native long report();

    private static native void close();
}
