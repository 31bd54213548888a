package io.github.ttalloc.tests.crash;

import io.github.ttalloc.client.TrackerDirectory;
import io.github.ttalloc.ipc.fold.FoldTailer;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;

/**
 * A reader of a journal: folds it from its oldest event on and keeps in a mapped file how far it is, until its standard
 * input ends. Then prints how many events it has missed, and all that it has folded as one number.
 */
final class ReaderMain
{
    private ReaderMain()
    {
    }

    public static void main(final String[] args) throws IOException
    {
        final MappedByteBuffer sequence = ProducerMain.mapProgress(Path.of(args[1]));
        try (FoldTailer tailer = FoldTailer.openOldest(TrackerDirectory.of(Path.of(args[0])), null))
        {
            while (0 == System.in.available())
            {
                tailer.poll();
                sequence.putLong(0, tailer.fold().sequence());
            }
            System.out.println(tailer.missingEvents() + " missing, " +
                FoldText.of(tailer.catchUp().fold()).hashCode());
        }
    }
}
